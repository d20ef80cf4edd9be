// SPDX-License-Identifier: Apache-2.0
package dev.shirube.literals;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Tells of most values, from their bytes as they lie, that none of some texts stands anywhere in
/// them; of the others it does not know. It looks at four bytes at a time and, where the texts are
/// long enough, only at every few places: of each text as many rows of four are entered as places
/// are passed over.
///
/// It is asked about text in UTF-8, plain or with JSON's escapes: characters that an escape could
/// spell in another way are not used, and neither are characters beyond ASCII. Of a value with an
/// escape by number of a character of the texts, or with one of the two characters that lose their
/// case to become ASCII letters (the Kelvin sign and the long s), it knows nothing.
public final class Sieve {
  private static final int GRAM = 4;
  private static final int MOST_STEPS = 8;
  private static final int SPREAD = 0x9e37_79b1;
  private static final int BITS_LOG = 16;
  private static final int BITS = 1 << BITS_LOG;
  private static final int SLOTS = 1 << 10;
  private static final int LOWER = 0x2020_2020;
  private static final long HIGH_BITS = 0x8080_8080_8080_8080L;
  private static final long LOW_BITS = 0x0101_0101_0101_0101L;
  private static final long BACKSLASHES = LOW_BITS * '\\';
  private static final long LETTERS_U = LOW_BITS * 'u';
  // The last bytes of U+017F and U+212A in UTF-8; a few other characters end so too.
  private static final byte LONG_S = (byte) 0xbf;
  private static final byte KELVIN = (byte) 0xaa;
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final int step;
  private final int shortest;
  private final long[] bits;
  private final int[] head;
  private final int[] next;
  private final int[] gram;
  private final byte[][] run;
  private final int[] into;
  private final boolean[] used = new boolean[128];

  /// @param runs of each text the longest row of plain characters
  private Sieve(List<byte[]> runs, int step) {
    this.step = step;
    int grams = runs.size() * step;
    bits = new long[BITS / 64];
    head = new int[SLOTS];
    next = new int[grams];
    gram = new int[grams];
    run = new byte[grams][];
    into = new int[grams];
    int count = 0;
    int least = Integer.MAX_VALUE;
    for (byte[] each : runs) {
      least = Math.min(least, each.length);
      for (byte plain : each) {
        used[plain] = true;
      }
      int from = rarest(each, GRAM + step - 1);
      for (int at = from; at < from + step; at++) {
        gram[count] = (int) INT.get(each, at) | LOWER;
        run[count] = each;
        into[count] = at;
        int hash = hash(gram[count]);
        bits[hash >>> 6] |= 1L << hash;
        next[count] = head[hash & (SLOTS - 1)];
        head[hash & (SLOTS - 1)] = ++count;
      }
    }
    shortest = least;
  }

  /// A sieve for folded texts.
  ///
  /// @return null when one of the texts is too short, or has no four plain characters in a row
  public static @Nullable Sieve of(List<byte[]> texts) {
    List<byte[]> runs = new ArrayList<>();
    int step = MOST_STEPS;
    for (byte[] text : texts) {
      byte[] longest = longestRun(text);
      runs.add(longest);
      step = Math.min(step, longest.length + 1 - GRAM);
    }
    return step < 1 || texts.isEmpty() ? null : new Sieve(runs, step);
  }

  private static byte[] longestRun(byte[] text) {
    int best = 0;
    int from = 0;
    int run = 0;
    for (int at = 0; at < text.length; at++) {
      run = isPlain(text[at]) ? run + 1 : 0;
      if (run > best) {
        best = run;
        from = at + 1 - run;
      }
    }
    return Arrays.copyOfRange(text, from, from + best);
  }

  private static boolean isPlain(byte value) {
    return value >= ' ' && value != '"' && value != '\\' && value != '/';
  }

