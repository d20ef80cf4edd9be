// SPDX-License-Identifier: Apache-2.0
package dev.shirube.eventlogs;

import java.nio.BufferOverflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;

/// One chunk while the test writer fills it.
final class ChunkOut {
  private final ByteBuffer out = ByteBuffer.allocate(ChunkBytes.SIZE);
  private final Map<String, Integer> names = new HashMap<>();
  private final Map<BinXmlTree.Element, Integer> templates = new HashMap<>();
  private long firstId = -1;
  private long lastId = -1;
  private int lastRecord = 512;

  ChunkOut() {
    out.order(ByteOrder.LITTLE_ENDIAN).position(512);
  }

  /// Appends a record.
  ///
  /// @return false, with nothing appended, if there is no room
  boolean record(long id, BinXmlTree content) {
    int start = out.position();
    try {
      out.putInt(0x2a2a).putInt(0).putLong(id).putLong(133_000_000_000_000_000L + id * 10_000_000);
      fragment(content);
      while ((out.position() - start) % 8 != 4) {
        out.put((byte) 0);
      }
      int size = out.position() - start + 4;
      out.putInt(size).putInt(start + 4, size);
    } catch (BufferOverflowException _) {
      out.position(start);
      return false;
    }
    firstId = firstId < 0 ? id : firstId;
    lastId = id;
    lastRecord = start;
    return true;
  }

  private void fragment(BinXmlTree content) {
    out.put((byte) 0x0f).put((byte) 1).put((byte) 1).put((byte) 0);
    write(content, false);
    out.put((byte) 0);
  }

  private void write(BinXmlTree content, boolean definition) {
    switch (content) {
      case BinXmlTree.Element element -> element(element, definition);
      case BinXmlTree.Text(String text) -> {
        out.put((byte) 0x05).put((byte) 0x01);
        counted(text);
      }
      case BinXmlTree.Slot(int index, int type, boolean optional) ->
          out.put((byte) (optional ? 0x0e : 0x0d)).putShort((short) index).put((byte) type);
      case BinXmlTree.Cdata(String text) -> {
        out.put((byte) 0x07);
        counted(text);
      }
      case BinXmlTree.CharacterReference(char c) -> out.put((byte) 0x08).putShort((short) c);
      case BinXmlTree.EntityReference(String name) -> {
        out.put((byte) 0x09);
        name(name);
      }
      case BinXmlTree.Instruction(String target, String data) -> {
        out.put((byte) 0x0a);
        name(target);
        out.put((byte) 0x0b);
        counted(data);
      }
      case BinXmlTree.Instance(BinXmlTree.Element template, List<BinXmlTree.Value> values) ->
          instance(template, values);
    }
  }

  private void counted(String text) {
    out.putShort((short) text.length()).put(text.getBytes(StandardCharsets.UTF_16LE));
  }

  private void name(String name) {
    Integer known = names.get(name);
    if (known != null) {
      out.putInt(known);
      return;
    }
    int at = out.position() + 4;
    out.putInt(at).putInt(0).putShort((short) hash(name));
    counted(name);
    out.putShort((short) 0);
    names.put(name, at);
  }

  private static int hash(String name) {
    int hash = 0;
    for (int index = 0; index < name.length(); index++) {
      hash = hash * 65_599 + name.charAt(index);
    }
    return hash;
  }

  private void element(BinXmlTree.Element element, boolean definition) {
    boolean attributes = !element.attributes().isEmpty();
    out.put((byte) (attributes ? 0x41 : 0x01));
    if (definition) {
      out.putShort((short) element.dependency());
    }
    int sizeAt = out.position();
    out.putInt(0);
    name(element.name());
    if (attributes) {
      attributes(element.attributes(), definition);
    }
    if (element.content().isEmpty()) {
      out.put((byte) 0x03);
    } else {
      out.put((byte) 0x02);
      element.content().forEach(item -> write(item, definition));
      out.put((byte) 0x04);
    }
    out.putInt(sizeAt, out.position() - sizeAt - 4);
  }

  private void attributes(List<BinXmlTree.Attribute> attributes, boolean definition) {
    int sizeAt = out.position();
    out.putInt(0);
    for (int index = 0; index < attributes.size(); index++) {
      out.put((byte) (index + 1 < attributes.size() ? 0x46 : 0x06));
      name(attributes.get(index).name());
      attributes.get(index).content().forEach(item -> write(item, definition));
    }
    out.putInt(sizeAt, out.position() - sizeAt - 4);
  }

  private void instance(BinXmlTree.Element template, List<BinXmlTree.Value> values) {
    int id = template.hashCode();
    Integer known = templates.get(template);
    out.put((byte) 0x0c).put((byte) 1).putInt(id);
    if (known == null) {
      int at = out.position() + 4;
      out.putInt(at);
      definition(id, template);
      templates.put(template, at);
    } else {
      out.putInt(known);
    }
    values(values);
  }

  private void definition(int id, BinXmlTree.Element template) {
    out.putInt(0).putInt(id).putInt(0x11223344).putLong(0x5566778899aabbccL);
    int sizeAt = out.position();
    out.putInt(0);
    out.put((byte) 0x0f).put((byte) 1).put((byte) 1).put((byte) 0);
    write(template, true);
    out.put((byte) 0);
    out.putInt(sizeAt, out.position() - sizeAt - 4);
  }

  private void values(List<BinXmlTree.Value> values) {
    out.putInt(values.size());
    int descriptors = out.position();
    values.forEach(_ -> out.putInt(0));
    for (int index = 0; index < values.size(); index++) {
      int start = out.position();
      int type =
          switch (values.get(index)) {
            case BinXmlTree.Value.Plain(int plainType, byte[] bytes) -> {
              out.put(bytes);
              yield plainType;
            }
            case BinXmlTree.Value.Fragment(BinXmlTree content) -> {
              fragment(content);
              yield BinXml.Type.BINXML;
            }
          };
      out.putShort(descriptors + index * 4, (short) (out.position() - start));
      out.put(descriptors + index * 4 + 2, (byte) type);
    }
  }

  /// The chunk with its header and checksums.
  byte[] bytes() {
    ByteBuffer chunk = out.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    int free = out.position();
    chunk.position(0);
    chunk.put(new byte[] {'E', 'l', 'f', 'C', 'h', 'n', 'k', 0});
    chunk.putLong(Math.max(firstId, 1)).putLong(lastId < 0 ? 0 : lastId);
    chunk.putLong(Math.max(firstId, 1)).putLong(lastId < 0 ? 0 : lastId);
    chunk.putInt(128).putInt(lastRecord).putInt(free).putInt(0);
    seal(out.array(), 0);
    return out.array();
  }

  /// Makes the checksums of the chunk at an offset right.
  static void seal(byte[] file, int at) {
    ByteBuffer buffer = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    CRC32 data = new CRC32();
    data.update(file, at + 512, buffer.getInt(at + 48) - 512);
    buffer.putInt(at + 52, (int) data.getValue());
    CRC32 header = new CRC32();
    header.update(file, at, 120);
    header.update(file, at + 128, 384);
    buffer.putInt(at + 124, (int) header.getValue());
  }
}
