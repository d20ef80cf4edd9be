// SPDX-License-Identifier: Apache-2.0
package dev.shirube.documents;

import dev.shirube.event.EntryFlag;
import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Events as lines of text.
final class EventText {
  private EventText() {}

  /// All entries of an event: name, element, type where it is not plain text, text, flags.
  static List<String> entries(EventBatch batch, int index) {
    Event event = new Event().on(batch, index);
    List<String> lines = new ArrayList<>();
    for (int entry = 0; entry < event.size(); entry++) {
      lines.add(line(event, entry));
    }
    return lines;
  }

  private static String line(Event event, int entry) {
    int flags = event.flags(entry);
    String element = event.element(entry) == 0 ? "" : "[" + event.element(entry) + "]";
    String type =
        switch (event.type(entry)) {
          case TEXT, TEXT_JSON -> "";
          case INTEGER -> "int ";
          case DECIMAL -> "dec ";
          case BOOLEAN -> "bool ";
          default -> event.type(entry).name().toLowerCase(Locale.ROOT) + " ";
        };
    return event.nameText(entry)
        + element
        + "="
        + type
        + event.text(entry)
        + ((flags & EntryFlag.SPLIT) != 0 ? " split" : "")
        + ((flags & EntryFlag.UNDECODABLE) != 0 ? " undecodable" : "")
        + ((flags & EntryFlag.TRUNCATED) != 0 ? " truncated" : "");
  }

  /// The records as they were read.
  static List<String> records(EventBatch batch) {
    List<String> records = new ArrayList<>();
    for (int index = 0; index < batch.count(); index++) {
      Event event = new Event().on(batch, index);
      records.add(
          new String(
              batch.buffer(), event.recordOffset(), event.recordLength(), StandardCharsets.UTF_8));
    }
    return records;
  }
}
