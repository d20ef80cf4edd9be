// SPDX-License-Identifier: Apache-2.0
package dev.shirube.eventlogs;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// What the test writer can write as BinXML: elements, texts, substitutions, and the values that
/// stand for these.
sealed interface BinXmlTree {
  record Element(String name, int dependency, List<Attribute> attributes, List<BinXmlTree> content)
      implements BinXmlTree {}

  record Attribute(String name, List<BinXmlTree> content) {}

  record Text(String text) implements BinXmlTree {}

  record Slot(int index, int type, boolean optional) implements BinXmlTree {}

  record Cdata(String text) implements BinXmlTree {}

  record CharacterReference(char c) implements BinXmlTree {}

  record EntityReference(String name) implements BinXmlTree {}

  record Instruction(String target, String data) implements BinXmlTree {}

  record Instance(Element template, List<Value> values) implements BinXmlTree {}

  /// A value of a substitution: plain bytes, or a fragment that is written where it stands.
  sealed interface Value {
    record Plain(int type, byte[] bytes) implements Value {}

    record Fragment(BinXmlTree content) implements Value {}
  }

  static Element element(String name, BinXmlTree... content) {
    return new Element(name, 0xffff, List.of(), List.of(content));
  }

  static Element element(String name, List<Attribute> attributes, BinXmlTree... content) {
    return new Element(name, 0xffff, attributes, List.of(content));
  }

  static Attribute attribute(String name, BinXmlTree... content) {
    return new Attribute(name, List.of(content));
  }

  static Element data(String name, BinXmlTree... content) {
    return element("Data", List.of(attribute("Name", text(name))), content);
  }

  static Text text(String text) {
    return new Text(text);
  }

  static Slot slot(int index) {
    return new Slot(index, BinXml.Type.STRING, false);
  }

  static Slot optional(int index) {
    return new Slot(index, BinXml.Type.STRING, true);
  }

  static Value nothing() {
    return new Value.Plain(BinXml.Type.NULL, new byte[0]);
  }

  static Value utf16(String text) {
    return new Value.Plain(BinXml.Type.STRING, text.getBytes(StandardCharsets.UTF_16LE));
  }

  static Value ansi(String text, Charset charset) {
    return new Value.Plain(BinXml.Type.ANSI_STRING, text.getBytes(charset));
  }

  /// A number in the width of its type.
  static Value number(int type, long value) {
    int width = BinXml.Type.width(type);
    ByteBuffer buffer = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(0, value);
    byte[] bytes = new byte[width];
    buffer.get(bytes);
    return new Value.Plain(type, bytes);
  }

  static Value bytes(int type, int... bytes) {
    byte[] plain = new byte[bytes.length];
    for (int index = 0; index < bytes.length; index++) {
      plain[index] = (byte) bytes[index];
    }
    return new Value.Plain(type, plain);
  }

  static Value fragment(Element template, Value... values) {
    return new Value.Fragment(new Instance(template, List.of(values)));
  }
}
