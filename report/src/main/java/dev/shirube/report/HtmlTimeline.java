// SPDX-License-Identifier: Apache-2.0
package dev.shirube.report;

import dev.shirube.event.Severity;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// When it happened on which host, as a picture: one row a host, worst host first; one mark for all
/// findings of a slice of time, in the shape of the worst of them.
final class HtmlTimeline {
  private static final int HOSTS = 20;
  private static final int SLICES = 120;
  private static final int LEFT = 170;
  private static final int WIDTH = 1000;
  private static final int ROW = 30;
  private static final int TOP = 34;
  private static final long SECOND = 1_000_000_000L;
  private static final long MONTH = 2_592_000 * SECOND;

  /// Distances between the lines of the axis, in seconds; the last ones are months of thirty days.
  private static final long[] STEPS = {
    1,
    5,
    15,
    60,
    300,
    900,
    3_600,
    10_800,
    21_600,
    43_200,
    86_400,
    172_800,
    604_800,
    1_209_600,
    2_592_000,
    7_776_000,
    15_552_000,
    31_536_000,
    63_072_000,
    157_680_000
  };

  private final Words words;
  private final Html html;

  HtmlTimeline(Words words, Html html) {
    this.words = words;
    this.html = html;
  }

  private record Mark(Severity worst, long count, long firstNanos) {
    Mark plus(Mark other) {
      Severity worse = worst.compareTo(other.worst) >= 0 ? worst : other.worst;
      return new Mark(worse, count + other.count, Math.min(firstNanos, other.firstNanos));
    }
  }

  void write(FindingLedger ledger) throws IOException {
    List<Tally.HostSum> all = ledger.tally().hostsWorstFirst();
    List<Tally.HostSum> hosts = all.subList(0, Math.min(HOSTS, all.size()));
    Map<String, Integer> rows = new HashMap<>();
    hosts.forEach(host -> rows.put(host.host(), rows.size()));
    long first = all.stream().mapToLong(Tally.HostSum::firstNanos).min().orElse(0);
    long last = all.stream().mapToLong(Tally.HostSum::lastNanos).max().orElse(0);
    Axis axis = Axis.over(first, last);
    Map<Integer, Mark> marks = new HashMap<>();
    ledger.rows(
        FindingLedger.Order.TIME,
        row -> {
          Integer line = rows.get(row.host());
          if (line != null) {
            int key = line * (SLICES + 1) + axis.slice(row.firstNanos());
            marks.merge(key, new Mark(row.severity(), 1, row.firstNanos()), Mark::plus);
          }
        });
    html.open("section").element("h2", words.say("html.timeline"));
    html.element("p", words.say("html.timeline.lead", words.zoneAt(last)), "class", "soft");
    html.open("div", "class", "wide");
    picture(hosts, axis, marks);
    html.close("div");
    if (all.size() > HOSTS) {
      String more = Words.count(all.size() - (long) HOSTS);
      html.element("p", words.say("summary.hosts.more", more), "class", "soft");
    }
    html.close("section").line();
  }

  /// Where times lie in the picture.
  private record Axis(long first, long last, long step) {
    static Axis over(long first, long last) {
      long span = Math.max(last - first, SECOND);
      long step = STEPS[STEPS.length - 1] * SECOND;
      for (int index = STEPS.length - 1; index >= 0; index--) {
        if (span / (STEPS[index] * SECOND) <= 8) {
          step = STEPS[index] * SECOND;
        }
      }
      return new Axis(first, first + span, step);
    }

    int slice(long nanos) {
      double part = (double) (nanos - first) / (last - first);
      return (int) Math.round(part * SLICES);
    }

    double x(long nanos) {
      double part = (double) (nanos - first) / (last - first);
      return LEFT + 16 + part * (WIDTH - LEFT - 40);
    }

    double x(int slice) {
      return LEFT + 16 + (double) slice / SLICES * (WIDTH - LEFT - 40);
    }
  }

