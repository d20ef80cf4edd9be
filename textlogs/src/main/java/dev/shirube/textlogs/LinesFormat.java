// SPDX-License-Identifier: Apache-2.0
package dev.shirube.textlogs;

import dev.shirube.containers.Entry;
import dev.shirube.containers.Format;
import dev.shirube.containers.ReadContext;
import dev.shirube.containers.RecordReader;
import dev.shirube.containers.Sample;
import java.io.IOException;

/// Any text, when nothing else recognizes it: every line is a record with the value `message`.
public final class LinesFormat implements Format {
  /// Holds nothing: one serves all entries.
  public LinesFormat() {}

  @Override
  public String name() {
    return "lines";
  }

  /// The least sure of all, and not at all of what has bytes that no text has.
  @Override
  public int recognize(Sample sample) {
    String text = sample.text();
    int strange = 0;
    for (int index = 0; index < text.length(); index++) {
      char c = text.charAt(index);
      boolean control = c < ' ' && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != 0x1b;
      if (c == 0) {
        return 0;
      }
      strange += control || c == 0x7f || c == '\uFFFD' ? 1 : 0;
    }
    return strange * 50L > text.length() ? 0 : 1;
  }

  @Override
  public RecordReader open(Entry entry, ReadContext context) throws IOException {
    return LineRecords.of(entry, context, new WholeLine());
  }

  private static final class WholeLine implements LineParser {
    @Override
    public boolean fits(byte[] line, int from, int to) {
      return true;
    }

    @Override
    public boolean parse(Parts parts) {
      parts.text(Parts.MESSAGE, parts.from(), parts.to());
      return true;
    }
  }
}