  /// Where the part of a run begins that stands in other texts most rarely.
  private static int rarest(byte[] run, int length) {
    int best = 0;
    int least = Integer.MAX_VALUE;
    for (int from = 0; from + length <= run.length; from++) {
      int common = 0;
      for (int at = from; at < from + length; at++) {
        common += GramTable.commonness(run[at]);
      }
      if (common < least) {
        least = common;
        best = from;
      }
    }
    return best;
  }

  private static int hash(int gram) {
    return (gram * SPREAD) >>> (32 - BITS_LOG);
  }

  /// Whether any of the texts might stand in the value.
  ///
  /// @param escaped whether the value may have JSON's escapes
  public boolean mayHold(byte[] bytes, int offset, int length, boolean escaped) {
    int end = offset + length;
    if (length >= shortest) {
      for (int at = offset; at + GRAM <= end; at += step) {
        int lower = (int) INT.get(bytes, at) | LOWER;
        int hash = hash(lower);
        if ((bits[hash >>> 6] & 1L << hash) != 0 && stands(lower, bytes, at, offset, end)) {
          return true;
        }
      }
    }
    return isUncertain(bytes, offset, end, escaped);
  }

  /// Whether the value may hold a character that becomes an ASCII letter, or an escape by number.
  private boolean isUncertain(byte[] bytes, int offset, int end, boolean escaped) {
    long any = 0;
    long numbered = 0;
    int at = offset;
    for (; at + 9 <= end; at += 8) {
      long eight = (long) LONG.get(bytes, at);
      any |= eight;
      numbered |= zeros(eight ^ BACKSLASHES) & zeros((long) LONG.get(bytes, at + 1) ^ LETTERS_U);
    }
    for (; at < end; at++) {
      any |= bytes[at];
      boolean pair = at + 1 < end && bytes[at] == '\\' && bytes[at + 1] == 'u';
      numbered |= pair ? HIGH_BITS : 0;
    }
    return ((any & HIGH_BITS) != 0 && mayBecomeAscii(bytes, offset, end))
        || (escaped && numbered != 0 && hasNumberedEscape(bytes, offset, end));
  }

  /// A high bit at least in every byte that is 0.
  private static long zeros(long eight) {
    return (eight - LOW_BITS) & ~eight & HIGH_BITS;
  }

  private boolean stands(int lower, byte[] bytes, int at, int offset, int end) {
    for (int entry = head[hash(lower) & (SLOTS - 1)]; entry != 0; entry = next[entry - 1]) {
      int from = at - into[entry - 1];
      byte[] wanted = run[entry - 1];
      if (gram[entry - 1] == lower && from >= offset && from + wanted.length <= end) {
        int same = 0;
        while (same < wanted.length && (bytes[from + same] | 0x20) == (wanted[same] | 0x20)) {
          same++;
        }
        if (same == wanted.length) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean mayBecomeAscii(byte[] bytes, int offset, int end) {
    for (int at = offset; at < end; at++) {
      if (bytes[at] == LONG_S || bytes[at] == KELVIN) {
        return true;
      }
    }
    return false;
  }

  /// Whether an escape by number spells a character of the texts.
  private boolean hasNumberedEscape(byte[] bytes, int offset, int end) {
    for (int at = offset; at + 1 < end; at++) {
      if (bytes[at] == '\\') {
        if (bytes[at + 1] == 'u' && at + 6 <= end && isUsed(bytes, at + 2)) {
          return true;
        }
        at++;
      }
    }
    return false;
  }

  private boolean isUsed(byte[] bytes, int at) {
    int point = 0;
    for (int index = at; index < at + 4; index++) {
      int digit = Character.digit(bytes[index], 16);
      if (digit < 0) {
        // Then it is no escape, and means what it says.
        return false;
      }
      point = (point << 4) | digit;
    }
    return switch (point) {
      case 0x17f, 0x212a -> true;
      default -> point < 0x80 && used[point >= 'A' && point <= 'Z' ? point + 0x20 : point];
    };
  }
}
