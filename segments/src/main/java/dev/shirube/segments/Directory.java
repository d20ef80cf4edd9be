// SPDX-License-Identifier: Apache-2.0
package dev.shirube.segments;

import dev.shirube.event.ValueType;
import dev.shirube.packing.ByteReader;
import dev.shirube.packing.ByteWriter;
import dev.shirube.packing.Sections;
import dev.shirube.segments.Layout.Block;
import dev.shirube.segments.Layout.Chunk;
import dev.shirube.segments.Layout.ColumnKey;
import dev.shirube.segments.Layout.Part;
import dev.shirube.segments.Layout.Shape;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A layout as the bytes of the file's last block, and back.
final class Directory {
  private static final int NARROWED = 1;
  private static final int RECORD = 2;
  private static final int MOST_BYTES = 1 << 30;

  private Directory() {}

  static void write(ByteWriter out, Sections sections, Layout layout) {
    ByteWriter plain = new ByteWriter();
    plain.number(layout.rows()).signed(layout.firstNanos()).signed(layout.lastNanos());
    plain.number(layout.names().size());
    layout.names().forEach(plain::counted);
    plain.number(layout.columns().size());
    Places places = new Places();
    for (Layout.Column column : layout.columns()) {
      writeColumn(plain, column, places);
    }
    places.write(plain, layout.shapes());
    writeInts(plain, layout.inputs());
    for (List<Chunk> head : layout.heads()) {
      writeChunks(plain, head, places);
    }
    places.write(plain, layout.ids().plain());
    places.write(plain, layout.ids().order());
    places.write(plain, layout.ids().bloom());
    pack(out, sections, plain);
  }

  private static void pack(ByteWriter out, Sections sections, ByteWriter plain) {
    out.number(plain.size());
    sections.write(out, plain.bytes(), 0, plain.size());
  }

  static void writeShapes(ByteWriter out, Sections sections, List<Shape> shapes) {
    ByteWriter plain = new ByteWriter();
    plain.number(shapes.size());
    for (Shape shape : shapes) {
      plain.number(shape.clock()).number(shape.eventClass()).signed(shape.activity());
      plain.number(shape.source());
      writeInts(plain, shape.slots());
    }
    pack(out, sections, plain);
  }

  private static void writeInts(ByteWriter out, int[] numbers) {
    out.number(numbers.length);
    for (int number : numbers) {
      out.signed(number);
    }
  }

  private static void writeColumn(ByteWriter out, Layout.Column column, Places places) {
    ColumnKey key = column.key();
    out.number(key.field()).number(key.name()).number(key.reader()).u8(key.type().ordinal());
    out.u8((key.narrowed() ? NARROWED : 0) | (key.record() ? RECORD : 0));
    out.number(column.count()).number(column.parts().size());
    for (Part part : column.parts()) {
      out.number(part.count());
      places.write(out, part.block());
    }
    places.write(out, column.presence());
    places.write(out, column.bloom());
    writeChunks(out, column.chunks(), places);
  }

  private static void writeChunks(ByteWriter out, List<Chunk> chunks, Places places) {
    out.number(chunks.size());
    int row = 0;
    for (Chunk chunk : chunks) {
      out.number(chunk.count()).number(chunk.firstRow() - row).number(chunk.skip());
      row = chunk.firstRow();
      out.signed(chunk.least()).signed(chunk.most() - chunk.least());
      places.write(out, chunk.block());
    }
  }

  /// Blocks, each told by its distance from the end of the one told before.
  private static final class Places {
    private long last;

    void write(ByteWriter out, @Nullable Block block) {
      if (block == null) {
        out.number(0);
        return;
      }
      out.number(block.length() + 1L).signed(block.offset() - last).u32(block.check());
      last = block.offset() + block.length();
    }

    @Nullable Block read(ByteReader in) {
      long length = in.number() - 1;
      if (length < 0) {
        return null;
      }
      long offset = last + in.signed();
      if (length > MOST_BYTES || offset < 0) {
        throw new IllegalArgumentException("a block that cannot be");
      }
      last = offset + length;
      return new Block(offset, (int) length, in.u32());
    }

    Block require(ByteReader in) {
      Block block = read(in);
      if (block == null) {
        throw new IllegalArgumentException("a block is missing");
      }
      return block;
    }
  }

