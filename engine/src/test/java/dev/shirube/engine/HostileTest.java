// SPDX-License-Identifier: Apache-2.0
package dev.shirube.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.FieldCatalogue;
import dev.shirube.event.ValueType;
import dev.shirube.sigma.Matcher.Outcome;
import dev.shirube.sigma.RuleSet;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/// Events and rules made to cost much: what the engine keeps stays bounded, what it says stays
/// right, and what it cannot say it tells.
class HostileTest {
  private static final String RULES =
      """
      s: {CommandLine|contains: [power, whoami], User|endswith: admin}
      t: {CommandLine|re: 'a+b'}
      condition: s or t
      """;

  private final Comparison comparison = new Comparison();

  /// Values of which each satisfies another set of rules: when their classes are too many, the
  /// engine empties its memory, which shows as a value that was known and has to be looked at
  /// again.
  @Test
  void classesOfValuesAreBounded() {
    List<String> texts = new ArrayList<>();
    for (int bit = 0; bit < 18; bit++) {
      texts.add(Trial.rule("r" + bit, "s: {A|contains: 'w" + bit + ".'}\ncondition: s"));
    }
    RuleSet rules = Trial.rules(texts.toArray(String[]::new));
    Engine engine = engine(rules);
    EventBatch batch = Trial.batch();
    int sets = 80_000;
    for (int set = 1; set <= sets; set++) {
      StringBuilder value = new StringBuilder();
      for (int bit = 0; bit < 18; bit++) {
        value.append((set >>> bit & 1) == 1 ? "w" + bit + "." : "");
      }
      event(batch, "A", value.toString(), "A", "w1.");
      engine.run(new Event().on(batch, 0), (_, _) -> {});
    }
    assertThat(engine.unknownValues())
        .as("one for each set, and again once emptied")
        .isBetween(sets + 1L, sets + 10L);
    check(rules, engine, batch, "A", "w3.w4.", "A", "w1.");
    assertThat(comparison.seen(Outcome.YES)).isEqualTo(3);
  }

  /// A flood of values that never come again: each is looked at once, and none of it changes what
  /// is said.
  @Test
  void aFloodOfUniqueValuesChangesNothing() {
    RuleSet rules = Trial.rules(Trial.rule("r", RULES));
    Engine engine = new Engine(Snapshot.of(rules), new EngineLimits(1 << 20, 7));
    EventBatch batch = Trial.batch();
    for (int round = 0; round < 300_000; round++) {
      event(batch, "CommandLine", "unique value number " + round, "User", "user" + round);
      engine.run(new Event().on(batch, 0), (_, _) -> {});
    }
    assertThat(engine.unknownValues()).as("values never seen").isGreaterThan(100_000);
    check(rules, engine, batch, "CommandLine", "power", "User", "admin");
    assertThat(comparison.seen(Outcome.YES)).isEqualTo(1);
  }

  @Test
  void valuesOf64KibAreRunLikeOthers() {
    RuleSet rules = Trial.rules(Trial.rule("r", RULES));
    Engine engine = engine(rules);
    EventBatch batch = Trial.batch();
    String large = "x".repeat(1 << 16);
    for (int round = 0; round < 20; round++) {
      check(rules, engine, batch, "CommandLine", round + large + "POWER", "User", large + "Admin");
      check(rules, engine, batch, "CommandLine", round + large + "aab" + large, "User", large);
      check(rules, engine, batch, "CommandLine", round + large, "User", large);
    }
    assertThat(comparison.seen(Outcome.YES)).isEqualTo(40);
    assertThat(comparison.seen(Outcome.NO)).isEqualTo(20);
  }

  @Test
  void tenThousandFieldsAndTenThousandValuesOfAField() {
    RuleSet rules =
        Trial.rules(Trial.rule("r", RULES), Trial.rule("k", "s: [needle]\ncondition: s"));
    Engine engine = engine(rules);
    EventBatch batch = Trial.batch();
    List<IntFunction<String>> names = List.of(number -> "Field" + number, _ -> "CommandLine");
    for (IntFunction<String> name : names) {
      for (String last : new String[] {"needle", "power", "aab"}) {
        batch.clear();
        batch.beginEvent();
        for (int number = 0; number < 10_000; number++) {
          int entry = batch.addText(batch.names().intern(name.apply(number)), "value " + number);
          batch.setElement(entry, 1 + number);
        }
        batch.addText(batch.names().intern("CommandLine"), last);
        batch.addText(batch.names().intern("User"), "admin");
        for (int again = 0; again < 3; again++) {
          comparison.check(rules, engine, new Event().on(batch, 0), name.apply(0) + " " + last);
        }
      }
    }
    assertThat(comparison.seen(Outcome.YES)).isEqualTo(18);
  }

  /// Names that are new in every event, and dictionaries of names that change.
  @Test
  void craftedNamesAreForgottenWithTheirDictionary() {
    RuleSet rules = Trial.rules(Trial.rule("r", RULES));
    Snapshot snapshot = Snapshot.of(rules);
    Engine engine = new Engine(snapshot, EngineLimits.usual(7));
    EventBatch batch = Trial.batch();
    for (int round = 0; round < 100_000; round++) {
      if (round % 20_000 == 19_999) {
        batch = Trial.batch();
      }
      event(batch, "Name" + round, "power", "Command Line", "power", "User", "admin");
      engine.run(new Event().on(batch, 0), (_, _) -> {});
    }
    check(rules, engine, batch, "Command Line", "power", "User", "admin");
    assertThat(comparison.seen(Outcome.YES)).isEqualTo(1);
    Columns columns = new Columns(snapshot);
    assertThat(columns.use(batch.names())).isTrue();
    for (int again = 0; again < 3; again++) {
      for (int entry = 0; entry < 2; entry++) {
        columns.of(new Event().on(batch, 0), entry);
      }
    }
    assertThat(columns.count()).as("a column once").isEqualTo(2);
  }

