// SPDX-License-Identifier: Apache-2.0
package dev.shirube.server;

import dev.shirube.installation.Surroundings;
import dev.shirube.intake.IntakeProgress;
import dev.shirube.report.Words;
import java.time.Clock;
import java.util.function.LongSupplier;

/// Tells how far a reading is: a bar that moves on a terminal, a line now and then elsewhere.
final class ProgressLine implements IntakeProgress {
  private static final int BAR = 24;
  private static final long MOVE_MILLIS = 120;
  private static final long LINE_MILLIS = 15_000;

  private final Console console;
  private final Words words;
  private final Clock clock;
  private final Surroundings.Stop stop;
  private final LongSupplier findings;
  private long next;

  /// @param findings how many findings there are so far; negative if nobody counts
  ProgressLine(
      Console console, Words words, Clock clock, Surroundings.Stop stop, LongSupplier findings) {
    this.console = console;
    this.words = words;
    this.clock = clock;
    this.stop = stop;
    this.findings = findings;
    this.next = clock.millis() + (console.isTerminal() ? MOVE_MILLIS : LINE_MILLIS);
  }

  @Override
  public boolean at(Position position) {
    long now = clock.millis();
    if (now >= next) {
      next = now + (console.isTerminal() ? MOVE_MILLIS : LINE_MILLIS);
      console.progress(text(position));
    }
    return !stop.isAsked();
  }

  private String text(Position position) {
    long total = Math.max(1, position.totalBytes());
    int percent = (int) Math.min(100, position.bytes() * 100 / total);
    int filled = BAR * percent / 100;
    String bar = "━".repeat(filled) + "╌".repeat(BAR - filled);
    String records = Words.count(position.records());
    String said =
        findings.getAsLong() < 0
            ? words.say("progress.records", records)
            : words.say("progress.findings", records, Words.count(findings.getAsLong()));
    String share = percent < 10 ? "  " + percent : percent < 100 ? " " + percent : "" + percent;
    return bar + " " + share + " %  " + said + "  " + position.entry();
  }
}
