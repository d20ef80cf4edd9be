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
  // Each has a loop of its own: the compiler makes much more of a step that it knows.
  private static final int[] STEPS = {8, 6, 3, 1};
  // Above, so many places of a value look like the beginning of a text that nothing is saved.
  private static final int MOST_GRAMS = 1 << 11;
  private static final int SPREAD = 0x9e37_79b1;
  private static final int MARKS_LOG = 14;
  private static final int SHIFT = 32 - MARKS_LOG;
  private static final int SLOTS = 1 << 10;
  private static final int LOWER = 0x2020_2020;
  private static final long HIGH_BITS = 0x8080_8080_8080_8080L;
  private static final long LOW_BITS = 0x0101_0101_0101_0101L;
  // Two bytes each: the beginning of an escape by number; the long s; the end of the Kelvin sign.
  private static final int NUMBERED = '\\' << 8 | 'u';
  private static final int LONG_S = 0xc5_bf;
  private static final int KELVIN = 0x84_aa;
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final int step;
  private final int shortest;
  // A byte for each hash costs a look less than a bit does.
  private final byte[] marks = new byte[1 << MARKS_LOG];
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
        marks[hash] = 1;
        next[count] = head[hash & (SLOTS - 1)];
        head[hash & (SLOTS - 1)] = ++count;
      }
    }
    shortest = least;
  }

  /// A sieve for folded texts.
  ///
  /// @return null when one of the texts is too short, or has no four plain characters in a row, or
  ///   there are too many
  public static @Nullable Sieve of(List<byte[]> texts) {
    List<byte[]> runs = new ArrayList<>();
    int longest = STEPS[0];
    for (byte[] text : texts) {
      byte[] run = longestRun(text);
      runs.add(run);
      longest = Math.min(longest, run.length + 1 - GRAM);
    }
    for (int step : STEPS) {
      if (step <= longest && !texts.isEmpty() && texts.size() * step <= MOST_GRAMS) {
        return new Sieve(runs, step);
      }
    }
    return null;
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
    return (gram * SPREAD) >>> SHIFT;
  }

  /// Whether any of the texts might stand in the value.
  ///
  /// @param escaped whether the value may have JSON's escapes
  public boolean mayHold(byte[] bytes, int offset, int length, boolean escaped) {
    int end = offset + length;
    boolean met =
        length >= shortest
            && switch (step) {
              case 8 -> isMetByEights(bytes, offset, end);
              case 6 -> isMetBySixes(bytes, offset, end);
              case 3 -> isMetByThrees(bytes, offset, end);
              default -> isMet(bytes, offset, end);
            };
    return met || isUncertain(bytes, offset, end, escaped);
  }

  private boolean isMetByEights(byte[] bytes, int offset, int end) {
    byte[] known = marks;
    for (int at = offset; at < end - (GRAM - 1); at += 8) {
      int lower = (int) INT.get(bytes, at) | LOWER;
      if (known[hash(lower)] != 0 && stands(lower, bytes, at, offset, end)) {
        return true;
      }
    }
    return false;
  }

  private boolean isMetBySixes(byte[] bytes, int offset, int end) {
    byte[] known = marks;
    for (int at = offset; at < end - (GRAM - 1); at += 6) {
      int lower = (int) INT.get(bytes, at) | LOWER;
      if (known[hash(lower)] != 0 && stands(lower, bytes, at, offset, end)) {
        return true;
      }
    }
    return false;
  }

  private boolean isMetByThrees(byte[] bytes, int offset, int end) {
    byte[] known = marks;
    for (int at = offset; at < end - (GRAM - 1); at += 3) {
      int lower = (int) INT.get(bytes, at) | LOWER;
      if (known[hash(lower)] != 0 && stands(lower, bytes, at, offset, end)) {
        return true;
      }
    }
    return false;
  }

  private boolean isMet(byte[] bytes, int offset, int end) {
    byte[] known = marks;
    for (int at = offset; at < end - (GRAM - 1); at++) {
      int lower = (int) INT.get(bytes, at) | LOWER;
      if (known[hash(lower)] != 0 && stands(lower, bytes, at, offset, end)) {
        return true;
      }
    }
    return false;
  }

  /// Whether the value may hold a character that becomes an ASCII letter, or an escape by number.
  private boolean isUncertain(byte[] bytes, int offset, int end, boolean escaped) {
    return (isBeyondAscii(bytes, offset, end)
            && (hasPair(LONG_S, bytes, offset, end) || hasPair(KELVIN, bytes, offset, end)))
        || (escaped
            && hasPair(NUMBERED, bytes, offset, end)
            && hasNumberedEscape(bytes, offset, end));
  }

  private static boolean isBeyondAscii(byte[] bytes, int offset, int end) {
    long any = 0;
    int words = offset + ((end - offset) & -8);
    for (int at = offset; at < words; at += 8) {
      any |= (long) LONG.get(bytes, at);
    }
    for (int at = words; at < end; at++) {
      any |= bytes[at];
    }
    return (any & HIGH_BITS) != 0;
  }

  /// Whether two bytes may stand beside each other; now and then it is wrong to say yes. The loop
  /// is so plain that the compiler takes eight words at a time.
  private static boolean hasPair(int pair, byte[] bytes, int offset, int end) {
    long first = LOW_BITS * (pair >>> 8);
    long second = LOW_BITS * (pair & 0xff);
    long found = 0;
    int words = offset + ((end - offset - 1) & -8);
    for (int at = offset; at < words; at += 8) {
      long left = (long) LONG.get(bytes, at) ^ first;
      long right = (long) LONG.get(bytes, at + 1) ^ second;
      found |= (left - LOW_BITS) & ~left & (right - LOW_BITS) & ~right;
    }
    for (int at = Math.max(offset, words); at < end - 1; at++) {
      boolean here = (bytes[at] & 0xff) == pair >>> 8 && (bytes[at + 1] & 0xff) == (pair & 0xff);
      found |= here ? HIGH_BITS : 0;
    }
    return (found & HIGH_BITS) != 0;
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
