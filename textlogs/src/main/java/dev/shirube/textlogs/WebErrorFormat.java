// SPDX-License-Identifier: Apache-2.0
package dev.shirube.textlogs;

import java.util.Set;

/// Error logs of web servers: Apache's `[time] [module:level] [pid n:tid m] [client a:p] message`,
/// old forms with less of it, and nginx's `time [level] pid#tid: message`.
///
/// Values: `timestamp`, `module`, `level`, `pid`, `tid`, `client` and `message`.
public final class WebErrorFormat extends LineFormat {
  private static final Set<String> LEVELS =
      Set.of(
          "emerg", "alert", "crit", "error", "warn", "notice", "info", "debug", "trace1", "trace2",
          "trace3", "trace4", "trace5", "trace6", "trace7", "trace8");
  private static final Parser PARSER = new Parser();

  /// Holds nothing: one serves all entries.
  public WebErrorFormat() {
    super("weberror", PARSER, 50, 90);
  }

  private static final class Parser implements LineParser {
    @Override
    public boolean fits(byte[] line, int from, int to) {
      int at = from;
      if (Ascii.at(line, at, to) != '[') {
        at = Timestamps.end(line, from, to);
        at = at < 0 ? to : Ascii.skipSpaces(line, at, to);
      } else if (Timestamps.end(line, from + 1, to) > 0) {
        at = Ascii.indexOf(line, from, to, ']') + 1;
        at = Ascii.skipSpaces(line, at, to);
      }
      return isLevel(line, at, to);
    }

    /// Whether `[level]` or `[module:level]` stands here.
    private static boolean isLevel(byte[] line, int from, int to) {
      int close =
          Ascii.at(line, from, to) == '['
              ? Ascii.indexOf(line, from, Math.min(to, from + 64), ']')
              : -1;
      return close > 0 && LEVELS.contains(Ascii.text(line, level(line, from + 1, close), close));
    }

    private static int level(byte[] line, int from, int to) {
      return Ascii.indexOf(line, from, to, ':') + 1 > from
          ? Ascii.indexOf(line, from, to, ':') + 1
          : from;
    }

    @Override
    public boolean parse(Parts parts) {
      byte[] line = parts.bytes();
      if (!fits(line, parts.from(), parts.to())) {
        return false;
      }
      int at = parts.from();
      int time = Timestamps.end(line, at, parts.to());
      if (time >= 0) {
        parts.text("timestamp", at, time);
        at = Ascii.skipSpaces(line, time, parts.to());
      }
      int close = closing(line, at, parts.to());
      while (close >= 0 && bracket(parts, at + 1, close)) {
        at = Ascii.skipSpaces(line, close + 1, parts.to());
        close = closing(line, at, parts.to());
      }
      at = time >= 0 ? process(parts, at) : at;
      parts.text(Parts.MESSAGE, at, parts.to());
      return true;
    }

    private static int closing(byte[] line, int from, int to) {
      boolean open = Ascii.at(line, from, to) == '[';
      return open ? Ascii.indexOf(line, from, Math.min(to, from + 256), ']') : -1;
    }

    /// Writes what stands in one pair of brackets; false if it belongs to the message.
    private static boolean bracket(Parts parts, int from, int to) {
      byte[] line = parts.bytes();
      if (Timestamps.end(line, from, to) == to) {
        parts.text("timestamp", from, to);
      } else if (isLevel(line, from - 1, to + 1)) {
        int level = level(line, from, to);
        if (level > from) {
          parts.text("module", from, level - 1);
        }
        parts.text("level", level, to);
      } else if (Ascii.startsWith(line, from, to, "pid ")) {
        int colon = Ascii.indexOf(line, from, to, ":tid ");
        parts.text("pid", from + "pid ".length(), colon < 0 ? to : colon);
        if (colon >= 0) {
          parts.text("tid", colon + ":tid ".length(), to);
        }
      } else if (Ascii.startsWith(line, from, to, "client ")) {
        parts.text("client", from + "client ".length(), to);
      } else {
        return false;
      }
      return true;
    }

    /// nginx's `1234#5: `.
    private static int process(Parts parts, int from) {
      byte[] line = parts.bytes();
      int pid = Ascii.digitsEnd(line, from, parts.to());
      int tid = Ascii.digitsEnd(line, Math.min(parts.to(), pid + 1), parts.to());
      boolean both =
          pid > from
              && Ascii.at(line, pid, parts.to()) == '#'
              && Ascii.startsWith(line, tid, parts.to(), ": ");
      if (!both) {
        return from;
      }
      parts.text("pid", from, pid);
      parts.text("tid", pid + 1, tid);
      return tid + 2;
    }
  }
}
