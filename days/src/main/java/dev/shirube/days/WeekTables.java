// SPDX-License-Identifier: Apache-2.0
package dev.shirube.days;

import dev.shirube.catalog.Message;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;

/// Days as tables: what each came to, what it had of what, events by class, whole days, and what
/// rules found.
final class WeekTables {
  private static final List<String> LEVELS =
      List.of("critical", "high", "medium", "low", "informational");

  private final Telling told;
  private final List<Recorded> days;
  private final Recorded.Steady steady;

  WeekTables(Telling told, List<Recorded> days, Recorded.Steady steady) {
    this.told = told;
    this.days = days;
    this.steady = steady;
  }

  /// Tells all.
  ///
  /// @param others whether SigmaHQ's rules were among the rules
  void tell(boolean others) {
    told.paragraph("days.about");
    told.paragraph(others ? "days.rules.all" : "days.rules.own");
    recorded();
    told.paragraph(
        "days.steady",
        decimal(steady.perSecond() * 60),
        decimal(steady.cpuNanos() / 1e7 / Math.max(1, steady.seconds())),
        count(Math.round(steady.aDay())));
    whole();
    chores();
    classes();
    findings();
  }

  private static Message text(String text) {
    return Message.of("days.text", text);
  }

  private static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  private static String decimal(double value) {
    return String.format(Locale.ROOT, "%,.1f", value);
  }

  private static String megabytes(double bytes) {
    return String.format(Locale.ROOT, "%,.2f MB", bytes / 1e6);
  }

  private static Message day(Recorded day) {
    return Message.of("days.day." + day.day().word());
  }

  private static List<Message> heads(String... ids) {
    List<Message> heads = new ArrayList<>();
    for (String id : ids) {
      heads.add(Message.of(id));
    }
    return heads;
  }

  private List<Message> headsByDay(String... first) {
    List<Message> heads = heads(first);
    days.forEach(each -> heads.add(day(each)));
    heads.add(Message.of("days.total"));
    return heads;
  }

  /// A figure as it is shown.
  private record Column(ToDoubleFunction<Recorded> figure, boolean bytes) {
    String of(List<Recorded> days) {
      double sum = days.stream().mapToDouble(figure).sum();
      return bytes ? megabytes(sum) : count(Math.round(sum));
    }
  }

  private void rows(List<Message> heads, List<Column> columns, boolean each) {
    List<List<Message>> rows = new ArrayList<>();
    for (Recorded day : days) {
      rows.add(row(day(day), columns, List.of(day), each));
    }
    rows.add(row(Message.of("days.total"), columns, days, each));
    told.table(heads, rows);
  }

  private List<Message> row(
      Message name, List<Column> columns, List<Recorded> of, boolean withRatios) {
    List<Message> row = new ArrayList<>();
    row.add(name);
    columns.forEach(column -> row.add(text(column.of(of))));
    if (withRatios) {
      double events = Math.max(1, sum(of, one -> one.figures().all()));
      row.add(text(decimal(sum(of, one -> one.figures().wire()) / events) + " B"));
      row.add(text(decimal(sum(of, one -> one.figures().kept()) / events) + " B"));
      double nanos = sum(of, one -> one.figures().cpuNanos());
      row.add(text(decimal(nanos / 1e9) + " s"));
      Recorded.Lost lost =
          of.stream()
              .map(one -> one.figures().lost())
              .reduce(new Recorded.Lost(0, 0, 0, 0), Recorded.Lost::plus);
      row.add(
          lost.sum() == 0
              ? text("0")
              : Message.of(
                  "days.lost.some", lost.sensors(), lost.letGo(), lost.told(), lost.untold()));
      row.add(text(count((long) sum(of, one -> one.figures().all() - one.events()))));
    }
    return row;
  }

  private static double sum(List<Recorded> days, ToLongFunction<Recorded> figure) {
    return days.stream().mapToLong(figure).sum();
  }

  private void recorded() {
    told.paragraph("days.recorded");
    rows(
        heads(
            "days.head.day",
            "days.head.seconds",
            "days.head.events",
            "days.head.findings",
            "days.head.wire",
            "days.head.kept",
            "days.head.wire.each",
            "days.head.kept.each",
            "days.head.cpu",
            "days.head.lost",
            "days.head.others"),
        List.of(
            new Column(day -> day.figures().seconds(), false),
            new Column(Recorded::events, false),
            new Column(Recorded::findings, false),
            new Column(day -> day.figures().wire(), true),
            new Column(day -> day.figures().kept(), true)),
        true);
  }

