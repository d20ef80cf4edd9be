// SPDX-License-Identifier: Apache-2.0
package dev.shirube.lab;

import dev.shirube.catalog.Language;
import dev.shirube.catalog.Message;
import dev.shirube.catalog.Messages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Prints what a benchmark measured as it comes, and writes docs/performance.md at the end.
final class BenchReport {
  private final Messages messages;
  private final Language language;
  private final List<String> rows = new ArrayList<>();

  BenchReport(Messages messages, Language language) {
    this.messages = messages;
    this.language = language;
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
    String wanted = goal.isEmpty() ? "" : "  [" + goal + "]";
    String range = spread.isEmpty() ? "" : "  (" + spread + ")";
    print("  " + messages.render(Message.of(id), language) + ": " + value + range + wanted);
    rows.add("| " + english(id) + " | " + value + " | " + spread + " | " + goal + " |");
  }

  /// A ratio of two medians, with the extremes of both as spread.
  void ratio(String id, Pace.Figures one, Pace.Figures two, String goal) {
    row(
        id,
        number(one.median() / two.median()) + "×",
        number(one.least() / two.most()) + "–" + number(one.most() / two.least()),
        goal);
  }

  /// How many things a second of CPU time does.
  void rate(String id, Pace.Figures figures, long count, String goal) {
    row(
        id,
        perSecond(count, figures.median()),
        perSecond(count, figures.most()) + "–" + perSecond(count, figures.least()),
        goal);
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
  void say(String id, Object... facts) {
    print(messages.render(Message.of(id, facts), language));
  }

  private static void print(String line) {
    System.out.println(line);
  }

  /// Writes the table.
  ///
  /// @param machine what it was measured on
  void write(Path file, String machine) throws IOException {
    List<String> lines = new ArrayList<>();
    lines.add(english("bench.page", machine));
    lines.add("");
    lines.add("| what | median | spread | goal |");
    lines.add("|---|---|---|---|");
    lines.addAll(rows);
    Files.writeString(file, String.join("\n", lines) + "\n");
  }
}