  private static ByteReader unpacked(ByteReader packed) {
    int size = packed.count();
    if (size > MOST_BYTES) {
      throw new IllegalArgumentException("a directory longer than there can be");
    }
    byte[] plain = new byte[size];
    Sections.read(packed, plain, 0, size);
    return new ByteReader(plain);
  }

  static Layout read(ByteReader packed) {
    ByteReader in = unpacked(packed);
    int rows = atMost(in.count(), SegmentWriter.MOST_ROWS);
    long first = in.signed();
    long last = in.signed();
    List<byte[]> names = new ArrayList<>();
    for (int left = in.parts(); left > 0; left--) {
      names.add(in.counted());
    }
    Places places = new Places();
    List<Layout.Column> columns = new ArrayList<>();
    for (int left = in.parts(); left > 0; left--) {
      columns.add(readColumn(in, places, names.size()));
    }
    Block shapes = places.require(in);
    int[] inputs = readInts(in, names.size());
    List<List<Chunk>> heads = new ArrayList<>();
    for (Layout.Head _ : Layout.Head.values()) {
      heads.add(readChunks(in, places));
    }
    Layout.Ids ids = new Layout.Ids(places.require(in), places.require(in), places.require(in));
    return new Layout(rows, first, last, names, columns, shapes, inputs, heads, ids);
  }

  /// Reads the shapes.
  ///
  /// @param names how many names the file has
  /// @param columns how many columns it has
  static Layout.Shapes readShapes(ByteReader packed, int names, int columns) {
    ByteReader in = unpacked(packed);
    List<Shape> shapes = new ArrayList<>();
    for (int left = in.parts(); left > 0; left--) {
      int clock = in.count();
      int eventClass = in.count();
      int activity = (int) in.signed();
      int source = below(in.count(), names);
      Shape shape = new Shape(clock, eventClass, activity, source, readInts(in, Integer.MAX_VALUE));
      for (int entry = 0; entry < shape.size(); entry++) {
        below(shape.column(entry), columns);
      }
      shapes.add(shape);
    }
    return new Layout.Shapes(shapes);
  }

  private static int[] readInts(ByteReader in, int end) {
    int[] numbers = new int[in.parts()];
    for (int index = 0; index < numbers.length; index++) {
      numbers[index] = below((int) in.signed(), end);
    }
    return numbers;
  }

  private static int below(int number, int end) {
    if (number >= end || (number < 0 && end != Integer.MAX_VALUE)) {
      throw new IllegalArgumentException("a number without a thing: " + number);
    }
    return number;
  }

  private static int atMost(int number, int most) {
    if (number > most) {
      throw new IllegalArgumentException("more than there can be: " + number);
    }
    return number;
  }

  private static Layout.Column readColumn(ByteReader in, Places places, int names) {
    int field = in.count();
    int name = below(in.count(), names);
    int reader = below(in.count(), names);
    ValueType type = ValueType.values()[in.u8()];
    int bits = in.u8();
    ColumnKey key =
        new ColumnKey(field, name, reader, type, (bits & NARROWED) != 0, (bits & RECORD) != 0);
    int count = in.count();
    List<Part> parts = new ArrayList<>();
    int first = 0;
    for (int left = in.parts(); left > 0; left--) {
      int size = atMost(in.count(), ColumnWriter.PART_VALUES);
      parts.add(new Part(first, size, places.require(in)));
      first = Math.addExact(first, size);
    }
    Block presence = places.read(in);
    Block bloom = places.read(in);
    return new Layout.Column(key, count, parts, presence, bloom, readChunks(in, places));
  }

  private static List<Chunk> readChunks(ByteReader in, Places places) {
    List<Chunk> chunks = new ArrayList<>();
    int start = 0;
    int row = 0;
    for (int left = in.parts(); left > 0; left--) {
      int count = atMost(in.count(), Chunks.MOST_VALUES);
      row = Math.addExact(row, in.count());
      int skip = in.count();
      long least = in.signed();
      long most = least + in.signed();
      chunks.add(new Chunk(start, count, row, skip, least, most, places.read(in)));
      start = Math.addExact(start, count);
    }
    return chunks;
  }
}
