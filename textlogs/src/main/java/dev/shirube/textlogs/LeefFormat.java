// SPDX-License-Identifier: Apache-2.0
package dev.shirube.textlogs;

/// QRadar's Log Event Extended Format: `LEEF:1.0|vendor|product|version|id|key=value` with tabs
/// between the pairs, `LEEF:2.0|vendor|product|version|id|delimiter|…` with a delimiter of one's
/// own, which may be spelled in hexadecimal (`x09`, `0x5e`); bare or as the message of a syslog
/// line.
///
/// Values: `leef.version`, `leef.vendor`, `leef.product`, `leef.productVersion`, `leef.eventId`,
/// `leef.delimiter`, and the attributes' keys as they are.
public final class LeefFormat extends LineFormat {
  private static final String MARK = "LEEF:";
  private static final String[] HEADER = {
    "version", "vendor", "product", "productVersion", "eventId"
  };

  private static final LineParser PARSER =
      new LineParser.Embedded(MARK, LeefFormat::header, LeefFormat::write);

  /// Holds nothing: one serves all entries.
  public LeefFormat() {
    super("leef", PARSER, 50, 94);
  }

  private static boolean header(byte[] line, int from, int to) {
    return Ascii.startsWith(line, from, to, MARK)
        && Ascii.isDigit(Ascii.at(line, from + MARK.length(), to))
        && bars(line, from, to, HEADER.length) >= 0;
  }

  /// Index behind so many bars, or -1.
  private static int bars(byte[] line, int from, int to, int count) {
    int at = from;
    for (int bar = 0; bar < count; bar++) {
      at = Ascii.indexOf(line, at, to, '|') + 1;
      if (at == 0) {
        return -1;
      }
    }
    return at;
  }

  private static void write(Parts parts, int from) {
    byte[] line = parts.bytes();
    int to = parts.to();
    int at = from + MARK.length();
    boolean second = line[at] == '2';
    for (String name : HEADER) {
      int end = Ascii.indexOf(line, at, to, '|');
      parts.text("leef." + name, at, end);
      at = end + 1;
    }
    int delimiter = '\t';
    int bar = second ? Ascii.indexOf(line, at, Math.min(to, at + 6), '|') : -1;
    if (bar >= 0 && (bar == at || delimiter(line, at, bar) >= 0)) {
      delimiter = bar == at ? '\t' : delimiter(line, at, bar);
      parts.text("leef.delimiter", at, bar);
      at = bar + 1;
    }
    pairs(parts, at, delimiter);
  }

  /// The byte that a delimiter field means, or -1 if it means none.
  private static int delimiter(byte[] line, int from, int to) {
    if (to - from == 1) {
      return line[from] & 0xff;
    }
    int digits =
        Ascii.startsWith(line, from, to, "0x") || Ascii.startsWith(line, from, to, "\\x") ? 2 : 1;
    boolean spelled = digits == 2 || (line[from] | 0x20) == 'x';
    int value = 0;
    for (int at = from + digits; at < to && spelled; at++) {
      int digit = Character.digit(line[at], 16);
      spelled = digit >= 0;
      value = value * 16 + digit;
    }
    return spelled && value > 0 && value < 256 ? value : -1;
  }

  private static void pairs(Parts parts, int from, int delimiter) {
    byte[] line = parts.bytes();
    int at = from;
    while (at < parts.to()) {
      if (parts.isFull()) {
        parts.rest(at, parts.to());
        return;
      }
      int end = Ascii.indexOf(line, at, parts.to(), (char) delimiter);
      end = end < 0 ? parts.to() : end;
      pair(parts, at, end);
      at = end + 1;
    }
  }

  private static void pair(Parts parts, int from, int to) {
    byte[] line = parts.bytes();
    int key = Ascii.skipSpaces(line, from, to);
    int equals = Ascii.indexOf(line, key, to, '=');
    int end = Ascii.skipSpacesBack(line, key, to);
    if (equals > key) {
      int last = Ascii.skipSpacesBack(line, key, equals);
      parts.text(Ascii.text(line, key, last), equals + 1, Math.max(equals + 1, end));
    } else if (end > key) {
      parts.text(Parts.WORDS, key, end);
    }
  }
}
