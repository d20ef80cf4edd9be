// SPDX-License-Identifier: Apache-2.0
package dev.shirube.segments;

import dev.shirube.blocks.Numbers;
import dev.shirube.blocks.ValueBlock;
import dev.shirube.blocks.Values;
import dev.shirube.event.Digests;
import dev.shirube.event.EventId;
import dev.shirube.event.FieldCatalogue;
import dev.shirube.event.TenantId;
import dev.shirube.journal.Disk;
import dev.shirube.packing.ByteWriter;
import dev.shirube.packing.Sections;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;

/// A segment file while it is written, block after block.
///
/// The file: magic (8 bytes), format version (4), catalogue version (4), key id (8; 0 says that
/// nothing is encrypted), the tenant's name with its length, CRC-32C of all that (4); blocks, the
/// last of which is the {@link Directory}; and a foot of {@value #FOOT} bytes: where the directory
/// lies (8), its length (4), its CRC-32C (4), SHA-256 of all that comes before the foot (32),
/// CRC-32C of the foot so far (4), magic (8).
final class BlockSink implements Closeable {
  static final byte[] MAGIC = "SHRBSEG\n".getBytes(StandardCharsets.US_ASCII);
  static final byte[] END = "SHRBEND\n".getBytes(StandardCharsets.US_ASCII);
  static final int VERSION = 1;
  static final int FOOT = 60;

  private static final int LEVEL = 3;
  private static final int WORTH_LOOKING = 64;
  private static final int BUFFER = 1 << 18;

  private final Disk.Writing file;
  private final MessageDigest digest = Digests.sha256();
  // Columns often hold the same values as others: normalizing names what a source named already.
  private final MessageDigest blocks = Digests.sha256();
  private final Map<EventId, Layout.Block> written = new HashMap<>();
  private final Sections sections = new Sections(LEVEL);
  private final ByteWriter block = new ByteWriter();
  private final byte[] buffer = new byte[BUFFER];
  private int used;
  private long flushed;

  /// Begins a file that is open and empty.
  BlockSink(Disk.Writing file, TenantId tenant) throws IOException {
    this.file = file;
    ByteWriter head = new ByteWriter();
    head.raw(MAGIC, 0, MAGIC.length).u32(VERSION).u32(FieldCatalogue.builtIn().version()).u64(0);
    head.counted(tenant.value().getBytes(StandardCharsets.US_ASCII));
    head.u32(check(head.bytes(), 0, head.size()));
    put(head.bytes(), 0, head.size());
  }

  @Override
  public void close() throws IOException {
    sections.close();
    file.close();
  }

  static int check(byte[] bytes, int offset, int length) {
    CRC32C check = new CRC32C();
    check.update(bytes, offset, length);
    return (int) check.getValue();
  }

  /// How many bytes the file has so far.
  long size() {
    return flushed + used;
  }

  /// Writes bytes as they are; a block that was written before is not written again.
  Layout.Block bytes(byte[] bytes, int length) throws IOException {
    if (length < WORTH_LOOKING) {
      return fresh(bytes, length);
    }
    blocks.update(bytes, 0, length);
    byte[] hash = blocks.digest();
    EventId name = new EventId(Digests.longAt(hash, 0), Digests.longAt(hash, 8));
    Layout.Block known = written.get(name);
    if (known == null) {
      known = fresh(bytes, length);
      written.put(name, known);
    }
    return known;
  }

  private Layout.Block fresh(byte[] bytes, int length) throws IOException {
    Layout.Block place = new Layout.Block(size(), length, check(bytes, 0, length));
    put(bytes, 0, length);
    return place;
  }

  Layout.Block numbers(long[] numbers, int count) throws IOException {
    block.clear();
    Numbers.write(block, sections, numbers, count);
    return bytes(block.bytes(), block.size());
  }

  Layout.Block values(Values values, boolean binary) throws IOException {
    block.clear();
    ValueBlock.write(block, sections, values, binary);
    return bytes(block.bytes(), block.size());
  }

  /// Writes the shapes of all events.
  Layout.Block shapes(List<Layout.Shape> shapes) throws IOException {
    block.clear();
    Directory.writeShapes(block, sections, shapes);
    return bytes(block.bytes(), block.size());
  }

  /// Writes what the file's end needs and makes all of it durable.
  ///
  /// @return SHA-256 of the file up to its foot
  byte[] finish(Layout layout) throws IOException {
    block.clear();
    Directory.write(block, sections, layout);
    Layout.Block directory = bytes(block.bytes(), block.size());
    flush();
    byte[] hash = digest.digest();
    ByteWriter foot = new ByteWriter();
    foot.u64(directory.offset()).u32(directory.length()).u32(directory.check());
    foot.raw(hash, 0, hash.length).u32(check(foot.bytes(), 0, foot.size()));
    foot.raw(END, 0, END.length);
    file.write(ByteBuffer.wrap(foot.bytes(), 0, foot.size()));
    flushed += foot.size();
    file.sync();
    return hash;
  }

  private void put(byte[] bytes, int offset, int length) throws IOException {
    if (length > BUFFER - used) {
      flush();
    }
    if (length > BUFFER) {
      digest.update(bytes, offset, length);
      file.write(ByteBuffer.wrap(bytes, offset, length));
      flushed += length;
    } else {
      System.arraycopy(bytes, offset, buffer, used, length);
      used += length;
    }
  }

  private void flush() throws IOException {
    digest.update(buffer, 0, used);
    file.write(ByteBuffer.wrap(buffer, 0, used));
    flushed += used;
    used = 0;
  }
}
