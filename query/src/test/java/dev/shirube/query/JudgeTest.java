// SPDX-License-Identifier: Apache-2.0
package dev.shirube.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.EventClass;
import dev.shirube.event.EventId;
import dev.shirube.event.FieldCatalogue;
import dev.shirube.event.FieldNames;
import dev.shirube.event.TenantId;
import dev.shirube.event.TimeSource;
import dev.shirube.event.ValueType;
import dev.shirube.match.Cidr;
import dev.shirube.match.Glob;
import dev.shirube.match.Regex;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

class JudgeTest {
  private static final Column LINE = catalogue("process.cmd_line");
  private static final Column ADDRESS = catalogue("src_endpoint.ip");
  private static final Column COUNT = catalogue("count");
  private static final Column STATUS = catalogue("status");
  private static final Predicate UNDECIDED =
      new Predicate.Matches(vendor("Long"), regex("(a|b)*c"));

  private final EventBatch batch = new EventBatch(TenantId.LOCAL, new FieldNames());

  private static Column catalogue(String path) {
    return new Column.Catalogue(FieldCatalogue.require(path));
  }

  private static Column vendor(String name) {
    return new Column.Vendor(name);
  }

  private static Regex regex(String source) {
    return ((Regex.Compiled.Ready) Regex.compile(source, Set.of())).regex();
  }

  private static Predicate like(Column column, String glob) {
    return new Predicate.Like(column, Glob.parse(glob), false);
  }

  private static Predicate compare(Column column, Predicate.Comparison how, long number) {
    return new Predicate.Compare(column, how, number);
  }

  private static Predicate not(Predicate part) {
    return new Predicate.Not(part);
  }

  private void add(String name, Column column, String text) {
    int entry = batch.addText(batch.names().intern(name), text);
    if (column instanceof Column.Catalogue known) {
      batch.setField(entry, known.field().id());
    }
  }

  private Event event() {
    int index = batch.beginEvent();
    add("CommandLine", LINE, "powershell.exe -Enc AAAA");
    add("IpAddress", ADDRESS, "10.1.2.3");
    add("IpAddress", ADDRESS, "2001:db8::1");
    add("Count", COUNT, "4.5");
    add("Hex", vendor("Hex"), "0x10");
    add("Empty", vendor("Empty"), "");
    add("", vendor(""), "made by normalizing");
    add("Long", vendor("Long"), "a".repeat(8_000_000) + "c");
    int none = batch.add(batch.names().intern("Status"), ValueType.NULL, new byte[0], 0, 0);
    batch.setField(none, ((Column.Catalogue) STATUS).field().id());
    batch.setTime(index, 1_000, TimeSource.SENSOR, 0);
    batch.setClass(index, EventClass.PROCESS_ACTIVITY, 1);
    batch.setSource(index, batch.names().intern("sysmon"));
    batch.setId(index, new EventId(1, 2));
    return new Event().on(batch, index);
  }

  private record Case(Predicate predicate, Judgement wanted) {}

  private static Case yes(Predicate predicate) {
    return new Case(predicate, Judgement.YES);
  }

  private static Case no(Predicate predicate) {
    return new Case(predicate, Judgement.NO);
  }

  private static Case open(Predicate predicate) {
    return new Case(predicate, Judgement.UNDECIDED);
  }

  private static List<Case> values() {
    return List.of(
        yes(like(LINE, "POWERSHELL*")),
        no(like(LINE, "powershell")),
        no(new Predicate.Like(LINE, Glob.parse("POWERSHELL*"), true)),
        yes(new Predicate.Like(LINE, Glob.parse("power*AAAA"), true)),
        yes(like(vendor("commandline"), "*-enc*")),
        no(like(vendor("Command Line"), "*")),
        yes(like(vendor("Empty"), "")),
        no(like(vendor(""), "*")),
        no(like(STATUS, "*")),
        yes(new Predicate.Exists(STATUS)),
        yes(new Predicate.Exists(vendor("EMPTY"))),
        no(new Predicate.Exists(vendor("Absent"))),
        no(new Predicate.Exists(vendor(""))),
        yes(new Predicate.Anywhere(Glob.parse("*NORMALIZING"))),
        no(new Predicate.Anywhere(Glob.parse("*sysmon*"))),
        yes(new Predicate.Matches(LINE, regex("-[Ee]nc\\b"))),
        no(new Predicate.Matches(LINE, regex("^-enc"))),
        yes(new Predicate.InNetwork(ADDRESS, cidr("2001:db8::/32"))),
        yes(new Predicate.InNetwork(ADDRESS, cidr("10.0.0.0/8"))),
        no(new Predicate.InNetwork(ADDRESS, cidr("192.168.0.0/16"))),
        yes(new Predicate.OneOf(ADDRESS, Set.of("10.9.9.9", "10.1.2.3"))),
        no(new Predicate.OneOf(LINE, Set.of("powershell.exe"))));
  }

