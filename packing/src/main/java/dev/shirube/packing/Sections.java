// SPDX-License-Identifier: Apache-2.0
package dev.shirube.packing;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdException;
import java.util.Arrays;

/// Stretches of bytes, each compressed for itself (zstd, RFC 8878) where that makes it shorter:
/// what blocks are made of. How long a stretch is when unpacked is known to who reads it.
///
/// A stretch is a number of open width, its stored length times four plus how it is stored, and the
/// stored bytes. For one thread; holds memory outside the heap until closed.
public final class Sections implements AutoCloseable {
  private static final int PLAIN = 0;
  private static final int ZSTD = 1;
  private static final int REPEATED = 2;
  private static final int WORTH_TRYING = 24;

  private final ZstdCompressCtx context = new ZstdCompressCtx();
  private byte[] packed = new byte[1 << 12];

  public Sections(int level) {
    context.setLevel(level).setContentSize(false).setChecksum(false);
  }

  @Override
  public void close() {
    context.close();
  }

  /// Adds a stretch.
  public void write(ByteWriter out, byte[] raw, int offset, int length) {
    if (length > 1 && isRepeated(raw, offset, length)) {
      out.number(1 << 2 | REPEATED).u8(raw[offset]);
      return;
    }
    int size = length < WORTH_TRYING ? length : compress(raw, offset, length);
    if (size < length) {
      out.number((long) size << 2 | ZSTD).raw(packed, 0, size);
    } else {
      out.number((long) length << 2 | PLAIN).raw(raw, offset, length);
    }
  }

  private int compress(byte[] raw, int offset, int length) {
    long most = Zstd.compressBound(length);
    if (most > Integer.MAX_VALUE - 8) {
      return length;
    }
    if (packed.length < most) {
      packed = new byte[(int) most];
    }
    return context.compressByteArray(packed, 0, packed.length, raw, offset, length);
  }

  private static boolean isRepeated(byte[] raw, int offset, int length) {
    for (int index = offset + 1; index < offset + length; index++) {
      if (raw[index] != raw[offset]) {
        return false;
      }
    }
    return true;
  }

  /// Bytes as one frame of zstd, as other programs read it, with how long they are.
  public static byte[] frame(byte[] raw, int length, int level) {
    byte[] packed = new byte[Math.toIntExact(Zstd.compressBound(length))];
    long size = Zstd.compressByteArray(packed, 0, packed.length, raw, 0, length, level);
    demand(!Zstd.isError(size));
    return Arrays.copyOf(packed, (int) size);
  }

  /// Reads a stretch that has so many bytes when unpacked.
  public static void read(ByteReader in, byte[] into, int offset, int length) {
    long head = in.number();
    long stored = head >>> 2;
    if (stored > in.left()) {
      throw new IndexOutOfBoundsException("ends too early");
    }
    int from = in.skip((int) stored);
    switch ((int) head & 3) {
      case PLAIN -> {
        demand(stored == length);
        System.arraycopy(in.bytes(), from, into, offset, length);
      }
      case REPEATED -> {
        demand(stored == 1);
        Arrays.fill(into, offset, offset + length, in.bytes()[from]);
      }
      case ZSTD -> {
        try {
          long size =
              Zstd.decompressByteArray(into, offset, length, in.bytes(), from, (int) stored);
          demand(!Zstd.isError(size) && size == length);
        } catch (ZstdException e) {
          throw new IllegalArgumentException("no frame of zstd", e);
        }
      }
      default -> demand(false);
    }
  }

  private static void demand(boolean right) {
    if (!right) {
      throw new IllegalArgumentException("a stretch of another length than told");
    }
  }
}
