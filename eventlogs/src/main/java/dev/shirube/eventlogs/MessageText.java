// SPDX-License-Identifier: Apache-2.0
package dev.shirube.eventlogs;

import dev.shirube.event.EntryFlag;
import dev.shirube.event.EventBatch;
import dev.shirube.event.ValueType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The message of a Windows event, taken apart into its labelled lines: `Message.Section.Label` for
/// a line that stands indented below a heading, `Message.Label` for one that stands by itself.
/// Labels are kept in the language they are written in.
final class MessageText {
  private static final String PREFIX = "Message.";
  private static final int MAX_LABEL = 80;

  /// One labelled value while its lines are gathered.
  private static final class Part {
    final String name;
    final boolean heading;
    final StringBuilder value = new StringBuilder();

    Part(String name, String value, boolean heading) {
      this.name = name;
      this.heading = heading;
      this.value.append(value);
    }
  }

  private final List<Part> parts = new ArrayList<>();
  private String section = "";

  private MessageText() {}

  /// Appends a message, and what it is made of, to the last event of a batch.
  ///
  /// @param name what the source calls the message
  /// @param maxFields most parts; those beyond stay in the message alone
  static void append(EventBatch batch, String name, String text, int maxFields) {
    int whole = addText(batch, name, text);
    List<Part> parts = partsOf(text);
    for (Part part : parts.subList(0, Math.min(parts.size(), maxFields))) {
      addText(batch, PREFIX + part.name, part.value.toString().stripTrailing());
    }
    if (!parts.isEmpty()) {
      batch.addFlags(whole, EntryFlag.SPLIT);
    }
  }

  /// Appends one text.
  ///
  /// @return the entry
  static int addText(EventBatch batch, String name, String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return batch.add(batch.names().intern(name), ValueType.TEXT, utf8, 0, utf8.length);
  }

  private static List<Part> partsOf(String text) {
    MessageText message = new MessageText();
    int from = 0;
    while (from <= text.length()) {
      int end = text.indexOf('\n', from);
      end = end < 0 ? text.length() : end;
      boolean carriage = end > from && text.charAt(end - 1) == '\r';
      message.line(text.substring(from, carriage ? end - 1 : end));
      from = end + 1;
    }
    message.parts.removeIf(it -> it.heading && it.value.isEmpty());
    return message.parts;
  }

  private void line(String line) {
    String plain = line.strip();
    if (plain.isEmpty()) {
      return;
    }
    boolean indented = line.charAt(0) == '\t' || line.charAt(0) == ' ';
    int colon = colon(plain);
    if (colon < 0) {
      goOn(plain, indented);
      return;
    }
    String label = plain.substring(0, colon).strip();
    String value = plain.substring(colon + 1).strip();
    if (!indented && value.isEmpty()) {
      section = label;
      parts.add(new Part(label, "", true));
    } else if (indented && !section.isEmpty()) {
      parts.add(new Part(section + "." + label, value, false));
    } else {
      section = "";
      parts.add(new Part(label, value, false));
    }
  }

  /// Where a label ends: at a colon before a blank or the line's end; -1 if the line has none.
  private static int colon(String line) {
    int last = Math.min(line.length(), MAX_LABEL);
    for (int at = 1; at < last; at++) {
      char c = line.charAt(at);
      boolean colon = c == ':' || c == '：';
      if (colon && (at + 1 == line.length() || line.charAt(at + 1) <= ' ' || c == '：')) {
        return at;
      }
      if (c == '\t' || c == '。' || (c == '.' && isSentenceEnd(line, at))) {
        return -1;
      }
    }
    return -1;
  }

  private static boolean isSentenceEnd(String line, int at) {
    return at + 1 == line.length() || line.charAt(at + 1) == ' ';
  }

  /// A line without a label goes on with the value before it, as lists of privileges do.
  private void goOn(String line, boolean indented) {
    if (parts.isEmpty()) {
      return;
    }
    Part last = parts.getLast();
    if (indented || last.heading) {
      last.value.append(last.value.isEmpty() ? "" : "\n").append(line);
    }
  }
}
