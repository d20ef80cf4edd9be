// SPDX-License-Identifier: Apache-2.0
package dev.shirube.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.ValueType;
import dev.shirube.sigma.Matcher.Outcome;
import dev.shirube.sigma.RuleSet;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Cases of the engine that chance finds seldom, each seen to fail once.
class EngineTest {
  /// A value that a sieve passes over has no number under which searches are remembered; it must
  /// not inherit that of the value that stood in its place in the event before.
  @Test
  void aValuePassedOverDoesNotInheritAnothersSearch() {
    RuleSet rules =
        Trial.rules(Trial.rule("r", "s: {CommandLine|re: 'power\\d+shell'}\ncondition: s"));
    Engine engine = engine(rules);
    Comparison comparison = new Comparison();
    EventBatch batch = Trial.batch();
    for (String[] values :
        new String[][] {
          {"power1shell", "power2shell"},
          {"power and shell", "something else"},
          {"power and shell", "power3shell"},
          {"nothing", "nothing at all"},
          {"no power1 shell", "nothing at all"}
        }) {
      batch.clear();
      batch.beginEvent();
      for (String value : values) {
        batch.addText(batch.names().intern("CommandLine"), value);
      }
      comparison.check(rules, engine, new Event().on(batch, 0), String.join(", ", values));
    }
    assertThat(comparison.seen(Outcome.YES)).isEqualTo(2);
  }

  @Test
  void anEmptyValueAtTheVeryBeginningIsAValue() {
    RuleSet rules = Trial.rules(Trial.rule("r", "s: ['']\ncondition: s"));
    EventBatch batch = Trial.batch();
    batch.beginEvent();
    batch.addText(batch.names().intern("Anything"), "");
    assertThat(said(engine(rules), batch)).containsExactly("r YES");
  }

  /// Nothing but ASCII should stand in a number; if it does, it is read a byte a character.
  @Test
  void numbersAreReadByteByByte() {
    RuleSet rules =
        Trial.rules(
            Trial.rule("bytes", "s: {A|contains: '\u00c3\u00a9'}\ncondition: s"),
            Trial.rule("utf8", "s: {A|contains: '\u00e9'}\ncondition: s"));
    EventBatch batch = Trial.batch();
    batch.beginEvent();
    byte[] value = "1\u00e9".getBytes(StandardCharsets.UTF_8);
    batch.add(batch.names().intern("A"), ValueType.INTEGER, value, 0, value.length);
    assertThat(said(engine(rules), batch)).containsExactly("bytes YES");
  }

  private static Engine engine(RuleSet rules) {
    return new Engine(Snapshot.of(rules), EngineLimits.usual(7));
  }

  private static List<String> said(Engine engine, EventBatch batch) {
    List<String> said = new ArrayList<>();
    engine.run(
        new Event().on(batch, 0), (rule, outcome) -> said.add(rule.rule().id() + " " + outcome));
    return said;
  }
}
