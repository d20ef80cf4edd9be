// SPDX-License-Identifier: Apache-2.0
package dev.shirube.lake;

import dev.shirube.packing.ByteWriter;
import dev.shirube.packing.Sections;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.CRC32;

/// A file of Apache Parquet (parquet.apache.org) with an event in each row, for DuckDB, Spark,
/// pandas and whatever else reads columns. Rows are written in groups, each when it has filled its
/// share of memory; a file has those columns of the catalogue that an event has a value of.
///
/// Without {@link #finish} the file is none. For one thread.
public final class ParquetFile implements AutoCloseable {
  private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
  private static final int MOST_ROWS = 122_880;
  private static final long MOST_WEIGHT = 64L << 20;
  private static final int LEVEL = 3;
  private static final Chunk.Told NOTHING = new Chunk.Told(0, null, null);

  private final FileChannel channel;
  private final OutputStream out;
  private final int mostRows;
  private final List<Footer.Group> groups = new ArrayList<>();
  private RowGroup group = new RowGroup();
  private long position;

  /// Begins a file; one that is there is written over.
  public ParquetFile(Path path) throws IOException {
    this(path, MOST_ROWS);
  }

  /// Begins a file; one that is there is written over.
  ///
  /// @param mostRows how many rows a group has at most; fewer take less memory
  public ParquetFile(Path path, int mostRows) throws IOException {
    this.mostRows = mostRows;
    channel =
        FileChannel.open(
            path,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING);
    out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
    write(MAGIC, MAGIC.length);
  }

  /// Adds an event.
  ///
  /// @param line as OCSF has it in JSON, without the end of the line
  /// @throws MalformedLine if it is none
  /// @throws IOException if the disk does not take it
  public void add(String line) throws IOException {
    group.add(OcsfLine.read(line));
    if (group.rows() >= mostRows || group.weight() >= MOST_WEIGHT) {
      end(group);
      group = new RowGroup();
    }
  }

  /// Writes what is left, and what makes it a file; it is on the disk then.
  public void finish() throws IOException {
    if (group.rows() > 0) {
      end(group);
    }
    List<ParquetColumn> columns = columns();
    for (Footer.Group each : groups) {
      for (ParquetColumn column : columns) {
        if (!each.places().containsKey(column)) {
          Chunk nothing = new Chunk(column);
          nothing.fill(each.rows());
          each.places().put(column, write(nothing));
        }
      }
    }
    ByteWriter footer = new ByteWriter();
    Footer.write(footer, columns, groups);
    footer.u32(footer.size()).raw(MAGIC, 0, MAGIC.length);
    write(footer.bytes(), footer.size());
    out.flush();
    channel.force(true);
  }

  /// All columns there are: what every event has, what some have by their paths, what was spelled.
  private List<ParquetColumn> columns() {
    Set<ParquetColumn> all = new LinkedHashSet<>(RowGroup.heads());
    Map<String, ParquetColumn> paths = new TreeMap<>(Comparator.naturalOrder());
    for (Footer.Group each : groups) {
      for (ParquetColumn column : each.places().keySet()) {
        if (column.repetition() == 0) {
          paths.put(column.path().getFirst(), column);
        }
      }
    }
    all.addAll(paths.values());
    for (String name : List.of(RowGroup.SPELLED, RowGroup.UNMAPPED)) {
      all.add(ParquetColumn.keys(name));
      all.add(ParquetColumn.texts(name));
    }
    return List.copyOf(all);
  }

  private void end(RowGroup full) throws IOException {
    Map<ParquetColumn, Footer.Place> places = new HashMap<>();
    for (Chunk chunk : full.chunks()) {
      places.put(chunk.column(), write(chunk));
    }
    groups.add(new Footer.Group(full.rows(), places));
  }

  private Footer.Place write(Chunk chunk) throws IOException {
    long start = position;
    long raw = 0;
    boolean dictionary = chunk.hasDictionary();
    if (dictionary) {
      raw += page(chunk.dictionary(), true, false, chunk.distinct());
    }
    long data = position;
    raw += page(chunk.data(), false, dictionary, chunk.entries());
    Chunk.Told told = chunk.column().repetition() == 0 ? chunk.told() : NOTHING;
    return new Footer.Place(start, data, chunk.entries(), raw, position - start, told);
  }

  /// Writes a page.
  ///
  /// @return how many bytes it has before it is compressed
  private long page(ByteWriter content, boolean dictionary, boolean encoded, int count)
      throws IOException {
    byte[] packed = Sections.frame(content.bytes(), content.size(), LEVEL);
    CRC32 sum = new CRC32();
    sum.update(packed);
    ByteWriter head = new ByteWriter();
    Footer.Packed page = new Footer.Packed(packed, content.size(), (int) sum.getValue());
    Footer.page(head, dictionary, encoded, count, page);
    write(head.bytes(), head.size());
    write(packed, packed.length);
    return (long) head.size() + content.size();
  }

  private void write(byte[] bytes, int length) throws IOException {
    out.write(bytes, 0, length);
    position += length;
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
