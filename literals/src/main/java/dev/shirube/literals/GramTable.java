// SPDX-License-Identifier: Apache-2.0
package dev.shirube.literals;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/// Texts that may stand anywhere in a value. Of each text four bytes in a row are chosen that few
/// others have; a table of marks tells for most places of a value that no text's four bytes stand
/// there, and only where it does not, texts are compared. Shorter texts have a table by their first
/// two bytes, single bytes one of their own.
final class GramTable {
  private static final int GRAM = 4;
  private static final int MARKS_A_HEAD = 4;
  // More would no longer stay near the processor.
  private static final int MOST_MARKS = 1 << 16;
  private static final int SPREAD = 0x9e37_79b1;
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

  private final byte[][] literals;
  private final int[] numbers;
  private final int[] offset;
  private final int[] gramOf;
  private final int[] next;
  // A byte for each hash costs a look less than a bit does.
  private final byte[] gramMarks;
  private final int[] gramHead;
  private final int gramShift;
  private final int headShift;
  private final long[] pairBits;
  private final int[] pairHead;
  private final int[] byteHead;

  GramTable(byte[][] literals, int[] numbers) {
    this.literals = literals;
    this.numbers = numbers;
    offset = new int[numbers.length];
    gramOf = new int[numbers.length];
    next = new int[numbers.length];
    int size = Math.max(64, Integer.highestOneBit(Math.max(1, numbers.length)) * 4);
    gramMarks = new byte[Math.min(MOST_MARKS, size * MARKS_A_HEAD)];
    gramHead = new int[size];
    gramShift = 32 - Integer.numberOfTrailingZeros(gramMarks.length);
    headShift = 32 - Integer.numberOfTrailingZeros(size);
    boolean pairs =
        Arrays.stream(numbers).anyMatch(it -> literals[it].length == 2 || literals[it].length == 3);
    boolean bytes = Arrays.stream(numbers).anyMatch(it -> literals[it].length == 1);
    pairBits = new long[pairs ? 1024 : 0];
    pairHead = new int[pairs ? 512 : 0];
    byteHead = new int[bytes ? 256 : 0];
    Map<Integer, Integer> shared = new HashMap<>();
    for (int number : numbers) {
      for (int at = 0; at + GRAM <= literals[number].length; at++) {
        shared.merge(gram(literals[number], at), 1, Integer::sum);
      }
    }
    for (int index = 0; index < numbers.length; index++) {
      enter(index, shared);
    }
  }

  private void enter(int index, Map<Integer, Integer> shared) {
    byte[] literal = literals[numbers[index]];
    if (literal.length >= GRAM) {
      offset[index] = rarest(literal, shared);
      gramOf[index] = gram(literal, offset[index]);
      gramMarks[(gramOf[index] * SPREAD) >>> gramShift] = 1;
      link(gramHead, (gramOf[index] * SPREAD) >>> headShift, index);
    } else if (literal.length >= 2) {
      int pair = pair(literal, 0);
      pairBits[pair >>> 6] |= 1L << pair;
      link(pairHead, pairSlot(pair), index);
    } else {
      link(byteHead, literal[0] & 0xff, index);
    }
  }

  private void link(int[] head, int slot, int index) {
    next[index] = head[slot];
    head[slot] = index + 1;
  }

  private static int rarest(byte[] literal, Map<Integer, Integer> shared) {
    int best = 0;
    long least = Long.MAX_VALUE;
    for (int at = 0; at + GRAM <= literal.length; at++) {
      long common = shared.getOrDefault(gram(literal, at), 0) * 1000L;
      for (int inside = at; inside < at + GRAM; inside++) {
        common += commonness(literal[inside]);
      }
      if (common < least) {
        least = common;
        best = at;
      }
    }
    return best;
  }

  /// How common a byte is in paths and command lines, roughly; no unit.
  static int commonness(byte value) {
    return switch (value) {
      case ' ', '\\', 'e', 's', 't', 'o', 'i', 'n' -> 90;
      case '.', 'a', 'r', 'c', 'd', 'l', 'm', 'p', 'w' -> 60;
      case '0', '1', '2', '3', '-', '/', ':', '"' -> 40;
      default -> value < 0 ? 10 : 25;
    };
  }

  private static int gram(byte[] bytes, int at) {
    return (int) INT.get(bytes, at);
  }

  private static int pair(byte[] bytes, int at) {
    return (bytes[at] & 0xff) | (bytes[at + 1] & 0xff) << 8;
  }

  private static int pairSlot(int pair) {
    return (pair * SPREAD) >>> 23;
  }

  void search(byte[] value, int length, LiteralHits hits) {
    if (numbers.length == 0) {
      return;
    }
    byte[] marks = gramMarks;
    int shift = gramShift;
    for (int at = 0; at <= length - GRAM; at++) {
      int spread = (int) INT.get(value, at) * SPREAD;
      if (marks[spread >>> shift] != 0) {
        compareGrams(spread, value, at, length, hits);
      }
    }
    if (pairBits.length > 0) {
      long[] bits = pairBits;
      for (int at = 0; at <= length - 2; at++) {
        int pair = pair(value, at);
        if ((bits[pair >>> 6] & 1L << pair) != 0) {
          compareAll(pairHead[pairSlot(pair)], value, at, length, hits);
        }
      }
    }
    if (byteHead.length > 0) {
      for (int at = 0; at < length; at++) {
        compareAll(byteHead[value[at] & 0xff], value, at, length, hits);
      }
    }
  }

  private void compareGrams(int spread, byte[] value, int at, int length, LiteralHits hits) {
    int gram = gram(value, at);
    for (int entry = gramHead[spread >>> headShift]; entry != 0; entry = next[entry - 1]) {
      if (gramOf[entry - 1] == gram) {
        compare(entry - 1, value, at, length, hits);
      }
    }
  }

  private void compareAll(int first, byte[] value, int at, int length, LiteralHits hits) {
    for (int entry = first; entry != 0; entry = next[entry - 1]) {
      compare(entry - 1, value, at, length, hits);
    }
  }

  private void compare(int entry, byte[] value, int at, int length, LiteralHits hits) {
    int number = numbers[entry];
    byte[] literal = literals[number];
    int from = at - offset[entry];
    if (from >= 0
        && from + literal.length <= length
        && !hits.has(number)
        && Arrays.equals(literal, 0, literal.length, value, from, from + literal.length)) {
      hits.add(number);
    }
  }

  long sizeBytes() {
    return 4L * (numbers.length * 4L + gramHead.length + pairHead.length + byteHead.length)
        + gramMarks.length
        + 8L * pairBits.length;
  }
}
