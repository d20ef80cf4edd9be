// SPDX-License-Identifier: Apache-2.0
package dev.shirube.eventlogs;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The bytes of one chunk, 64 KiB, with little-endian reading that never leaves them, and the steps
/// that reading them may take: offsets in a hostile chunk can point back at themselves and
/// templates can repeat values, but both end in bounded time.
final class ChunkBytes {
  /// Tells that bytes are no BinXML, or would cost more steps than any honest record does. Never
  /// leaves the room: the reader turns it into a problem that names the record.
  static final class Broken extends Exception {
    private final int offset;

    /// @param offset where in the chunk reading could not go on
    Broken(int offset) {
      super(null, null, false, false);
      this.offset = offset;
    }

    int offset() {
      return offset;
    }
  }

  /// Every chunk has this size, also a cut-off one: what is missing reads as zeros.
  static final int SIZE = 1 << 16;

  /// Sixty-four steps for every byte of a chunk. Honest chunks need fewer than two.
  static final long STEPS = 64L * SIZE;

  private static final int NAMES = 1 << 8;

  /// Bits that no ASCII has, in four UTF-16 units.
  private static final long WIDE = 0xff80_ff80_ff80_ff80L;

  private static final VarHandle SHORT = view(short[].class);
  private static final VarHandle INT = view(int[].class);
  private static final VarHandle LONG = view(long[].class);

  private final byte[] data = new byte[SIZE];
  private final @Nullable String[] names = new @Nullable String[NAMES];
  private final int[] nameAt = new int[NAMES];
  private byte[] narrow = new byte[256];
  private long stepsLeft = STEPS;
  private long stepsTaken;

  private static VarHandle view(Class<?> type) {
    return MethodHandles.byteArrayViewVarHandle(type, ByteOrder.LITTLE_ENDIAN);
  }

  /// The bytes themselves.
  byte[] data() {
    return data;
  }

  /// Allows a new chunk its steps, and forgets the names of the one before.
  void renewSteps() {
    stepsLeft = STEPS;
    Arrays.fill(names, null);
  }

  /// Takes steps.
  ///
  /// @param at where in the chunk the work is done
  void spend(long steps, int at) throws Broken {
    stepsTaken += Math.min(steps, stepsLeft + 1);
    stepsLeft -= steps;
    if (stepsLeft < 0) {
      stepsLeft = 0;
      throw new Broken(at);
    }
  }

  /// All steps taken so far, over all chunks.
  long stepsTaken() {
    return stepsTaken;
  }

  /// Fails unless so many bytes lie at an offset.
  void require(int at, int length) throws Broken {
    if (at < 0 || length < 0 || at > SIZE - length) {
      throw new Broken(at);
    }
  }

  int u8(int at) throws Broken {
    require(at, 1);
    return data[at] & 0xff;
  }

  int u16(int at) throws Broken {
    require(at, 2);
    return (short) SHORT.get(data, at) & 0xffff;
  }

  int i32(int at) throws Broken {
    require(at, 4);
    return (int) INT.get(data, at);
  }

  /// A 32-bit number that is an offset or a count, so that more than the chunk's size is broken.
  int count(int at) throws Broken {
    int value = i32(at);
    if (value < 0 || value > SIZE) {
      throw new Broken(at);
    }
    return value;
  }

  long i64(int at) throws Broken {
    require(at, 8);
    return (long) LONG.get(data, at);
  }

  /// A text of UTF-16 units. Most are ASCII, which takes no decoder.
  String utf16(int at, int units) throws Broken {
    require(at, units * 2);
    if (narrow.length < units) {
      narrow = new byte[Math.max(units, narrow.length * 2)];
    }
    int done = 0;
    for (; done + 4 <= units; done += 4) {
      long four = (long) LONG.get(data, at + done * 2);
      if ((four & WIDE) != 0) {
        break;
      }
      long pairs = four | (four >>> 8);
      INT.set(narrow, done, (int) ((pairs & 0xffff) | ((pairs >>> 16) & 0xffff_0000L)));
    }
    while (done < units && data[at + done * 2] >= 0 && data[at + done * 2 + 1] == 0) {
      narrow[done] = data[at + done * 2];
      done++;
    }
    return done == units
        ? new String(narrow, 0, units, StandardCharsets.ISO_8859_1)
        : new String(data, at, units * 2, StandardCharsets.UTF_16LE);
  }

  /// The text of a name, remembered while the chunk is there: few names stand in it, and records
  /// refer to them again and again.
  String name(int at, int units) throws Broken {
    int place = (at ^ (at >>> 8)) & (NAMES - 1);
    String known = names[place];
    if (known == null || nameAt[place] != at || known.length() != units) {
      known = utf16(at, units);
      names[place] = known;
      nameAt[place] = at;
    }
    return known;
  }

  /// The number at an offset known to be inside, for code that has checked its bounds.
  static int intAt(byte[] bytes, int at) {
    return (int) INT.get(bytes, at);
  }

  static int shortAt(byte[] bytes, int at) {
    return (short) SHORT.get(bytes, at) & 0xffff;
  }

  static long longAt(byte[] bytes, int at) {
    return (long) LONG.get(bytes, at);
  }
}
