// SPDX-License-Identifier: Apache-2.0
package dev.shirube.literals;

import java.util.Arrays;

/// What a search found: each text once, in no order. For one thread; used again and again.
public final class LiteralHits {
  private int[] stamps = new int[0];
  private int[] found = new int[16];
  private int stamp;
  private int count;

  public LiteralHits() {}

  void begin(int literals) {
    if (stamps.length < literals) {
      stamps = new int[literals];
      stamp = 0;
    }
    if (++stamp == 0) {
      Arrays.fill(stamps, 0);
      stamp = 1;
    }
    count = 0;
  }

  boolean has(int literal) {
    return stamps[literal] == stamp;
  }

  void add(int literal) {
    if (stamps[literal] != stamp) {
      stamps[literal] = stamp;
      if (count == found.length) {
        found = Arrays.copyOf(found, count * 2);
      }
      found[count++] = literal;
    }
  }

  /// How many texts were found.
  public int count() {
    return count;
  }

  /// The number of a text found.
  ///
  /// @param index 0 to one less than {@link #count}
  public int literal(int index) {
    return found[index];
  }
}
