// SPDX-License-Identifier: Apache-2.0
package dev.shirube.proc;

import java.nio.charset.StandardCharsets;

/// A hash that is alike for contents that are alike: pieces of the content are hashed one by one,
/// and where a piece ends is decided by the seven bytes before (Kornblum, "Identifying almost
/// identical files using context triggered piecewise hashing", 2006). Its text is that of ssdeep:
/// block size, the pieces' signs, and the same with blocks twice as long.
final class FuzzyHash {
  private static final int LEVELS = 31;
  private static final int LEAST_BLOCK = 3;
  private static final int MOST_SIGNS = 64;
  private static final int WINDOW = 7;
  private static final int SEED = 0x27;
  private static final int PRIME = 0x01000193;
  private static final byte[] SIGNS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
          .getBytes(StandardCharsets.US_ASCII);

  /// The signs of one block size.
  private static final class Level {
    private final byte[] signs = new byte[MOST_SIGNS];
    private int count;
    private byte half;
    private int hash = SEED;
    private int halfHash = SEED;

    private void sign() {
      signs[count] = SIGNS[hash & 63];
      half = SIGNS[halfHash & 63];
      if (count < MOST_SIGNS - 1) {
        count++;
        hash = SEED;
        if (count < MOST_SIGNS / 2) {
          halfHash = SEED;
          half = 0;
        }
      }
    }
  }

  private final Level[] levels = new Level[LEVELS];
  private final byte[] window = new byte[WINDOW];
  private int first;
  private int end = 1;
  private int at;
  private int sum;
  private int weighted;
  private int shifted;
  private long total;

  FuzzyHash() {
    levels[0] = new Level();
  }

  private static long block(int level) {
    return (long) LEAST_BLOCK << level;
  }

  /// Takes the first so many bytes.
  void update(byte[] bytes, int length) {
    total += length;
    for (int index = 0; index < length; index++) {
      int value = bytes[index] & 0xff;
      roll(value);
      for (int level = first; level < end; level++) {
        Level each = levels[level];
        each.hash = each.hash * PRIME ^ value;
        each.halfHash = each.halfHash * PRIME ^ value;
      }
      long rolled = rolled();
      // Where a long block ends, all shorter ones end too.
      if (rolled % block(first) == block(first) - 1) {
        cut(rolled);
      }
    }
  }

  private void roll(int value) {
    weighted += WINDOW * value - sum;
    sum += value - (window[at] & 0xff);
    window[at] = (byte) value;
    at = at == WINDOW - 1 ? 0 : at + 1;
    shifted = shifted << 5 ^ value;
  }

  private long rolled() {
    return sum + weighted + shifted & 0xffff_ffffL;
  }

  private void cut(long rolled) {
    int level = first;
    while (level < end && rolled % block(level) == block(level) - 1) {
      Level each = levels[level];
      if (each.count == 0 && end < LEVELS && level == end - 1) {
        Level longer = new Level();
        longer.hash = each.hash;
        longer.halfHash = each.halfHash;
        levels[end++] = longer;
      }
      each.sign();
      level++;
    }
    while (end - first >= 2
        && block(first) * MOST_SIGNS < total
        && levels[first].count == MOST_SIGNS - 1
        && levels[first + 1].count >= MOST_SIGNS / 2) {
      first++;
    }
  }

  /// The hash of all bytes taken.
  String done() {
    int level = first;
    while (block(level) * MOST_SIGNS < total) {
      level++;
    }
    level = Math.min(level, end - 1);
    while (level > first && levels[level].count < MOST_SIGNS / 2) {
      level--;
    }
    boolean open = rolled() != 0;
    StringBuilder text = new StringBuilder(2 * MOST_SIGNS);
    text.append(block(level)).append(':');
    Level whole = levels[level];
    append(text, whole.signs, whole.count);
    if (open) {
      text.append((char) SIGNS[whole.hash & 63]);
    } else if (whole.signs[whole.count] != 0) {
      text.append((char) whole.signs[whole.count]);
    }
    text.append(':');
    if (level < end - 1) {
      Level longer = levels[level + 1];
      append(text, longer.signs, Math.min(longer.count, MOST_SIGNS / 2 - 1));
      if (open) {
        text.append((char) SIGNS[longer.halfHash & 63]);
      } else if (longer.half != 0) {
        text.append((char) longer.half);
      }
    } else if (open) {
      text.append((char) SIGNS[whole.hash & 63]);
    }
    return text.toString();
  }

  private static void append(StringBuilder text, byte[] signs, int count) {
    for (int index = 0; index < count; index++) {
      text.append((char) signs[index]);
    }
  }
}
