// SPDX-License-Identifier: Apache-2.0
package dev.shirube.eventlogs;

import dev.shirube.containers.Limits;
import dev.shirube.containers.Splitter;
import dev.shirube.event.EventBatch;
import java.util.List;

/// Event XML inside a text, as Sysmon for Linux writes it to syslog and Log Analytics keeps it in a
/// column: a whole Event, or its EventData or UserData alone.
public final class EventXmlSplitter implements Splitter {
  private static final List<String> ROOTS =
      List.of("<Event", "<EventData", "<UserData", "<DataItem");

  public EventXmlSplitter() {}

  @Override
  public String name() {
    return "event-xml";
  }

  @Override
  public boolean split(EventBatch batch, String text, String prefix, Limits limits) {
    String xml = text.strip();
    if (ROOTS.stream().noneMatch(root -> isRoot(xml, root))) {
      return false;
    }
    EventXmlEntries entries = new EventXmlEntries(limits);
    if (xml.length() > limits.recordBytes() || !entries.parse(xml, prefix)) {
      return false;
    }
    entries.append(batch, xml);
    return true;
  }

  private static boolean isRoot(String xml, String root) {
    return xml.startsWith(root)
        && xml.length() > root.length()
        && " \t\r\n>/".indexOf(xml.charAt(root.length())) >= 0;
  }
}
