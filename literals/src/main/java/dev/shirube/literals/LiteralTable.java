// SPDX-License-Identifier: Apache-2.0
package dev.shirube.literals;

import java.util.Arrays;

/// Texts that are a value's whole, its beginning, or its end, found by a hash that is carried on
/// from one length of text to the next.
final class LiteralTable {
  private static final long STEP = 0x9e37_79b9_7f4a_7c15L;

  private final byte[][] literals;
  private final boolean backward;
  private final int[] lengths;
  private final int[] head;
  private final int[] next;
  private final int[] numbers;
  private final long[] hashes;

  /// @param backward whether the texts are read from their end
  LiteralTable(byte[][] literals, int[] numbers, boolean backward) {
    this.literals = literals;
    this.numbers = numbers;
    this.backward = backward;
    lengths =
        Arrays.stream(numbers).map(each -> literals[each].length).distinct().sorted().toArray();
    head = new int[numbers.length == 0 ? 1 : Integer.highestOneBit(numbers.length) * 4];
    next = new int[numbers.length];
    hashes = new long[numbers.length];
    for (int index = 0; index < numbers.length; index++) {
      byte[] literal = literals[numbers[index]];
      long hash = 0;
      for (int at = 0; at < literal.length; at++) {
        hash = step(hash, literal[backward ? literal.length - 1 - at : at]);
      }
      hashes[index] = hash;
      int slot = slot(hash);
      next[index] = head[slot];
      head[slot] = index + 1;
    }
  }

  private static long step(long hash, byte value) {
    return (hash + (value & 0xff) + 1) * STEP;
  }

  private int slot(long hash) {
    return (int) (hash >>> 33) & (head.length - 1);
  }

  /// Finds the texts that are the whole value.
  void whole(byte[] value, int length, LiteralHits hits) {
    if (lengths.length == 0 || Arrays.binarySearch(lengths, length) < 0) {
      return;
    }
    long hash = 0;
    for (int at = 0; at < length; at++) {
      hash = step(hash, value[at]);
    }
    probe(hash, value, 0, length, hits);
  }

  /// Finds the texts that the value begins or ends with.
  void affixes(byte[] value, int length, LiteralHits hits) {
    long hash = 0;
    int done = 0;
    for (int wanted : lengths) {
      if (wanted > length) {
        return;
      }
      while (done < wanted) {
        hash = step(hash, value[backward ? length - 1 - done : done]);
        done++;
      }
      probe(hash, value, backward ? length - wanted : 0, wanted, hits);
    }
  }

  private void probe(long hash, byte[] value, int from, int length, LiteralHits hits) {
    for (int at = head[slot(hash)]; at != 0; at = next[at - 1]) {
      if (hashes[at - 1] == hash) {
        byte[] literal = literals[numbers[at - 1]];
        if (Arrays.equals(literal, 0, literal.length, value, from, from + length)) {
          hits.add(numbers[at - 1]);
        }
      }
    }
  }

  long sizeBytes() {
    return 4L * (lengths.length + head.length + next.length + 3L * numbers.length);
  }
}
