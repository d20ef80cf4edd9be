// SPDX-License-Identifier: Apache-2.0
package dev.shirube.textlogs;

/// Access logs of web servers and proxies in the common and the combined form (Apache, nginx …)
/// with or without a virtual host in front, and in Squid's native form.
///
/// Values have the names that the W3C's extended form gives them: `c-ip`, `cs-username`,
/// `cs-method`, `cs-uri`, `cs-uri-stem`, `cs-uri-query`, `cs-version`, `sc-status`, `sc-bytes`,
/// `cs(Referer)`, `cs(User-Agent)`, `cs-host`, `s-action`, `rs(Content-Type)`; beside them
/// `timestamp`, `ident` and `request`, the request line as a whole.
public final class WebAccessFormat extends LineFormat {
  private static final Parser PARSER = new Parser();

  /// Holds nothing: one serves all entries.
  public WebAccessFormat() {
    super("webaccess", PARSER, 50, 93);
  }

  private static final class Parser implements LineParser {
    private static final int LOOK = 1_024;

    @Override
    public boolean fits(byte[] line, int from, int to) {
      int clock = clock(line, from, to);
      return clock < 0 ? isSquid(line, from, to) : !Ascii.isQuoting(line, from, clock);
    }

    /// Index of the bracket before a time such as [10/Oct/2000:13:55:36 -0700], or -1.
    private static int clock(byte[] line, int from, int to) {
      int limit = Math.min(to, from + LOOK);
      int at = Ascii.indexOf(line, from, limit, '[');
      while (at >= 0 && !isClock(line, at + 1, to)) {
        at = Ascii.indexOf(line, at + 1, limit, '[');
      }
      return at > from && Ascii.isSpace(line[at - 1]) ? at : -1;
    }

    private static boolean isClock(byte[] line, int from, int to) {
      int day = Ascii.digitsEnd(line, from, to);
      int year = day + "/Oct/".length();
      return day > from
          && day <= from + 2
          && Ascii.at(line, day, to) == '/'
          && Ascii.at(line, day + 4, to) == '/'
          && year < to
          && Ascii.digitsEnd(line, year, to) == year + 4
          && Ascii.at(line, year + 4, to) == ':'
          && Ascii.indexOf(line, year, Math.min(to, year + 32), ']') > 0;
    }

    @Override
    public boolean parse(Parts parts) {
      byte[] line = parts.bytes();
      int clock = clock(line, parts.from(), parts.to());
      if (clock < 0) {
        return squid(parts);
      }
      SyslogHeader header = SyslogHeader.find(line, parts.from(), clock);
      int start = parts.from();
      if (header != null && header.isCertain()) {
        header.write(parts);
        start = header.message();
      }
      who(parts, start, clock);
      int close = Ascii.indexOf(line, clock, parts.to(), ']');
      parts.text("timestamp", clock + 1, close);
      int at = request(parts, Ascii.skipSpaces(line, close + 1, parts.to()));
      at = token(parts, "sc-status", at);
      at = token(parts, "sc-bytes", at);
      at = quoted(parts, "cs(Referer)", at);
      at = quoted(parts, "cs(User-Agent)", at);
      at = Ascii.skipSpaces(line, at, parts.to());
      int end = Ascii.skipSpacesBack(line, at, parts.to());
      if (end > at) {
        parts.text(Parts.WORDS, at, end);
      }
      return true;
    }

    /// The client, its ident and the user; a virtual host may stand in front.
    private static void who(Parts parts, int from, int to) {
      byte[] line = parts.bytes();
      int at = Ascii.skipSpaces(line, from, to);
      int end = Ascii.tokenEnd(line, at, to);
      int second = Ascii.skipSpaces(line, end, to);
      int third = Ascii.skipSpaces(line, Ascii.tokenEnd(line, second, to), to);
      int fourth = Ascii.skipSpaces(line, Ascii.tokenEnd(line, third, to), to);
      boolean virtual = fourth < to && Ascii.at(line, third, to) == '-' && line[second] != '-';
      if (virtual) {
        parts.text("cs-host", at, end);
        at = second;
        end = Ascii.tokenEnd(line, at, to);
        second = third;
        third = fourth;
      }
      parts.textOrNone("c-ip", at, end);
      int secondEnd = Ascii.tokenEnd(line, second, to);
      if (secondEnd > second) {
        parts.textOrNone("ident", second, secondEnd);
      }
      int userEnd = Ascii.skipSpacesBack(line, third, to);
      if (userEnd > third) {
        parts.textOrNone("cs-username", third, userEnd);
      }
    }

    private static int request(Parts parts, int from) {
      byte[] line = parts.bytes();
      if (Ascii.at(line, from, parts.to()) != '"') {
        return from;
      }
      int end = quoteEnd(line, from + 1, parts.to());
      int start = from + 1;
      if (end == start + 1 && line[start] == '-') {
        parts.none("request");
      } else {
        parts.split("request", start, end);
        requestLine(parts, start, end);
      }
      return Math.min(parts.to(), end + 1);
    }

