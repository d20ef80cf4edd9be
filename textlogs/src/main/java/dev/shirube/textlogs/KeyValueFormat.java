// SPDX-License-Identifier: Apache-2.0
package dev.shirube.textlogs;

import dev.shirube.containers.Limits;
import dev.shirube.event.EventBatch;

/// Lines of `key=value key="quoted value"`, as FortiGate, SonicWall, Yamaha, logfmt and the Linux
/// packet filter write them; bare or as the message of a syslog line. Every pair is a value under
/// its key, words between pairs are values named `_text`.
public final class KeyValueFormat extends LineFormat {
  private static final int PAIRS = 4;
  private static final Parser PARSER = new Parser();

  /// Holds nothing: one serves all entries.
  public KeyValueFormat() {
    super("keyvalue", PARSER, 60, 88);
  }

  private static final class Parser implements LineParser {
    @Override
    public boolean fits(byte[] line, int from, int to) {
      SyslogHeader header = SyslogHeader.find(line, from, to);
      return isMostlyPairs(line, header == null ? from : header.message(), to);
    }

    /// Whether a text begins with a pair and consists of little else.
    private static boolean isMostlyPairs(byte[] line, int from, int to) {
      KeyValues pairs = new KeyValues(line, from, to);
      int count = 0;
      int words = 0;
      boolean more = pairs.next();
      boolean first = more && !pairs.hasWords();
      while (more) {
        count++;
        words += pairs.hasWords() ? pairs.wordsTo() - pairs.wordsFrom() : 0;
        more = pairs.next();
      }
      words += pairs.hasWords() ? pairs.wordsTo() - pairs.wordsFrom() : 0;
      return first && count >= PAIRS && words * 4L < to - from;
    }

    @Override
    public boolean parse(Parts parts) {
      SyslogHeader header = SyslogHeader.find(parts.bytes(), parts.from(), parts.to());
      int from = header == null ? parts.from() : header.message();
      if (!new KeyValues(parts.bytes(), from, parts.to()).next()) {
        return false;
      }
      if (header != null) {
        header.write(parts);
      }
      parts.split(Parts.MESSAGE, from, parts.to());
      KeyValues.writeAll(parts, from, parts.to());
      return true;
    }

    /// Splits any text with at least one pair.
    @Override
    public boolean split(EventBatch batch, String text, String prefix, Limits limits) {
      byte[] bytes = Ascii.bytes(text);
      if (!new KeyValues(bytes, 0, bytes.length).next()) {
        return false;
      }
      Parts.Text whole = new Parts.Text(bytes, 0, bytes.length);
      KeyValues.writeAll(new Parts(batch, whole, prefix, limits), 0, bytes.length);
      return true;
    }
  }
}
