// SPDX-License-Identifier: Apache-2.0
package dev.shirube.server;

import dev.shirube.export.VisibleText;
import dev.shirube.installation.Surroundings;
import dev.shirube.intake.IntakeProgress;
import dev.shirube.report.Page;
import dev.shirube.report.Words;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.function.LongSupplier;
import org.jline.utils.WCWidth;

/// What the program says to the person before it: results on the one stream, all else on the other.
/// Colors and a progress line on a terminal, plain lines everywhere else.
final class Console {
  private static final int PLAIN_COLUMNS = 100;
  private static final String CLEAR_LINE = "\r\u001b[K";

  private final PrintWriter out;
  private final PrintWriter err;
  private final boolean terminal;
  private final boolean colors;
  private final int columns;
  private boolean progressShown;

  Console(PrintWriter out, PrintWriter err, boolean terminal, boolean colors, int columns) {
    this.out = out;
    this.err = err;
    this.terminal = terminal;
    this.colors = colors;
    this.columns = columns;
  }

  /// The console of this process.
  static Console ofProcess() {
    boolean terminal = isTerminalProcess();
    boolean ansi = terminal && understandsEscapes();
    return new Console(
        writer(System.out, "stdout.encoding"),
        writer(System.err, "stderr.encoding"),
        ansi,
        ansi && System.getenv("NO_COLOR") == null,
        terminal ? columnsOfTerminal() : PLAIN_COLUMNS);
  }

  /// Java 25 gives no console at all where there is no terminal, although other releases do.
  @SuppressWarnings("SystemConsoleNull")
  private static boolean isTerminalProcess() {
    return System.console() != null && System.console().isTerminal();
  }

  /// Old consoles of Windows would show escapes as letters.
  private static boolean understandsEscapes() {
    boolean windows = System.getProperty("os.name", "").startsWith("Windows");
    return windows
        ? System.getenv("WT_SESSION") != null || System.getenv("TERM") != null
        : !"dumb".equals(System.getenv("TERM"));
  }

  /// How wide the terminal is, asked of stty, which answers with rows and columns. A terminal that
  /// is asked by escape sequences may answer into the person's next command line.
  private static int columnsOfTerminal() {
    try {
      Process stty =
          new ProcessBuilder("stty", "size").redirectInput(ProcessBuilder.Redirect.INHERIT).start();
      byte[] answer = stty.getInputStream().readNBytes(64);
      String size = new String(answer, StandardCharsets.US_ASCII).strip();
      return Math.clamp(Integer.parseInt(size.substring(size.indexOf(' ') + 1)), 60, 400);
    } catch (IOException | NumberFormatException _) {
      return PLAIN_COLUMNS;
    }
  }

  /// In the stream's own encoding; UTF-8 where that could not hold Japanese at all.
  private static PrintWriter writer(PrintStream stream, String property) {
    Charset charset = Charset.forName(System.getProperty(property, "UTF-8"));
    boolean able = charset.newEncoder().canEncode('標');
    return new PrintWriter(stream, true, able ? charset : StandardCharsets.UTF_8);
  }

  boolean isTerminal() {
    return terminal;
  }

  int columns() {
    return columns;
  }

  /// How many columns a text takes: two for each wide character.
  static int width(String text) {
    return text.codePoints().map(point -> Math.max(0, WCWidth.wcwidth(point))).sum();
  }

  /// An empty page as wide as this console.
  Page page() {
    return new Page(Console::width, columns);
  }

  /// Where results go, for what writes by itself.
  PrintWriter out() {
    clearProgress();
    return out;
  }

  /// Prints a page as the result.
  void print(Page page) {
    clearProgress();
    print(page, out);
  }

  /// Prints a page beside the result: problems, advice, what is going on.
  void note(Page page) {
    clearProgress();
    print(page, err);
  }

  private void print(Page page, PrintWriter to) {
    for (List<Page.Span> line : page.lines()) {
      StringBuilder text = new StringBuilder();
      for (Page.Span span : line) {
        String color = colors ? color(span.style()) : "";
        text.append(color).append(span.text()).append(color.isEmpty() ? "" : "\u001b[0m");
      }
      to.println(text.toString().stripTrailing());
    }
    to.flush();
  }

  private static String color(Page.Style style) {
    return switch (style) {
      case PLAIN -> "";
      case TITLE -> "\u001b[1m";
      case QUIET, INFORMATIONAL -> "\u001b[2m";
      case GOOD -> "\u001b[32m";
      case LOW -> "\u001b[36m";
      case MEDIUM -> "\u001b[33m";
      case HIGH -> "\u001b[1;33m";
      case CRITICAL -> "\u001b[1;31m";
    };
  }

  /// Asks the person something that needs a yes.
  ///
  /// @return false where nobody sits at a terminal
  boolean isAgreed(String question, String yes) {
    if (!terminal) {
      return false;
    }
    clearProgress();
    err.print(VisibleText.of(question) + " ");
    err.flush();
    try {
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(
                  System.in, Charset.forName(System.getProperty("stdin.encoding", "UTF-8"))));
      String said = in.readLine();
      return said != null && said.strip().equalsIgnoreCase(yes);
    } catch (IOException _) {
      return false;
    }
  }

  /// Shows how far it is, in place of what was shown before.
  void progress(String text) {
    if (terminal) {
      err.print(CLEAR_LINE + page().cut(VisibleText.of(text), columns - 1));
      err.flush();
      progressShown = true;
    } else {
      err.println(VisibleText.of(text));
    }
  }

  /// Takes the progress line away.
  void clearProgress() {
    if (progressShown) {
      err.print(CLEAR_LINE);
      err.flush();
      progressShown = false;
    }
  }

  /// Tells how far a reading is: a bar that moves on a terminal, a line now and then elsewhere.
  static final class ProgressLine implements IntakeProgress {
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
}
