// SPDX-License-Identifier: Apache-2.0
package dev.shirube.textlogs;

import dev.shirube.containers.Entry;
import dev.shirube.containers.Format;
import dev.shirube.containers.ReadContext;
import dev.shirube.containers.RecordReader;
import dev.shirube.containers.Sample;
import java.io.IOException;

/// Zeek's logs in the form of its ASCII writer: `#` lines that name separator, path, fields and
/// types, then rows. Every column is a value under its field's name, those of sets and vectors one
/// value for each element; an unset one has no value; escapes are resolved. The `#path` is the value
/// `_path`, as in Zeek's JSON.
///
/// Rows without a header are read as connections if they look like ones, else as columns `_1`, `_2` ….
public final class ZeekFormat implements Format {
  @Override
  public String name() {
    return "zeek";
  }

  @Override
  public int recognize(Sample sample) {
    byte[] head = Ascii.bytes(sample.text());
    if (Ascii.startsWith(head, 0, head.length, "#separator ")) {
      return 99;
    }
    int end = Ascii.indexOf(head, 0, head.length, '\n');
    end = end < 0 ? head.length : end;
    if (Ascii.startsWith(head, 0, end, "#fields\t")) {
      return 95;
    }
    return isRow(head, end) ? 85 : 0;
  }

  /// Whether a line begins as most Zeek logs do: a time, then the id of a connection or a file.
  private static boolean isRow(byte[] line, int to) {
    int seconds = Ascii.digitsEnd(line, 0, to);
    int fraction = Ascii.at(line, seconds, to) == '.' ? Ascii.digitsEnd(line, seconds + 1, to) : -1;
    int id = fraction + 1;
    int kind = fraction < 0 || seconds < 9 ? -1 : Ascii.at(line, id, to);
    int end = id;
    while (end < to && (Ascii.isLetter(line[end]) || Ascii.isDigit(line[end]))) {
      end++;
    }
    return fraction >= 0 && Ascii.at(line, fraction, to) == '\t'
        && (kind == 'C' || kind == 'F')
        && end - id > 8
        && end - id < 24
        && Ascii.at(line, end, to) == '\t';
  }

  @Override
  public RecordReader open(Entry entry, ReadContext context) throws IOException {
    Lines lines = new Lines(entry.open(), context.limits().recordBytes());
    return new TableReader(entry, context, new ZeekTable(), lines);
  }
}
