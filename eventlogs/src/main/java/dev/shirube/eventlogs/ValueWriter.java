// SPDX-License-Identifier: Apache-2.0
package dev.shirube.eventlogs;

import dev.shirube.event.EntryFlag;
import dev.shirube.event.EventBatch;
import dev.shirube.event.ValueType;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/// Appends values of BinXML to an event. What the tape can hold as it is, texts and bytes, becomes
/// a span of the record that was copied into the batch; the rest is spelled.
final class ValueWriter {
  private final Charset ansi;
  private final int maxFields;
  private final ChunkBytes chunk;
  private final ValueSpelling spelling = new ValueSpelling();

  private EventBatch batch;
  private int recordStart;
  private int recordEnd;
  private int base;
  private int entries;
  private boolean cut;

  /// @param batch any batch; every event tells its own
  ValueWriter(ChunkBytes chunk, Charset ansi, int maxFields, EventBatch batch) {
    this.chunk = chunk;
    this.ansi = ansi;
    this.maxFields = maxFields;
    this.batch = batch;
  }

  /// Begins the event of a record whose bytes stand in the batch.
  ///
  /// @param newBase offset of the record in the batch
  void begin(EventBatch newBatch, int start, int end, int newBase) {
    batch = newBatch;
    recordStart = start;
    recordEnd = end;
    base = newBase;
    entries = 0;
    cut = false;
  }

  /// How many entries the event has so far.
  int entries() {
    return entries;
  }

  /// Whether there were more values than an event may have.
  boolean isCut() {
    return cut;
  }

  private boolean isFull() {
    if (entries >= maxFields) {
      cut = true;
      return true;
    }
    entries++;
    return false;
  }

  void addNull(int name, int element) {
    if (!isFull()) {
      finish(batch.addSpan(name, ValueType.NULL, base, 0), element);
    }
  }

  void addText(int name, int element, byte[] utf8, int length) throws ChunkBytes.Broken {
    add(name, element, ValueType.TEXT, utf8, length);
  }

  private void add(int name, int element, ValueType type, byte[] from, int length)
      throws ChunkBytes.Broken {
    chunk.spend(1 + length / 8, recordStart);
    if (!isFull()) {
      finish(batch.add(name, type, from, 0, length), element);
    }
  }

  private void finish(int entry, int element) {
    if (element > 0) {
      batch.setElement(entry, element);
    }
  }

  /// Appends bytes of the chunk as they are.
  private void addChunk(int name, int element, ValueType type, int at, int length)
      throws ChunkBytes.Broken {
    chunk.spend(1, at);
    if (isFull()) {
      return;
    }
    int offset = base + at - recordStart;
    if (at < recordStart || at + length > recordEnd) {
      chunk.spend(length / 8, at);
      offset = batch.appendBytes(chunk.data(), at, length);
    }
    finish(batch.addSpan(name, type, offset, length), element);
  }

  /// Appends a value, or every element of an array.
  ///
  /// @param element ordinal of the value, or of the array's first element
  /// @return how many entries there are more
  int append(int name, int element, int type, int at, int size) throws ChunkBytes.Broken {
    if ((type & BinXml.Type.ARRAY) == 0) {
      appendOne(name, element, type, at, size);
      return 1;
    }
    int first = Math.max(element, 1);
    int scalar = type & ~BinXml.Type.ARRAY;
    int ordinal = first;
    int end = at + size;
    for (int from = at; from < end; ordinal++) {
      int next = elementEnd(scalar, from, end);
      int length = next - from;
      appendOne(name, ordinal, scalar, from, length);
      from = next;
    }
    return ordinal - first;
  }

  /// Where an element of an array ends: texts at their NUL, SIDs by their count, others by width.
  private int elementEnd(int type, int from, int end) throws ChunkBytes.Broken {
    int width =
        switch (type) {
          case BinXml.Type.STRING -> nul(from, end, 2);
          case BinXml.Type.ANSI_STRING -> nul(from, end, 1);
          case BinXml.Type.SID -> end - from < 8 ? 0 : 8 + 4 * chunk.u8(from + 1);
          case BinXml.Type.SIZE -> (end - from) % 8 == 0 ? 8 : 4;
          default -> BinXml.Type.width(type);
        };
    return width == 0 || width > end - from ? end : from + width;
  }

  private int nul(int from, int end, int unit) throws ChunkBytes.Broken {
    for (int at = from; at + unit <= end; at += unit) {
      chunk.spend(1, at);
      if (chunk.data()[at] == 0 && chunk.data()[at + unit - 1] == 0) {
        return at + unit - from;
      }
    }
    return end - from;
  }

  private void appendOne(int name, int element, int type, int at, int size)
      throws ChunkBytes.Broken {
    switch (type) {
      case BinXml.Type.NULL -> addNull(name, element);
      case BinXml.Type.STRING, BinXml.Type.XML ->
          addChunk(name, element, ValueType.TEXT_UTF16, at, trimmed(at, size, 2));
      case BinXml.Type.ANSI_STRING -> appendAnsi(name, element, at, trimmed(at, size, 1));
      default -> {
        if (spelling.spell(type, chunk.data(), at, size)) {
          ValueType shown = ValueSpelling.tapeType(type);
          add(name, element, shown, spelling.bytes(), spelling.length());
        } else {
          addChunk(name, element, ValueType.BINARY, at, size);
        }
      }
    }
  }

  /// Length of a text without the NULs that some writers put behind it.
  private int trimmed(int at, int size, int unit) {
    int length = size - size % unit;
    byte[] data = chunk.data();
    while (length > 0 && data[at + length - 1] == 0 && data[at + length - unit] == 0) {
      length -= unit;
    }
    return length;
  }

  private void appendAnsi(int name, int element, int at, int size) throws ChunkBytes.Broken {
    int ascii = 0;
    while (ascii < size && chunk.data()[at + ascii] > 0) {
      ascii++;
    }
    chunk.spend(1 + size / 8, at);
    if (ascii == size) {
      addChunk(name, element, ValueType.TEXT, at, size);
      return;
    }
    try {
      ByteBuffer raw = ByteBuffer.wrap(chunk.data(), at, size);
      byte[] utf8 = ansi.newDecoder().decode(raw).toString().getBytes(StandardCharsets.UTF_8);
      add(name, element, ValueType.TEXT, utf8, utf8.length);
    } catch (CharacterCodingException _) {
      int before = entries;
      addChunk(name, element, ValueType.TEXT, at, size);
      if (entries > before) {
        batch.addFlags(entries - 1, EntryFlag.UNDECODABLE);
      }
    }
  }

  /// The text of a value that is joined with others.
  String text(int type, int at, int size) throws ChunkBytes.Broken {
    chunk.spend(1 + size / 8, at);
    return switch (type) {
      case BinXml.Type.NULL -> "";
      case BinXml.Type.STRING, BinXml.Type.XML -> chunk.utf16(at, trimmed(at, size, 2) / 2);
      case BinXml.Type.ANSI_STRING -> new String(chunk.data(), at, trimmed(at, size, 1), ansi);
      default ->
          spelling.spell(type, chunk.data(), at, size)
              ? spelling.text()
              : HexFormat.of().withUpperCase().formatHex(chunk.data(), at, at + size);
    };
  }
}
