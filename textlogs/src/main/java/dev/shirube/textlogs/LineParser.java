// SPDX-License-Identifier: Apache-2.0
package dev.shirube.textlogs;

import dev.shirube.containers.Limits;
import dev.shirube.containers.Sample;
import dev.shirube.event.EventBatch;

/// What a text format knows about one line of it.
interface LineParser {
  /// How many lines of a sample are looked at.
  int LOOK = 200;

  /// Whether a line is of this form.
  boolean fits(byte[] line, int from, int to);

  /// Writes the parts of a line.
  ///
  /// @return false, with nothing written, if the line is not of this form
  boolean parse(Parts parts);

  /// Whether a line goes on with the record of the line before.
  default boolean continues(byte[] line, int from, int to) {
    return false;
  }

  /// How many of a hundred lines at the front of a sample are of this form; 0 if it has none.
  default int percent(Sample sample) {
    byte[] head = Ascii.bytes(sample.text());
    int seen = 0;
    int fitting = 0;
    int at = 0;
    while (at < head.length && seen < LOOK) {
      int end = Ascii.indexOf(head, at, head.length, '\n');
      boolean whole = end >= 0;
      int to = Ascii.skipSpacesBack(head, at, whole ? end : head.length);
      if (to > at && (whole || sample.complete() || seen == 0)) {
        boolean counts = !continues(head, at, to);
        seen += counts ? 1 : 0;
        fitting += counts && fits(head, at, to) ? 1 : 0;
      }
      at = whole ? end + 1 : head.length;
    }
    return seen == 0 ? 0 : fitting * 100 / seen;
  }

  /// Writes the parts of a text inside a value; see {@link dev.shirube.containers.Splitter}.
  default boolean split(EventBatch batch, String text, String prefix, Limits limits) {
    byte[] bytes = Ascii.bytes(text);
    return parse(new Parts(batch, new Parts.Text(bytes, 0, bytes.length), prefix, limits));
  }

  /// A form that stands in a line by itself or as the message of a syslog line, found by the mark
  /// it begins with.
  ///
  /// @param mark what every text of the form begins with
  /// @param check whether the form really begins where the mark was found
  /// @param writer writes the parts of the form that begins at an index
  record Embedded(String mark, Check check, Writer writer) implements LineParser {
    private static final int LOOK_FOR_MARK = 1_024;

    /// Tells whether a form begins at an index of a line.
    interface Check {
      boolean begins(byte[] line, int from, int to);
    }

    /// Writes the parts of the form that begins at an index of the text.
    interface Writer {
      void write(Parts parts, int from);
    }

    @Override
    public boolean fits(byte[] line, int from, int to) {
      int at = find(line, from, to);
      SyslogHeader header = at <= from ? null : SyslogHeader.find(line, from, at);
      int start = header == null ? from : header.message();
      return at >= 0 && !Ascii.isQuoting(line, start, at);
    }

    private int find(byte[] line, int from, int to) {
      int limit = Math.min(to, from + LOOK_FOR_MARK);
      int at = Ascii.indexOf(line, from, limit, mark);
      while (at > from && (Ascii.isLetter(line[at - 1]) || Ascii.isDigit(line[at - 1]))) {
        at = Ascii.indexOf(line, at + 1, limit, mark);
      }
      return at >= 0 && check.begins(line, at, to) ? at : -1;
    }

    @Override
    public boolean parse(Parts parts) {
      int at = find(parts.bytes(), parts.from(), parts.to());
      if (at < 0) {
        return false;
      }
      before(parts, at);
      parts.split(Parts.MESSAGE, at, parts.to());
      writer.write(parts, at);
      return true;
    }

    /// Splits a text that is of the form and nothing else.
    @Override
    public boolean split(EventBatch batch, String text, String prefix, Limits limits) {
      byte[] bytes = Ascii.bytes(text);
      int from = Ascii.skipSpaces(bytes, 0, bytes.length);
      if (!check.begins(bytes, from, bytes.length)) {
        return false;
      }
      writer.write(new Parts(batch, new Parts.Text(bytes, 0, bytes.length), prefix, limits), from);
      return true;
    }

    /// Writes what stands before the form: a syslog header, and words after it.
    private static void before(Parts parts, int at) {
      SyslogHeader header = SyslogHeader.find(parts.bytes(), parts.from(), at);
      int from = header == null ? parts.from() : header.message();
      if (header != null) {
        header.write(parts);
      }
      int to = Ascii.skipSpacesBack(parts.bytes(), from, at);
      if (to > from) {
        parts.text(Parts.WORDS, from, to);
      }
    }
  }
}
