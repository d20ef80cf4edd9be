// SPDX-License-Identifier: Apache-2.0
package dev.shirube.eventlogs;

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

  /// First lines of PowerShell's script blocks; what follows up to the last id is the script.
  private static final List<String> SCRIPTS =
      List.of("Creating Scriptblock ", "Scriptblock テキストを作成");

  private static final String SCRIPT_ID = "\nScriptBlock ID:";

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
  private String separator = "";
  private boolean afterBlank;

  private MessageText() {}

  /// Appends a message, and what it is made of, to the last event of a batch. The message is no
  /// mere wrapping of its parts: what it says beside them can be looked for.
  ///
  /// @param name what the source calls the message
  /// @param maxFields most parts; those beyond stay in the message alone
  static void append(EventBatch batch, String name, String text, int maxFields) {
    addText(batch, name, text);
    List<Part> parts = partsOf(text);
    for (Part part : parts.subList(0, Math.min(parts.size(), maxFields))) {
      addText(batch, PREFIX + part.name, part.value.toString());
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
    int from = message.script(text);
    while (from <= text.length()) {
      int end = text.indexOf('\n', from);
      end = end < 0 ? text.length() : end;
      boolean carriage = end > from && text.charAt(end - 1) == '\r';
      message.line(text.substring(from, carriage ? end - 1 : end));
      from = end + 1;
    }
    message.dropHeadings();
    return message.parts;
  }

  /// Takes a script as one value: nothing in it is a label, whatever it looks like.
  ///
  /// @return where the rest of the message begins
  private int script(String text) {
    for (String heading : SCRIPTS) {
      int open = text.startsWith(heading) ? text.indexOf(" (", heading.length()) : -1;
      int close = open < 0 || open > MAX_LABEL ? -1 : text.indexOf("):", open);
      int id = close < 0 ? -1 : text.lastIndexOf(SCRIPT_ID);
      if (id >= close && close > 0) {
        String name = text.substring(0, open);
        String body = text.substring(close + 2, id);
        parts.add(new Part(name, withoutLineEnds(body), false));
        parts.add(new Part(name + ".Part", text.substring(open + 2, close), false));
        return id + 1;
      }
    }
    return 0;
  }

  /// A text without the line ends before and behind it.
  static String withoutLineEnds(String body) {
    int from = 0;
    int to = body.length();
    while (from < to && (body.charAt(from) == '\r' || body.charAt(from) == '\n')) {
      from++;
    }
    while (to > from && (body.charAt(to - 1) == '\r' || body.charAt(to - 1) == '\n')) {
      to--;
    }
    return body.substring(from, to);
  }

  /// A heading is no value, unless nothing stands below it: then it is a label without one.
  private void dropHeadings() {
    List<Part> kept = new ArrayList<>();
    for (int index = 0; index < parts.size(); index++) {
      Part part = parts.get(index);
      boolean below =
          index + 1 < parts.size() && parts.get(index + 1).name.startsWith(part.name + ".");
      boolean title = index == 0 && parts.size() > 1;
      if (!part.heading || !part.value.isEmpty() || !(below || title)) {
        kept.add(part);
      }
    }
    parts.clear();
    parts.addAll(kept);
  }

  private void line(String line) {
    String plain = line.strip();
    if (plain.isEmpty()) {
      afterBlank = true;
      return;
    }
    boolean indented = line.charAt(0) == '\t' || line.charAt(0) == ' ';
    int colon = colon(plain);
    if (colon < 0) {
      goOn(plain, indented);
      return;
    }
    afterBlank = false;
    String label = plain.substring(0, colon).strip();
    String value = value(line.stripLeading().substring(colon + 1), indented);
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

  /// The value behind a colon. What stands between the two is told by the first value that stands
  /// below no heading, so that a value may begin with blanks of its own.
  private String value(String behind, boolean indented) {
    String stripped = behind.stripLeading();
    if (indented || stripped.isEmpty()) {
      return stripped;
    }
    if (separator.isEmpty()) {
      separator = behind.substring(0, behind.length() - stripped.length());
    }
    return !separator.isEmpty() && behind.startsWith(separator)
        ? behind.substring(separator.length())
        : stripped;
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

  /// A line without a label goes on with the value before it, as lists of privileges and command
  /// lines of several lines do. What stands by itself behind a blank line explains the event.
  private void goOn(String line, boolean indented) {
    if (parts.isEmpty()) {
      return;
    }
    Part last = parts.getLast();
    if (indented || last.heading || !afterBlank) {
      last.value.append(last.value.isEmpty() ? "" : "\n").append(line);
    }
  }
}
