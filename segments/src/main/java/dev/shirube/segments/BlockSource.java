// SPDX-License-Identifier: Apache-2.0
package dev.shirube.segments;

import dev.shirube.event.Digests;
import dev.shirube.event.TenantId;
import dev.shirube.journal.Disk;
import dev.shirube.packing.ByteReader;
import java.io.Closeable;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// A segment file while it is read; see {@link BlockSink} for how it is built. No byte of a block
/// is used before the block's check was found right. Any thread may read.
final class BlockSource implements Closeable {
  private static final int HASH = 32;
  private static final int HEAD = 24;
  private static final int LONGEST_TENANT = 64;
  private static final int STEP = 1 << 20;

  private final Path file;
  private final Disk.Reading reading;
  private final MemorySegment memory;
  private final Set<Long> checked = ConcurrentHashMap.newKeySet();

  /// @throws UnreadableSegment if it is no segment file of the tenant that this release can read
  BlockSource(Disk disk, Path file, TenantId tenant) throws IOException {
    this.file = file;
    reading = disk.read(file);
    try {
      if (reading.size() < HEAD + 1 + 4 + BlockSink.FOOT) {
        throw UnreadableSegment.foreign(file);
      }
      memory = reading.map();
      readHead(tenant);
    } catch (IOException | RuntimeException e) {
      reading.close();
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    reading.close();
  }

  private void readHead(TenantId tenant) {
    byte[] head = copy(0, (int) Math.min(memory.byteSize(), HEAD + 1 + LONGEST_TENANT + 4));
    ByteReader in = new ByteReader(head);
    if (!Arrays.equals(head, 0, in.skip(8) + 8, BlockSink.MAGIC, 0, 8)) {
      throw UnreadableSegment.foreign(file);
    }
    int version = in.u32();
    if (version != BlockSink.VERSION) {
      throw UnreadableSegment.newer(file, version);
    }
    in.u32();
    long key = in.u64();
    int length = in.u8();
    if (length > in.left() - 4) {
      throw UnreadableSegment.damaged(file, 0, null);
    }
    int at = in.skip(length);
    String owner = new String(head, at, length, StandardCharsets.US_ASCII);
    if (in.u32() != BlockSink.check(head, 0, at + length)) {
      throw UnreadableSegment.damaged(file, 0, null);
    }
    if (key != 0) {
      throw UnreadableSegment.encrypted(file, key);
    }
    if (!owner.equals(tenant.value())) {
      throw UnreadableSegment.ofTenant(file, owner);
    }
  }

  /// Reads the directory.
  Layout layout() {
    long from = memory.byteSize() - BlockSink.FOOT;
    byte[] foot = copy(from, BlockSink.FOOT);
    ByteReader in = new ByteReader(foot);
    Layout.Block directory = new Layout.Block(in.u64(), in.u32(), in.u32());
    in.skip(HASH);
    boolean right = in.u32() == BlockSink.check(foot, 0, BlockSink.FOOT - 12);
    int end = in.skip(8);
    if (!right || !Arrays.equals(foot, end, end + 8, BlockSink.END, 0, 8)) {
      throw UnreadableSegment.damaged(file, from, null);
    }
    return read(directory, Directory::read);
  }

  private byte[] copy(long offset, int length) {
    byte[] bytes = new byte[length];
    MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, offset, bytes, 0, length);
    return bytes;
  }

  /// Reads a block.
  ///
  /// @throws UnreadableSegment if it is not as it was written
  <T> T read(Layout.Block block, Function<ByteReader, T> unpack) {
    demandInside(block);
    byte[] bytes = copy(block.offset(), block.length());
    if (BlockSink.check(bytes, 0, bytes.length) != block.check()) {
      throw UnreadableSegment.damaged(file, block.offset(), null);
    }
    try {
      return unpack.apply(new ByteReader(bytes));
    } catch (UnreadableSegment e) {
      throw e;
    } catch (RuntimeException e) {
      // The check is right, but somebody wrote what nobody can read.
      throw UnreadableSegment.damaged(file, block.offset(), e);
    }
  }

  private void demandInside(Layout.Block block) {
    long room = memory.byteSize() - BlockSink.FOOT;
    if (block.offset() < 0 || block.length() < 0 || block.offset() > room - block.length()) {
      throw UnreadableSegment.damaged(file, block.offset(), null);
    }
  }

  /// The bytes of a block as they lie in the file.
  MemorySegment view(Layout.Block block) {
    demandInside(block);
    MemorySegment view = memory.asSlice(block.offset(), block.length());
    if (!checked.contains(block.offset())) {
      CRC32C check = new CRC32C();
      check.update(view.asByteBuffer());
      if ((int) check.getValue() != block.check()) {
        throw UnreadableSegment.damaged(file, block.offset(), null);
      }
      checked.add(block.offset());
    }
    return view;
  }

  UnreadableSegment damaged(long offset, @Nullable Throwable cause) {
    return UnreadableSegment.damaged(file, offset, cause);
  }

  /// Reads all of the file and compares the hash it tells of itself.
  void verify() {
    long from = memory.byteSize() - BlockSink.FOOT;
    MessageDigest digest = Digests.sha256();
    for (long at = 0; at < from; at += STEP) {
      ByteBuffer part = memory.asSlice(at, Math.min(STEP, from - at)).asByteBuffer();
      digest.update(part);
    }
    if (!Arrays.equals(digest.digest(), copy(from + 16, HASH))) {
      throw UnreadableSegment.damaged(file, 0, null);
    }
  }
}
