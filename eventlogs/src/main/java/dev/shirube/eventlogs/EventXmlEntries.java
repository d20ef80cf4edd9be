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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/// The values of one event written as XML, named exactly as those of the same event in an EVTX
/// file: by the path of elements, attributes below them, Data by its Name. Collected first and
/// appended when the whole document proved to be readable.
final class EventXmlEntries implements XmlRecordReader.Entries {
  /// One value.
  private static final class Value {
    final String name;
    final String text;
    final boolean absent;
    int element;

    Value(String name, String text, boolean absent, int element) {
      this.name = name;
      this.text = text;
      this.absent = absent;
      this.element = element;
    }
  }

  /// Children of one name below an element, so that they can be numbered.
  private static final class Siblings {
    int count;
    int from;
    int to;
  }

  /// An element that is open.
  private static final class Open {
    final String path;
    final String above;
    final boolean eventData;
    final boolean payload;
    final int from;
    int element;
    final StringBuilder text = new StringBuilder();
    final Map<String, Siblings> siblings = new HashMap<>();
    int children;
    int counted;
    boolean attributes;

    Open(String path, String above, String name, @Nullable Open parent, int from) {
      this.path = path;
      this.above = above;
      this.eventData = name.equals("EventData");
      this.payload = (parent != null && parent.payload) || eventData || name.equals("UserData");
      this.from = from;
    }
  }

  private static final XMLInputFactory FACTORY = factory();
  private static final int MAX_PATH = 8192;

  private final Limits limits;
  private final List<Value> values = new ArrayList<>();
  private final Deque<Open> open = new ArrayDeque<>();
  private boolean cut;

  EventXmlEntries(Limits limits) {
    this.limits = limits;
  }

  /// The JDK's parser without document types and entities of its own.
  static XMLInputFactory factory() {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    return factory;
  }

  /// Reads a document.
  ///
  /// @param prefix put before every name
  /// @return false if it is no XML, or nested too deep
  @Override
  public boolean parse(String xml, String prefix) {
    values.clear();
    open.clear();
    cut = false;
    try {
      XMLStreamReader reader = FACTORY.createXMLStreamReader(new StringReader(readable(xml)));
      boolean more = true;
      while (more && reader.hasNext()) {
        more = event(reader, prefix);
      }
      reader.close();
      return more && open.isEmpty();
    } catch (XMLStreamException | RuntimeException _) {
      // The JDK's parser answers some broken documents with runtime exceptions.
      return false;
    }
  }

  @Override
  public boolean isCut() {
    return cut;
  }

  private boolean event(XMLStreamReader reader, String prefix) throws XMLStreamException {
    switch (reader.next()) {
      case XMLStreamConstants.START_ELEMENT -> {
        return start(reader, prefix);
      }
      case XMLStreamConstants.END_ELEMENT -> end();
      case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE ->
          addText(reader.getText());
      case XMLStreamConstants.ENTITY_REFERENCE -> addText("&" + reader.getLocalName() + ";");
      default -> {
        return true;
      }
    }
    return true;
  }

  private void addText(String text) {
    Open current = open.peek();
    if (current != null) {
      current.text.append(text);
    }
  }

  private boolean start(XMLStreamReader reader, String prefix) {
    Open parent = open.peek();
    if (open.size() >= limits.depth()) {
      return false;
    }
    String name = qualified(reader.getPrefix(), reader.getLocalName());
    boolean data =
        parent != null && parent.eventData && (name.equals("Data") || name.equals("ComplexData"));
    String label = data ? reader.getAttributeValue(null, "Name") : null;
    boolean labelled = label != null && !label.isEmpty();
    String above = parent == null ? prefix : parent.above;
    String path = above + (labelled ? label : name);
    if (path.length() > MAX_PATH) {
      return false;
    }
    String inside = isWrapper(name, parent) ? prefix : path + ".";
    Open opened = new Open(path, inside, name, parent, values.size());
    if (parent != null) {
      parent.children++;
      opened.element = data && !labelled ? ++parent.counted : 0;
    }
    open.push(opened);
    attributes(reader, opened, data);
    return true;
  }

  private static String qualified(@Nullable String prefix, String name) {
    return prefix == null || prefix.isEmpty() ? name : prefix + ":" + name;
  }

  /// Log Analytics puts a DataItem around the part of an event that it keeps.
  private static boolean isWrapper(String name, @Nullable Open parent) {
    return parent == null && name.equals("DataItem");
  }

