// SPDX-License-Identifier: Apache-2.0
package dev.shirube.lake;

import dev.shirube.event.FieldCatalogue;
import dev.shirube.packing.ByteWriter;
import java.util.List;
import java.util.Map;

/// What stands at the end of a Parquet file (parquet.thrift, FileMetaData): its columns, and where
/// the values of each lie.
final class Footer {
  private static final int REQUIRED = 0;
  private static final int OPTIONAL = 1;
  private static final int REPEATED = 2;
  private static final int PLAIN = 0;
  private static final int RLE = 3;
  private static final int RLE_DICTIONARY = 8;
  private static final int ZSTD = 6;
  private static final int VERSION = 1;
  private static final int PER_MAP = 6;

  private Footer() {}

  /// Where the values of a column in one group of rows lie.
  ///
  /// @param start where they begin in the file: with the dictionary, if there is one
  /// @param data where the page of data begins
  /// @param raw bytes before they were compressed, with the heads of pages
  /// @param packed bytes in the file
  record Place(long start, long data, long entries, long raw, long packed, Chunk.Told told) {
    boolean hasDictionary() {
      return data > start;
    }
  }

  /// A group of rows, with where its columns lie.
  record Group(int rows, Map<ParquetColumn, Place> places) {}

  /// Writes it.
  ///
  /// @param columns all columns, those of one map after each other; every group has a place for
  ///   each
  static void write(ByteWriter out, List<ParquetColumn> columns, List<Group> groups) {
    Thrift thrift = new Thrift(out).begin().i32(1, VERSION);
    schema(thrift, columns);
    thrift.i64(3, groups.stream().mapToLong(Group::rows).sum());
    thrift.list(4, Thrift.STRUCT, groups.size());
    groups.forEach(group -> group(thrift, columns, group));
    thrift.list(5, Thrift.STRUCT, 1).begin();
    thrift.text(1, "shirube.catalogue");
    thrift.text(2, Integer.toString(FieldCatalogue.builtIn().version())).end();
    thrift.text(6, "shirube");
    thrift.list(7, Thrift.STRUCT, columns.size());
    columns.forEach(_ -> thrift.begin().empty(1).end());
    thrift.end();
  }

  private static void schema(Thrift thrift, List<ParquetColumn> columns) {
    int plain = (int) columns.stream().filter(column -> column.path().size() == 1).count();
    int maps = (columns.size() - plain) / 2;
    thrift.list(2, Thrift.STRUCT, 1 + plain + maps * PER_MAP);
    thrift.begin().text(4, "event").i32(5, plain + maps).end();
    for (ParquetColumn column : columns) {
      if (column.path().size() == 1) {
        leaf(thrift, column.path().getFirst(), column.kind(), OPTIONAL);
      } else if (column.repetition() == 1) {
        map(thrift, column.path().getFirst());
      }
    }
  }

  private static void leaf(Thrift thrift, String name, ParquetColumn.Kind kind, int repetition) {
    thrift.begin().i32(1, kind.physical()).i32(3, repetition).text(4, name);
    switch (kind) {
      case TEXT -> thrift.i32(6, 0).begin(10).empty(1).end();
      case MOMENT ->
          thrift.i32(6, 10).begin(10).begin(8).truth(1, true).begin(2).empty(2).end().end().end();
      case WHOLE -> {}
    }
    thrift.end();
  }

  /// Texts by keys, as LogicalTypes.md has maps and lists.
  private static void map(Thrift thrift, String name) {
    thrift.begin().i32(3, REQUIRED).text(4, name).i32(5, 1).i32(6, 1).begin(10).empty(2).end();
    thrift.end();
    thrift.begin().i32(3, REPEATED).text(4, "key_value").i32(5, 2).end();
    leaf(thrift, "key", ParquetColumn.Kind.TEXT, REQUIRED);
    thrift.begin().i32(3, REQUIRED).text(4, "value").i32(5, 1).i32(6, 3).begin(10).empty(3).end();
    thrift.end();
    thrift.begin().i32(3, REPEATED).text(4, "list").i32(5, 1).end();
    leaf(thrift, "element", ParquetColumn.Kind.TEXT, OPTIONAL);
  }

  private static void group(Thrift thrift, List<ParquetColumn> columns, Group group) {
    thrift.begin().list(1, Thrift.STRUCT, columns.size());
    long raw = 0;
    for (ParquetColumn column : columns) {
      Place place = group.places().get(column);
      if (place == null) {
        throw new IllegalStateException("no values of " + column.path());
      }
      thrift.begin().i64(2, place.start()).begin(3);
      chunk(thrift, column, place);
      thrift.end().end();
      raw += place.raw();
    }
    thrift.i64(2, raw).i64(3, group.rows()).end();
  }

  private static void chunk(Thrift thrift, ParquetColumn column, Place place) {
    thrift.i32(1, column.kind().physical());
    int encoding = place.hasDictionary() ? RLE_DICTIONARY : PLAIN;
    thrift.list(2, Thrift.I32, place.hasDictionary() ? 3 : 2).element(RLE).element(encoding);
    if (place.hasDictionary()) {
      thrift.element(PLAIN);
    }
    thrift.list(3, Thrift.BINARY, column.path().size());
    column.path().forEach(thrift::element);
    thrift.i32(4, ZSTD).i64(5, place.entries());
    thrift.i64(6, place.raw()).i64(7, place.packed()).i64(9, place.data());
    if (place.hasDictionary()) {
      thrift.i64(11, place.start());
    }
    if (column.repetition() == 0) {
      told(thrift, place.told());
    }
  }

  private static void told(Thrift thrift, Chunk.Told told) {
    thrift.begin(12).i64(3, told.nulls());
    byte[] most = told.most();
    byte[] least = told.least();
    if (most != null && least != null) {
      thrift.bytes(5, most).bytes(6, least);
    }
    thrift.end();
  }

  /// The head of a page.
  ///
  /// @param dictionary whether it holds a dictionary, rather than data
  /// @param encoded whether its values are places in a dictionary
  /// @param count how many values, or entries, it has
  static void page(ByteWriter out, boolean dictionary, boolean encoded, int count, Packed packed) {
    Thrift thrift = new Thrift(out).begin();
    thrift.i32(1, dictionary ? 2 : 0).i32(2, packed.raw()).i32(3, packed.bytes().length);
    thrift.i32(4, packed.sum());
    if (dictionary) {
      thrift.begin(7).i32(1, count).i32(2, PLAIN).end();
    } else {
      thrift.begin(5).i32(1, count).i32(2, encoded ? RLE_DICTIONARY : PLAIN);
      thrift.i32(3, RLE).i32(4, RLE).end();
    }
    thrift.end();
  }

  /// The bytes of a page.
  ///
  /// @param raw how many it had before it was compressed
  /// @param sum CRC-32 of those that it has
  record Packed(byte[] bytes, int raw, int sum) {}
}
