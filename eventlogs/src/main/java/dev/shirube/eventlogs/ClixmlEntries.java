// SPDX-License-Identifier: Apache-2.0
package dev.shirube.eventlogs;

import dev.shirube.containers.Limits;
import dev.shirube.event.EntryFlag;
import dev.shirube.event.EventBatch;
import dev.shirube.event.ValueType;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/// The values of one object that PowerShell serialized ([MS-PSRP] 2.2.5): named by the path of
/// property names, members of lists numbered. Names of types are left out: they say what PowerShell
/// is, not what happened.
final class ClixmlEntries implements XmlRecordReader.Entries {
  private record Value(String name, ValueType type, String text, int element) {}

  /// An element that is open. Members of lists count up in {@link #members}.
  private static final class Open {
    final String tag;
    final String path;
    final int element;
    final StringBuilder text = new StringBuilder();
    int members;

    Open(String tag, String path, int element) {
      this.tag = tag;
      this.path = path;
      this.element = element;
    }
  }

  private static final XMLInputFactory FACTORY = EventXmlEntries.factory();
  private static final int MAX_PATH = 8192;

  private final Limits limits;
  private final List<Value> values = new ArrayList<>();
  private final Deque<Open> open = new ArrayDeque<>();
  private boolean cut;

  ClixmlEntries(Limits limits) {
    this.limits = limits;
  }

  @Override
  public boolean parse(String xml, String prefix) {
    values.clear();
    open.clear();
    cut = false;
    try {
      XMLStreamReader reader =
          FACTORY.createXMLStreamReader(new StringReader(EventXmlEntries.readable(xml)));
      boolean more = true;
      while (more && reader.hasNext()) {
        more = event(reader);
      }
      reader.close();
      return more && open.isEmpty();
    } catch (XMLStreamException | RuntimeException _) {
      // The JDK's parser answers some broken documents with runtime exceptions.
      return false;
    }
  }

  private boolean event(XMLStreamReader reader) throws XMLStreamException {
    switch (reader.next()) {
      case XMLStreamConstants.START_ELEMENT -> {
        return start(reader);
      }
      case XMLStreamConstants.END_ELEMENT -> end();
      case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
        Open current = open.peek();
        if (current != null) {
          current.text.append(reader.getText());
        }
      }
      default -> {
        return true;
      }
    }
    return true;
  }

  private boolean start(XMLStreamReader reader) {
    if (open.size() >= limits.depth()) {
      return false;
    }
    Open parent = open.peek();
    String tag = reader.getLocalName();
    String name = reader.getAttributeValue(null, "N");
    int element = parent == null ? 0 : parent.element;
    if (parent != null && isList(parent.tag)) {
      element = ++parent.members;
    }
    String path = path(parent, tag, name == null ? "" : unescape(name));
    if (path.length() > MAX_PATH) {
      return false;
    }
    Open opened = new Open(tag, path, element);
    if (tag.equals("Ref")) {
      opened.text.append(reader.getAttributeValue(null, "RefId"));
    }
    open.push(opened);
    return true;
  }

  private static boolean isList(String tag) {
    return switch (tag) {
      case "LST", "IE", "QUE", "STK", "DCT" -> true;
      default -> false;
    };
  }

  private static String path(@Nullable Open parent, String tag, String name) {
    String above = parent == null ? "" : parent.path;
    if (name.isEmpty()) {
      return above.isEmpty() && tag.equals("ToString") ? tag : above;
    }
    return above.isEmpty() ? name : above + "." + name;
  }

  private void end() {
    Open closed = open.pop();
    String text = closed.text.toString();
    switch (closed.tag) {
      case "Obj", "Props", "MS", "LST", "IE", "QUE", "STK", "DCT", "En", "TN", "TNRef", "T" -> {}
      case "Nil" -> add(closed, ValueType.NULL, "");
      case "B" -> add(closed, ValueType.BOOLEAN, text);
      case "SB", "By", "I16", "U16", "I32", "U32", "I64", "U64" ->
          add(closed, ValueType.INTEGER, text);
      case "Sg", "Db", "D" -> add(closed, ValueType.DECIMAL, text);
      default -> add(closed, ValueType.TEXT, unescape(text));
    }
  }

  private void add(Open closed, ValueType type, String text) {
    if (values.size() >= limits.fields()) {
      cut = true;
      return;
    }
    String name = closed.path.isEmpty() ? "Value" : closed.path;
    values.add(new Value(name, type, text, closed.element));
  }

  /// Undoes PowerShell's escapes: _x000D_ stands for the UTF-16 unit of that number.
  static String unescape(String text) {
    int from = 0;
    int escape = text.indexOf("_x");
    if (escape < 0) {
      return text;
    }
    StringBuilder plain = new StringBuilder(text.length());
    while (escape >= 0) {
      int unit = unit(text, escape);
      if (unit >= 0) {
        plain.append(text, from, escape).append((char) unit);
        from = escape + 7;
      }
      escape = text.indexOf("_x", unit >= 0 ? from : escape + 2);
    }
    return plain.append(text, from, text.length()).toString();
  }

  private static int unit(String text, int at) {
    if (at + 7 > text.length() || text.charAt(at + 6) != '_') {
      return -1;
    }
    int unit = 0;
    for (int index = at + 2; index < at + 6; index++) {
      int digit = Character.digit(text.charAt(index), 16);
      if (digit < 0) {
        return -1;
      }
      unit = unit * 16 + digit;
    }
    return unit;
  }

  @Override
  public boolean isCut() {
    return cut;
  }

  @Override
  public void append(EventBatch batch, String xml) {
    for (Value value : values) {
      if (value.name.equals("Message") && value.type == ValueType.TEXT) {
        MessageText.append(batch, value.name, value.text, limits.fields());
        continue;
      }
      byte[] utf8 = value.text.getBytes(StandardCharsets.UTF_8);
      int name = batch.names().intern(value.name);
      int entry = batch.add(name, value.type, utf8, 0, utf8.length);
      if (value.element > 0) {
        batch.setElement(entry, value.element);
      }
    }
    if (cut) {
      batch.addFlags(MessageText.addText(batch, "Obj", xml), EntryFlag.TRUNCATED);
    }
  }
}
