// SPDX-License-Identifier: Apache-2.0
package dev.shirube.lab;

import dev.shirube.catalog.Language;
import dev.shirube.catalog.Message;
import dev.shirube.catalog.Messages;
import dev.shirube.days.Telling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Prints what a benchmark measured as it comes, and writes docs/performance.md at the end: one
/// table a part, of which those that were not measured this time stay as they were.
final class BenchReport implements Telling {
  private static final String BEGIN = "<!-- bench:";
  private static final String END = "<!-- /bench -->";
  private static final int SMALL = 50;

  private final Messages messages;
  private final Language language;
  private final Map<String, List<String>> parts = new LinkedHashMap<>();
  private List<String> rows = new ArrayList<>();
  private int share = 1;

  BenchReport(Messages messages, Language language) {
    this.messages = messages;
    this.language = language;
  }

  /// Makes all measurements of the recording small, to see whether they work; their figures say
  /// little.
  void small() {
    share = SMALL;
  }

  /// How many of something are to be measured.
  ///
  /// @param whole how many make good figures
  int size(int whole) {
    return Math.max(1, whole / share);
  }

  /// Begins a part; what comes belongs to it.
  void part(String name) {
    rows = parts.computeIfAbsent(name, _ -> new ArrayList<>());
  }

  /// Says what comes now.
  void section(String id, Object... facts) {
    print(messages.render(Message.of(id, facts), language));
    rows.add("| **" + english(id, facts) + "** | | | |");
  }

  /// One figure.
  ///
  /// @param value with its unit, such as 2.1×
  /// @param spread least to most of the runs
  /// @param goal what was aimed at; empty for none
  void row(String id, String value, String spread, String goal) {
    row(Message.of(id), value, spread, goal);
  }

  private void row(Message what, String value, String spread, String goal) {
    String wanted = goal.isEmpty() ? "" : "  [" + goal + "]";
    String range = spread.isEmpty() ? "" : "  (" + spread + ")";
    print("  " + messages.render(what, language) + ": " + value + range + wanted);
    String english = messages.render(what, Language.EN);
    rows.add("| " + english + " | " + value + " | " + spread + " | " + goal + " |");
  }

  /// A ratio of two medians, with the extremes of both as spread.
  void ratio(String id, Pace.Figures one, Pace.Figures two, String goal) {
    row(
        id,
        number(one.median() / two.median()) + "×",
        number(one.least() / two.most()) + "–" + number(one.most() / two.least()),
        goal);
  }

  /// How many things a second does: of CPU time, or whatever time the figures are.
  void rate(String id, Pace.Figures figures, long count, String goal) {
    row(
        id,
        perSecond(count, figures.median()),
        perSecond(count, figures.most()) + "–" + perSecond(count, figures.least()),
        goal);
  }

  /// Nanoseconds as milliseconds.
  void millis(String id, Pace.Figures figures, String goal) {
    row(id, millis(figures.median()), millis(figures.least()) + "–" + millis(figures.most()), goal);
  }

  private static String millis(double nanos) {
    return String.format(Locale.ROOT, nanos < 1e7 ? "%.2f ms" : "%,.0f ms", nanos / 1e6);
  }

  /// Bytes of memory.
  void memory(String id, long bytes, String goal, Object... facts) {
    row(Message.of(id, facts), (bytes >> 20) + " MiB", "", goal);
  }

  private static String perSecond(long count, double nanos) {
    return String.format(Locale.ROOT, "%,d/s", Math.round(count * 1e9 / nanos));
  }

  static String number(double value) {
    return String.format(Locale.ROOT, value < 100 ? "%.2f" : "%,.0f", value);
  }

  private String english(String id, Object... facts) {
    return messages.render(Message.of(id, facts), Language.EN);
  }

  /// Says something that is no figure.
  @Override
  public void say(String id, Object... facts) {
    print(messages.render(Message.of(id, facts), language));
  }

  @Override
  public String words(Message message) {
    return messages.render(message, language);
  }

  @Override
  public void paragraph(String id, Object... facts) {
    print("\n" + messages.render(Message.of(id, facts), language));
    rows.add("");
    rows.add(english(id, facts));
  }

  @Override
  public void table(List<Message> heads, List<List<Message>> cells) {
    rows.add("");
    rows.add(line(heads));
    rows.add("|---".repeat(heads.size()) + "|");
    cells.forEach(row -> rows.add(line(row)));
    List<List<String>> shown = new ArrayList<>();
    shown.add(heads.stream().map(this::words).toList());
    cells.forEach(row -> shown.add(row.stream().map(this::words).toList()));
    int[] widths = new int[heads.size()];
    for (List<String> row : shown) {
      for (int column = 0; column < widths.length; column++) {
        widths[column] = Math.max(widths[column], width(row.get(column)));
      }
    }
    for (List<String> row : shown) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < widths.length; column++) {
        String blanks = " ".repeat(widths[column] - width(row.get(column)) + 2);
        line.append(column == 0 ? row.get(0) + blanks : blanks + row.get(column));
      }
      print("  " + line.toString().stripTrailing());
    }
  }

  /// A row of a page; what stands in it may have signs that would end a cell.
  private String line(List<Message> cells) {
    StringBuilder line = new StringBuilder("|");
    for (Message cell : cells) {
      String text = messages.render(cell, Language.EN);
      line.append(' ').append(text.replace("|", "\\|").replace('\n', ' ')).append(" |");
    }
    return line.toString();
  }

  /// How many places of a terminal a text takes: those of East Asia take two.
  private static int width(String text) {
    return text.codePoints().map(point -> point >= 0x2E80 ? 2 : 1).sum();
  }

  private static void print(String line) {
    System.out.println(line);
  }

  /// Writes the page.
  ///
  /// @param machine what it was measured on, for the head of the page and of each part
  /// @param order all parts there are, in the order in which the page has them
  void write(Path file, String machine, List<String> order) throws IOException {
    Map<String, String> blocks = Files.exists(file) ? blocks(Files.readString(file)) : Map.of();
    Map<String, String> all = new LinkedHashMap<>();
    for (String name : order) {
      List<String> measured = parts.getOrDefault(name, List.of());
      String old = blocks.get(name);
      if (!measured.isEmpty()) {
        all.put(name, block(measured, machine));
      } else if (old != null) {
        all.put(name, old);
      }
    }
    StringBuilder page = new StringBuilder(english("bench.page")).append('\n');
    all.forEach((name, block) ->
        page.append("\n## ")
            .append(name)
            .append("\n\n")
            .append(BEGIN)
            .append(name)
            .append(" -->\n")
            .append(block)
            .append(END)
            .append('\n'));
    Files.writeString(file, page.toString());
  }

  private String block(List<String> measured, String machine) {
    List<String> lines = new ArrayList<>();
    lines.add(english("bench.machine", machine));
    // Those that bring tables of their own begin with a paragraph.
    if (!measured.getFirst().isEmpty()) {
      lines.add("");
      lines.add("| what | median | spread | goal |");
      lines.add("|---|---|---|---|");
    }
    lines.addAll(measured);
    return String.join("\n", lines) + "\n";
  }

  /// The parts that a page has, by their names.
  private static Map<String, String> blocks(String page) {
    Map<String, String> blocks = new LinkedHashMap<>();
    for (int at = page.indexOf(BEGIN); at >= 0; at = page.indexOf(BEGIN, at + 1)) {
      int named = page.indexOf(" -->\n", at);
      int end = page.indexOf(END, at);
      if (named > 0 && end > named) {
        blocks.put(page.substring(at + BEGIN.length(), named), page.substring(named + 5, end));
      }
    }
    return blocks;
  }
}
