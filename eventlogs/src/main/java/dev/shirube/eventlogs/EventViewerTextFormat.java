// SPDX-License-Identifier: Apache-2.0
package dev.shirube.eventlogs;

import dev.shirube.containers.Entry;
import dev.shirube.containers.Format;
import dev.shirube.containers.ReadContext;
import dev.shirube.containers.RecordReader;
import dev.shirube.containers.Sample;
import java.io.IOException;

/// Windows events as labelled lines: what Event Viewer copies as text, what wevtutil writes with
/// /f:text, and what PowerShell's Format-List shows of Get-WinEvent, in English and Japanese.
public final class EventViewerTextFormat implements Format {
  public EventViewerTextFormat() {}

  @Override
  public String name() {
    return "event-viewer-text";
  }

  @Override
  public int recognize(Sample sample) {
    String text = sample.text().stripLeading();
    int known = 0;
    int from = 0;
    for (int line = 0; line < 16 && from < text.length(); line++) {
      int end = text.indexOf('\n', from);
      end = end < 0 ? text.length() : end;
      known += EventViewerText.isKnown(text.substring(from, end)) ? 1 : 0;
      from = end + 1;
    }
    boolean begins = EventViewerText.isFirst(firstLine(text));
    if (!begins || known < 2) {
      return 0;
    }
    return known > 2 ? 92 : 60;
  }

  private static String firstLine(String text) {
    int end = text.indexOf('\n');
    return end < 0 ? text : text.substring(0, end);
  }

  @Override
  public RecordReader open(Entry entry, ReadContext context) throws IOException {
    return new EventViewerText(entry, context);
  }
}