  private void whole() {
    told.paragraph("days.whole");
    rows(
        heads("days.head.day", "days.head.events", "days.head.wire", "days.head.kept"),
        List.of(
            new Column(day -> day.wholeDay(steady), false),
            new Column(day -> day.wholeWire(steady), true),
            new Column(day -> day.wholeKept(steady), true)),
        false);
  }

  private void chores() {
    told.paragraph("days.chores");
    List<Message> heads = heads("days.head.work");
    days.forEach(each -> heads.add(day(each)));
    heads.add(Message.of("days.head.each"));
    List<List<Message>> rows = new ArrayList<>();
    for (Work work : Work.values()) {
      List<Message> row = new ArrayList<>();
      row.add(Message.of("days.work." + work.word()));
      double events = 0;
      long times = 0;
      for (Recorded day : days) {
        row.add(cell(day, work));
        for (Recorded.Done done : day.done()) {
          if (done.chore().work() == work && done.times() > 0) {
            events += Math.max(0, done.events() - steady.perSecond() * done.seconds());
            times += done.times();
          }
        }
      }
      row.add(text(times == 0 ? "–" : decimal(events / times)));
      rows.add(row);
    }
    told.table(heads, rows);
  }

  private static Message cell(Recorded day, Work work) {
    List<String> missing = day.missing().get(work);
    if (missing != null) {
      return Message.of("days.cell.lacks", String.join(", ", missing));
    }
    for (Recorded.Done done : day.done()) {
      if (done.chore().work() == work) {
        return done.times() == 0
            ? Message.of("days.cell.failed", done.said())
            : text(done.times() + " × " + decimal((double) done.chore().aDay() / done.times()));
      }
    }
    return text("–");
  }

  private void classes() {
    told.paragraph("days.classes");
    TreeSet<String> names = new TreeSet<>();
    days.forEach(day -> names.addAll(day.classes().keySet()));
    List<List<Message>> rows = new ArrayList<>();
    for (String name : names) {
      List<Message> row = new ArrayList<>();
      row.add(text(name));
      for (Recorded day : days) {
        row.add(text(count(day.classes().getOrDefault(name, 0L))));
      }
      row.add(text(count((long) sum(days, day -> day.classes().getOrDefault(name, 0L)))));
      rows.add(row);
    }
    told.table(headsByDay("days.head.class"), rows);
  }

  /// What one rule found on the days.
  private static final class ByRule {
    private final Recorded.Found first;
    private final Map<Day, Long> counts = new EnumMap<>(Day.class);
    private final TreeMap<String, Long> works = new TreeMap<>();

    private ByRule(Recorded.Found first) {
      this.first = first;
    }

    private long total() {
      return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    private int level() {
      int at = LEVELS.indexOf(first.level());
      return at < 0 ? LEVELS.size() : at;
    }
  }

  private void findings() {
    Map<String, ByRule> rules = new HashMap<>();
    for (Recorded day : days) {
      for (Recorded.Found found : day.found()) {
        ByRule rule = rules.computeIfAbsent(found.rule(), _ -> new ByRule(found));
        rule.counts.merge(day.day(), found.count(), Long::sum);
        rule.works.merge(found.work(), found.count(), Long::sum);
      }
    }
    if (rules.isEmpty()) {
      told.paragraph("days.findings.none");
      return;
    }
    told.paragraph("days.findings");
    List<ByRule> sorted = new ArrayList<>(rules.values());
    sorted.sort(
        Comparator.comparingInt(ByRule::level)
            .thenComparing(Comparator.comparingLong(ByRule::total).reversed())
            .thenComparing(rule -> rule.first.rule()));
    List<List<Message>> rows = new ArrayList<>();
    for (ByRule rule : sorted) {
      List<Message> row = new ArrayList<>();
      row.add(text(rule.first.level()));
      row.add(text(rule.first.title()));
      row.add(text(rule.first.rule()));
      row.add(text(works(rule)));
      days.forEach(day -> row.add(text(count(rule.counts.getOrDefault(day.day(), 0L)))));
      row.add(text(count(rule.total())));
      rows.add(row);
    }
    told.table(
        headsByDay("days.head.level", "days.head.title", "days.head.rule", "days.head.from"), rows);
    for (ByRule rule : sorted) {
      told.say("days.example", rule.first.title(), rule.first.example());
    }
  }

  private static String works(ByRule rule) {
    List<String> works = new ArrayList<>();
    rule.works.forEach((work, count) -> works.add((work.isEmpty() ? "–" : work) + " " + count));
    return String.join(", ", works);
  }
}