    private static void requestLine(Parts parts, int from, int to) {
      byte[] line = parts.bytes();
      int method = Ascii.tokenEnd(line, from, to);
      int version = to;
      while (version > method && !Ascii.isSpace(line[version - 1])) {
        version--;
      }
      boolean versioned = version > method + 1 && Ascii.startsWith(line, version, to, "HTTP/");
      int target = Ascii.skipSpaces(line, method, to);
      int targetEnd = Ascii.skipSpacesBack(line, target, versioned ? version : to);
      if (method == to) {
        return;
      }
      parts.text("cs-method", from, method);
      target(parts, target, targetEnd);
      if (versioned) {
        parts.text("cs-version", version, to);
      }
    }

    private static void target(Parts parts, int from, int to) {
      int mark = Ascii.indexOf(parts.bytes(), from, to, '?');
      parts.text("cs-uri", from, to);
      parts.text("cs-uri-stem", from, mark < 0 ? to : mark);
      if (mark >= 0) {
        parts.text("cs-uri-query", mark + 1, to);
      }
    }

    private static int token(Parts parts, String name, int from) {
      byte[] line = parts.bytes();
      int at = Ascii.skipSpaces(line, from, parts.to());
      int end = Ascii.tokenEnd(line, at, parts.to());
      boolean number = end > at && Ascii.digitsEnd(line, at, end) == end;
      boolean none = end == at + 1 && line[at] == '-';
      if (!number && !none) {
        return at;
      }
      if (none) {
        parts.none(name);
      } else {
        parts.number(name, at, end);
      }
      return end;
    }

    private static int quoted(Parts parts, String name, int from) {
      byte[] line = parts.bytes();
      int at = Ascii.skipSpaces(line, from, parts.to());
      if (Ascii.at(line, at, parts.to()) != '"') {
        return at;
      }
      int end = quoteEnd(line, at + 1, parts.to());
      parts.textOrNone(name, at + 1, end);
      return Math.min(parts.to(), end + 1);
    }

    /// Index of the quote that ends a value, or the end if the line was cut in it.
    private static int quoteEnd(byte[] line, int from, int to) {
      for (int at = from; at < to; at++) {
        if (line[at] == '\\') {
          at++;
        } else if (line[at] == '"' && (at + 1 == to || Ascii.isSpace(line[at + 1]))) {
          return at;
        }
      }
      return to;
    }

    private static boolean isSquid(byte[] line, int from, int to) {
      int seconds = Ascii.digitsEnd(line, from, to);
      int millis = Ascii.digitsEnd(line, Math.min(to, seconds + 1), to);
      int elapsed = Ascii.skipSpaces(line, millis, to);
      int client = Ascii.skipSpaces(line, Ascii.tokenEnd(line, elapsed, to), to);
      int action = Ascii.skipSpaces(line, Ascii.tokenEnd(line, client, to), to);
      int actionEnd = Ascii.tokenEnd(line, action, to);
      int slash = Ascii.indexOf(line, action, actionEnd, '/');
      return seconds - from >= 9
          && Ascii.at(line, seconds, to) == '.'
          && millis == seconds + 4
          && Ascii.digitsEnd(line, elapsed, to) > elapsed
          && slash > action
          && Ascii.number(line, slash + 1, actionEnd) >= 0;
    }

    private static boolean squid(Parts parts) {
      if (!isSquid(parts.bytes(), parts.from(), parts.to())) {
        return false;
      }
      int at = word(parts, "timestamp", parts.from());
      at = word(parts, "time-taken", at);
      at = word(parts, "c-ip", at);
      at = outcome(parts, at);
      at = word(parts, "sc-bytes", at);
      at = word(parts, "cs-method", at);
      int target = Ascii.skipSpaces(parts.bytes(), at, parts.to());
      at = Ascii.tokenEnd(parts.bytes(), target, parts.to());
      target(parts, target, at);
      at = word(parts, "cs-username", at);
      at = word(parts, "s-hierarchy", at);
      at = word(parts, "rs(Content-Type)", at);
      int rest = Ascii.skipSpaces(parts.bytes(), at, parts.to());
      if (rest < parts.to()) {
        parts.text(Parts.WORDS, rest, parts.to());
      }
      return true;
    }

    private static int outcome(Parts parts, int from) {
      byte[] line = parts.bytes();
      int at = Ascii.skipSpaces(line, from, parts.to());
      int end = Ascii.tokenEnd(line, at, parts.to());
      int slash = Ascii.indexOf(line, at, end, '/');
      parts.text("s-action", at, slash);
      parts.number("sc-status", slash + 1, end);
      return end;
    }

    private static int word(Parts parts, String name, int from) {
      int at = Ascii.skipSpaces(parts.bytes(), from, parts.to());
      int end = Ascii.tokenEnd(parts.bytes(), at, parts.to());
      if (end > at) {
        parts.textOrNone(name, at, end);
      }
      return end;
    }
  }
}