  private void picture(List<Tally.HostSum> hosts, Axis axis, Map<Integer, Mark> marks)
      throws IOException {
    int height = TOP + hosts.size() * ROW + 8;
    html.open(
        "svg",
        "class",
        "timeline",
        "viewBox",
        "0 0 " + WIDTH + " " + height,
        "role",
        "img",
        "aria-label",
        words.say("html.timeline"));
    for (int row = 0; row < hosts.size(); row++) {
      int middle = TOP + row * ROW + ROW / 2;
      String host = hosts.get(row).host();
      String name = words.hosts(host.isEmpty() ? List.of() : List.of(host));
      line("row", LEFT, middle, WIDTH, middle);
      String shown = name.length() <= 22 ? name : name.substring(0, 21) + "…";
      html.open("text", "class", "host", "x", "0", "y", Integer.toString(middle + 4));
      html.text(shown).element("title", name).close("text");
    }
    ticks(axis, height);
    for (Map.Entry<Integer, Mark> entry : new TreeMap<>(marks).entrySet()) {
      mark(axis, entry.getKey(), entry.getValue());
    }
    html.close("svg").line();
  }

  private void ticks(Axis axis, int height) throws IOException {
    List<Long> ticks = axis.step() >= MONTH ? months(axis) : steps(axis);
    String day = "";
    for (long at : ticks) {
      String text = words.seconds(at);
      String x = number(axis.x(at));
      line("tick", axis.x(at), TOP - 8, axis.x(at), height);
      String date = text.substring(0, 10);
      boolean dayOnly = axis.step() >= 86_400 * SECOND;
      if (!date.equals(day)) {
        html.element("text", date, "class", "day", "x", x, "y", dayOnly ? "20" : "9");
        day = date;
      }
      if (!dayOnly) {
        int end = axis.step() < 60 * SECOND ? 19 : 16;
        html.element("text", text.substring(11, end), "class", "hour", "x", x, "y", "22");
      }
    }
  }

  /// Even distances, from a round time of the reader's zone.
  private List<Long> steps(Axis axis) {
    Instant first = Instant.ofEpochSecond(axis.first() / SECOND);
    long offset = words.zone().getRules().getOffset(first).getTotalSeconds() * SECOND;
    long from = Math.floorDiv(axis.first() + offset, axis.step()) * axis.step() - offset;
    List<Long> ticks = new ArrayList<>();
    for (long at = from; at <= axis.last(); at += axis.step()) {
      if (at >= axis.first()) {
        ticks.add(at);
      }
    }
    return ticks;
  }

  /// The first days of months or years.
  private List<Long> months(Axis axis) {
    int months = (int) (axis.step() / MONTH);
    LocalDate first =
        Instant.ofEpochSecond(axis.first() / SECOND).atZone(words.zone()).toLocalDate();
    LocalDate day = first.withDayOfYear(1);
    List<Long> ticks = new ArrayList<>();
    long at = axis.first();
    while (at <= axis.last()) {
      at = day.atStartOfDay(words.zone()).toEpochSecond() * SECOND;
      if (at >= axis.first() && at <= axis.last()) {
        ticks.add(at);
      }
      day = day.plusMonths(months);
    }
    return ticks;
  }

  private void line(String kind, double x1, double y1, double x2, double y2) throws IOException {
    html.open(
        "line",
        "class",
        kind,
        "x1",
        number(x1),
        "y1",
        number(y1),
        "x2",
        number(x2),
        "y2",
        number(y2));
    html.close("line");
  }

  private void mark(Axis axis, int key, Mark mark) throws IOException {
    int row = key / (SLICES + 1);
    double size = 9 + Math.min(7, Math.log10((double) mark.count()) * 3.5);
    double x = axis.x(key % (SLICES + 1)) - size / 2;
    double y = TOP + row * ROW + ROW / 2.0 - size / 2;
    html.open("g", "class", mark.worst().word());
    String when = words.seconds(mark.firstNanos());
    String worst = words.severity(mark.worst());
    String count = Words.count(mark.count());
    html.element("title", words.say("html.timeline.mark", when, count, worst));
    html.open(
        "use",
        "href",
        "#m-" + mark.worst().word(),
        "x",
        number(x),
        "y",
        number(y),
        "width",
        number(size),
        "height",
        number(size));
    html.close("use").close("g");
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