  private void attributes(XMLStreamReader reader, Open opened, boolean data) {
    for (int index = 0; index < reader.getAttributeCount(); index++) {
      String prefix = reader.getAttributePrefix(index);
      String name = qualified(prefix, reader.getAttributeLocalName(index));
      boolean label = data && name.equals("Name") && !reader.getAttributeValue(index).isEmpty();
      if (!label && !name.equals("xmlns") && !name.startsWith("xmlns:")) {
        opened.attributes = true;
        add(opened.path + "." + name, reader.getAttributeValue(index), false, 0);
      }
    }
  }

  private void end() {
    Open closed = open.pop();
    String text = closed.text.toString();
    boolean blank = closed.children > 0 && text.isBlank();
    if (!text.isEmpty() && !blank) {
      add(closed.path, text, false, closed.element);
    } else if (closed.children == 0 && !closed.attributes) {
      add(closed.path, "", !closed.payload || closed.eventData, closed.element);
    }
    Open parent = open.peek();
    if (parent != null) {
      number(parent.siblings.computeIfAbsent(closed.path, _ -> new Siblings()), closed.from);
    }
  }

  private void number(Siblings siblings, int from) {
    siblings.count++;
    if (siblings.count == 1) {
      siblings.from = from;
      siblings.to = values.size();
      return;
    }
    if (siblings.count == 2) {
      setElements(siblings.from, siblings.to, 1);
    }
    setElements(from, values.size(), siblings.count);
  }

  private void setElements(int from, int to, int element) {
    for (Value value : values.subList(from, to)) {
      if (value.element == 0) {
        value.element = element;
      }
    }
  }

  private void add(String name, String text, boolean absent, int element) {
    if (values.size() >= limits.fields()) {
      cut = true;
    } else {
      values.add(new Value(name, text, absent, element));
    }
  }

  /// Appends the values to the last event of a batch; the whole document as one more value if there
  /// were too many.
  @Override
  public void append(EventBatch batch, String xml) {
    for (Value value : values) {
      int name = batch.names().intern(value.name);
      int entry =
          value.absent
              ? batch.addSpan(name, ValueType.NULL, 0, 0)
              : addText(batch, name, value.text);
      if (value.element > 0) {
        batch.setElement(entry, value.element);
      }
    }
    if (cut) {
      int entry = addText(batch, batch.names().intern("Event"), xml);
      batch.addFlags(entry, EntryFlag.TRUNCATED);
    }
  }

  private static int addText(EventBatch batch, int name, String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    return batch.add(name, ValueType.TEXT, utf8, 0, utf8.length);
  }

  /// The document with what XML 1.0 cannot hold, but Windows writes, made readable: control
  /// characters and references to them become U+FFFD. Carriage returns become references, so that
  /// texts keep the line ends they had in the event.
  static String readable(String xml) {
    StringBuilder out = new StringBuilder(xml.length() + 16);
    boolean tag = false;
    for (int at = 0; at < xml.length(); at++) {
      char c = xml.charAt(at);
      tag = c == '<' || (tag && c != '>');
      if (c == '\r' && !tag) {
        out.append("&#13;");
      } else if (c == '&' && isControl(xml, at)) {
        out.append('\ufffd');
        at = xml.indexOf(';', at);
      } else {
        boolean control = c < ' ' && c != '\t' && c != '\n' && c != '\r';
        out.append(control || c >= '\ufffe' ? '\ufffd' : c);
      }
    }
    return out.toString();
  }

  /// Whether a reference to a character that XML cannot hold stands at an offset.
  private static boolean isControl(String xml, int at) {
    int end = xml.indexOf(';', at);
    if (end < 0 || end - at > 8 || end - at < 3 || xml.charAt(at + 1) != '#') {
      return false;
    }
    boolean hex = xml.charAt(at + 2) == 'x';
    int value = 0;
    for (int index = at + (hex ? 3 : 2); index < end; index++) {
      int digit = Character.digit(xml.charAt(index), hex ? 16 : 10);
      if (digit < 0) {
        return false;
      }
      value = value * (hex ? 16 : 10) + digit;
    }
    boolean blank = value == '\t' || value == '\n' || value == '\r';
    return (value < ' ' && !blank) || (value >= 0xd800 && value < 0xe000) || value > 0x10ffff;
  }
}
