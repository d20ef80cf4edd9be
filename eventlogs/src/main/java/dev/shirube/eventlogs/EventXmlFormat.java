// SPDX-License-Identifier: Apache-2.0
package dev.shirube.eventlogs;

import dev.shirube.containers.Entry;
import dev.shirube.containers.Format;
import dev.shirube.containers.ReadContext;
import dev.shirube.containers.RecordReader;
import dev.shirube.containers.Sample;
import java.io.IOException;

/// Windows events as XML: one after another as wevtutil writes them, or inside Events as Event
/// Viewer saves them, in any encoding.
public final class EventXmlFormat implements Format {
  private static final String NAMESPACE = "schemas.microsoft.com/win/2004/08/events/event";

  public EventXmlFormat() {}

  @Override
  public String name() {
    return "event-xml";
  }

  @Override
  public int recognize(Sample sample) {
    String text = sample.text().stripLeading();
    boolean event = text.contains("<Event>") || text.contains("<Event ");
    if (!event || text.startsWith("{") || text.startsWith("[")) {
      return 0;
    }
    String front = text.substring(0, Math.min(text.length(), 512));
    boolean whole =
        front.startsWith("<?xml") || front.startsWith("<Event") || front.startsWith("<!--");
    boolean windows = text.contains(NAMESPACE) || text.contains("<System>");
    if (whole && windows) {
      return 95;
    }
    if (!windows) {
      return 0;
    }
    return front.startsWith("<") && !isPriority(front) ? 60 : 35;
  }

  /// Whether a syslog priority stands in front.
  private static boolean isPriority(String front) {
    return front.length() > 1 && Character.isDigit(front.charAt(1));
  }

  @Override
  public RecordReader open(Entry entry, ReadContext context) throws IOException {
    EventXmlEntries entries = new EventXmlEntries(context.limits());
    return new XmlRecordReader(entry, context, "Event", "System", entries);
  }
}