  /// An event with many values in the field that log sources look at is meant for any set of rules
  /// that its writer chooses: the sets that are kept are bounded, and each is run rightly.
  @Test
  void combinationsOfLogSourcesAreBounded() {
    StringBuilder taxonomy = new StringBuilder();
    List<String> texts = new ArrayList<>();
    for (int bit = 0; bit < 12; bit++) {
      taxonomy.append("- name: s" + bit + "\n  logsource: {service: s" + bit + "}\n");
      taxonomy.append("  when: {metadata.log_name: log" + bit + "}\n");
      texts.add(
          "title: T\nid: r"
              + bit
              + "\nlogsource: {service: s"
              + bit
              + "}\n"
              + "detection: {s: {User: admin}, condition: s}\n");
    }
    RuleSet rules = Trial.load(texts, Trial.taxonomy(taxonomy.toString()));
    Snapshot snapshot = Snapshot.of(rules);
    Engine engine = new Engine(snapshot, EngineLimits.usual(7));
    EventBatch batch = Trial.batch();
    int most = 0;
    for (int set = 0; set < 1 << 12; set++) {
      event(batch, "User", "admin");
      for (int bit = 0; bit < 12; bit++) {
        if ((set >>> bit & 1) == 1) {
          int entry = batch.addText(batch.names().intern("Log"), "log" + bit);
          batch.setField(entry, FieldCatalogue.require("metadata.log_name").id());
        }
      }
      comparison.check(rules, engine, new Event().on(batch, 0), "set " + set);
      most = Math.max(most, snapshot.planCount());
    }
    assertThat(comparison.seen(Outcome.YES)).isEqualTo(12L << 11);
    assertThat(most).isBetween(500, 1 << 10);
  }

  @Test
  void valuesThatHitEveryShortText() {
    StringBuilder list = new StringBuilder();
    StringBuilder all = new StringBuilder();
    for (char one = 'a'; one <= 'z'; one++) {
      for (char two = 'a'; two <= 'z'; two++) {
        list.append(list.isEmpty() ? "" : ", ").append(one).append(two);
        all.append(one).append(two);
      }
    }
    RuleSet rules =
        Trial.rules(
            Trial.rule("all", "s: {A|contains|all: [" + list + "]}\ncondition: s"),
            Trial.rule("any", "s: {A|contains: [" + list + "]}\ncondition: s"));
    Engine engine = engine(rules);
    EventBatch batch = Trial.batch();
    for (int round = 0; round < 200; round++) {
      check(rules, engine, batch, "A", all.substring(round % 7) + round);
      check(rules, engine, batch, "A", all.toString().repeat(1 + round % 3) + round);
    }
    assertThat(comparison.seen(Outcome.YES)).isGreaterThan(500);
    assertThat(comparison.seen(Outcome.NO)).isGreaterThan(100);
  }

  /// Many rules, a list of thousands of values, many expressions that fit no budget: each rule that
  /// cannot be evaluated says so.
  @Test
  void bombsOfRulesEndInUnevaluatedRules() {
    List<String> texts = new ArrayList<>();
    for (int number = 0; number < 300; number++) {
      texts.add(
          Trial.rule(
              "r" + number,
              "s: {A|re: '(?:[^x]?[^y]?[^z]?){" + (150 + number) + "}[^w]{900}$'}\ncondition: s"));
    }
    StringBuilder list = new StringBuilder("s:\n    A:\n");
    for (int number = 0; number < 5_000; number++) {
      list.append("        - value").append(number).append('\n');
    }
    texts.add(Trial.rule("list", list + "condition: s"));
    RuleSet rules = Trial.rules(texts.toArray(String[]::new));
    Snapshot snapshot = Snapshot.of(rules);
    Engine engine = new Engine(snapshot, EngineLimits.usual(7));
    EventBatch batch = Trial.batch();
    String long1 = "0123456789".repeat(1_200);
    for (int round = 0; round < 5; round++) {
      check(rules, engine, batch, "A", round + long1);
    }
    assertThat(comparison.seen(Outcome.UNEVALUATED)).isGreaterThan(500);
    check(rules, engine, batch, "A", "value4999");
    assertThat(comparison.seen(Outcome.YES)).isEqualTo(1);
    assertThat(snapshot.sizeBytes()).isLessThan(4 << 20);
  }

  private static Engine engine(RuleSet rules) {
    return new Engine(Snapshot.of(rules), EngineLimits.usual(7));
  }

  private void check(RuleSet rules, Engine engine, EventBatch batch, String... words) {
    event(batch, words);
    comparison.check(
        rules, engine, new Event().on(batch, 0), words[0] + " of " + words[1].length());
  }

  private static void event(EventBatch batch, String... words) {
    batch.clear();
    batch.beginEvent();
    for (int index = 0; index < words.length; index += 2) {
      byte[] value = words[index + 1].getBytes(StandardCharsets.UTF_8);
      batch.add(batch.names().intern(words[index]), ValueType.TEXT, value, 0, value.length);
    }
  }
}
