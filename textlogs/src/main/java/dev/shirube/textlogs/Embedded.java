// SPDX-License-Identifier: Apache-2.0
package dev.shirube.textlogs;

/// A form that stands in a line by itself or as the message of a syslog line, found by the mark it
/// begins with.
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
    return find(line, from, to) >= 0;
  }

  private int find(byte[] line, int from, int to) {
    int at = Ascii.indexOf(line, from, Math.min(to, from + LOOK_FOR_MARK), mark);
    return at >= 0 && check.begins(line, at, to) ? at : -1;
  }

  @Override
  public boolean parse(Parts parts) {
    int at = find(parts.bytes(), parts.from(), parts.to());
    if (at < 0) {
      return false;
    }
    before(parts, at);
    parts.split(LineRecords.MESSAGE, at, parts.to());
    writer.write(parts, at);
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