  private static List<Case> numbers() {
    return List.of(
        yes(compare(COUNT, Predicate.Comparison.GREATER, 4)),
        no(compare(COUNT, Predicate.Comparison.LESS_OR_EQUAL, 4)),
        yes(compare(COUNT, Predicate.Comparison.LESS, 5)),
        yes(compare(vendor("Hex"), Predicate.Comparison.EQUAL, 16)),
        no(compare(LINE, Predicate.Comparison.GREATER, Long.MIN_VALUE)),
        no(compare(STATUS, Predicate.Comparison.EQUAL, 0)),
        yes(compare(Column.Head.TIME, Predicate.Comparison.GREATER_OR_EQUAL, 1_000)),
        yes(compare(Column.Head.RECEIVED, Predicate.Comparison.EQUAL, 0)),
        yes(compare(Column.Head.ACTIVITY, Predicate.Comparison.EQUAL, 1)),
        yes(like(Column.Head.CLASS, "Process_Activity")),
        yes(like(Column.Head.SOURCE, "sys*")),
        yes(like(Column.Head.INPUT, "")),
        yes(new Predicate.Exists(Column.Head.INPUT)),
        yes(like(Column.Head.ID, "00000000000000010000000000000002")));
  }

  private static List<Case> kleene() {
    Predicate yes = new Predicate.Everything();
    Predicate no = not(yes);
    return List.of(
        yes(yes),
        no(no),
        open(UNDECIDED),
        open(not(UNDECIDED)),
        yes(new Predicate.And(List.of())),
        no(new Predicate.Or(List.of())),
        open(new Predicate.And(List.of(UNDECIDED, yes))),
        no(new Predicate.And(List.of(UNDECIDED, no))),
        no(new Predicate.And(List.of(no, UNDECIDED))),
        yes(new Predicate.Or(List.of(UNDECIDED, yes))),
        open(new Predicate.Or(List.of(no, UNDECIDED))));
  }

  private static Cidr cidr(String text) {
    return Objects.requireNonNull(Cidr.parse(text));
  }

  @Test
  void answersAsPredicatesSay() {
    Event event = event();
    for (List<Case> table : List.of(values(), numbers(), kleene())) {
      for (Case each : table) {
        assertThat(Judge.of(each.predicate).judge(event))
            .as(each.predicate.toString())
            .isEqualTo(each.wanted);
      }
    }
  }

  @Test
  void learnsNamesAnewWithEveryDictionary() {
    Judge judge = Judge.of(like(vendor("b"), "1"));
    for (int round = 0; round < 3; round++) {
      EventBatch other = new EventBatch(TenantId.LOCAL, new FieldNames());
      for (int filler = 0; filler < round; filler++) {
        other.names().intern("filler" + filler);
      }
      other.beginEvent();
      other.addText(other.names().intern(round == 1 ? "a" : "B"), "1");
      Judgement wanted = round == 1 ? Judgement.NO : Judgement.YES;
      assertThat(judge.judge(new Event().on(other, 0))).isEqualTo(wanted);
      other.beginEvent();
      other.addText(other.names().intern("later"), "1");
      other.addText(other.names().intern("b"), "1");
      assertThat(judge.judge(new Event().on(other, 1))).isEqualTo(Judgement.YES);
    }
  }

  @Test
  void comparesPredicatesByWhatTheySay() {
    assertThat(values().stream().map(Case::predicate).toList())
        .isEqualTo(values().stream().map(Case::predicate).toList());
    assertThat(like(LINE, "a*")).isNotEqualTo(like(LINE, "a\\*"));
    assertThat(cidr("10.0.0.1/32")).isEqualTo(cidr("10.0.0.1")).hasSameHashCodeAs(cidr("10.0.0.1"));
    assertThat(cidr("10.0.0.0/8")).isNotEqualTo(cidr("10.0.0.0/9"));
  }

  @Test
  void testsSingleValuesOnlyWhereValuesAreAskedAbout() {
    assertThatThrownBy(() -> ValueTest.of(new Predicate.Everything()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
