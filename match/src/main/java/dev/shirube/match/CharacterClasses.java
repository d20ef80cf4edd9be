// SPDX-License-Identifier: Apache-2.0
package dev.shirube.match;

import java.nio.IntBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Sorts characters into classes while reading them byte by byte in UTF-8: characters that lie in
/// the same of some given sets share a class. A node stands for the bytes of a character read so
/// far, node 0 for none; bytes that lead the same way from every node share a byte class.
///
/// The bytes must be well-formed; surrogates in the same three bytes as any character of their
/// range are allowed.
final class CharacterClasses {
  private static final int HOLE = Integer.MIN_VALUE;

  // First code points of segments and the class of each.
  private final int[] firsts;
  private final int[] kinds;
  private final int[] samples;
  private final int[] root = new int[256];
  private final List<int[]> nodes = new ArrayList<>();
  private final Map<IntBuffer, Integer> known = new HashMap<>();
  private final char[] byteClasses = new char[256];
  private final int[] byteSamples;

  private CharacterClasses(int[] firsts, int[] kinds) {
    this.firsts = firsts;
    this.kinds = kinds;
    int count = Arrays.stream(kinds).max().orElse(0) + 1;
    samples = new int[count];
    for (int index = kinds.length - 1; index >= 0; index--) {
      samples[kinds[index]] = firsts[index];
    }
    for (int lead = 0; lead < 256; lead++) {
      root[lead] = lead < 0x80 ? ~kindAt(lead) : lead < 0xc2 ? HOLE : begin(lead);
    }
    fill(root);
    byteSamples = byteClasses();
    known.clear();
  }

  static CharacterClasses of(List<CodePoints> sets) {
    int[] firsts =
        sets.stream()
            .map(CodePoints::bounds)
            .flatMapToInt(bounds ->
                IntStream.range(0, bounds.length).map(index -> bounds[index] + (index & 1)))
            .filter(point -> point > 0 && point <= Character.MAX_CODE_POINT)
            .sorted()
            .distinct()
            .toArray();
    int[] all = new int[firsts.length + 1];
    System.arraycopy(firsts, 0, all, 1, firsts.length);
    int[] kinds = new int[all.length];
    int fresh = 1;
    for (CodePoints set : sets) {
      fresh = refine(all, kinds, set, fresh);
    }
    return new CharacterClasses(all, dense(kinds));
  }

  /// Gives the segments within a set classes of their own.
  ///
  /// @param from the first number not in use
  /// @return the first number not in use afterwards
  private static int refine(int[] firsts, int[] kinds, CodePoints set, int from) {
    int fresh = from;
    Map<Integer, Integer> renamed = new HashMap<>();
    int[] bounds = set.bounds();
    for (int range = 0; range < bounds.length; range += 2) {
      int at = Arrays.binarySearch(firsts, bounds[range]);
      for (; at < firsts.length && firsts[at] <= bounds[range + 1]; at++) {
        Integer now = renamed.get(kinds[at]);
        if (now == null) {
          now = fresh++;
          renamed.put(kinds[at], now);
        }
        kinds[at] = now;
      }
    }
    return fresh;
  }

  private static int[] dense(int[] kinds) {
    Map<Integer, Integer> numbers = new HashMap<>();
    int[] dense = new int[kinds.length];
    for (int index = 0; index < kinds.length; index++) {
      Integer number = numbers.get(kinds[index]);
      if (number == null) {
        number = numbers.size();
        numbers.put(kinds[index], number);
      }
      dense[index] = number;
    }
    return dense;
  }

  private int segment(int point) {
    int at = Arrays.binarySearch(firsts, point);
    return at < 0 ? ~at - 1 : at;
  }

  private int kindAt(int point) {
    return kinds[segment(point)];
  }

  private int begin(int lead) {
    if (lead < 0xe0) {
      return node(1, (lead & 0x1f) << 6, 0x80, 0x7ff);
    }
    return lead < 0xf0
        ? node(2, (lead & 0xf) << 12, 0x800, 0xffff)
        : lead < 0xf5 ? node(3, (lead & 7) << 18, 0x10000, Character.MAX_CODE_POINT) : HOLE;
  }

  /// What the characters from `base` on lead to, as far as they lie between `least` and `most`.
  ///
  /// @param left how many bytes are still to come
  /// @return a node, or the complement of a class when no byte is left, or a hole
  private int node(int left, int base, int least, int most) {
    int span = 1 << (6 * left);
    int from = Math.max(base, least);
    int to = Math.min(base + span - 1, most);
    if (from > to) {
      return HOLE;
    }
    if (left == 0) {
      return ~kindAt(base);
    }
    int[] children = new int[64];
    int segment = segment(from);
    if (segment + 1 >= firsts.length || firsts[segment + 1] > to) {
      // All of one class: one child stands for all.
      int first = from - (from - base) % (span / 64);
      Arrays.fill(children, node(left - 1, first, least, most));
    } else {
      for (int index = 0; index < 64; index++) {
        children[index] = node(left - 1, base + index * (span / 64), least, most);
      }
      fill(children);
    }
    return known.computeIfAbsent(
        IntBuffer.wrap(children),
        key -> {
          nodes.add(children);
          return nodes.size();
        });
  }

  /// Gives bytes that never occur the way of a neighbor, so that they make no difference.
  private static void fill(int[] ways) {
    for (int index = ways.length - 2; index >= 0; index--) {
      ways[index] = ways[index] == HOLE ? ways[index + 1] : ways[index];
    }
    for (int index = 1; index < ways.length; index++) {
      ways[index] = ways[index] == HOLE ? ways[index - 1] : ways[index];
    }
  }

  private int[] byteClasses() {
    Map<IntBuffer, Integer> columns = new HashMap<>();
    List<Integer> firstOfClass = new ArrayList<>();
    for (int index = 0; index < 256; index++) {
      boolean inner = index >= 0x80 && index < 0xc0;
      int[] column = new int[inner ? nodes.size() + 1 : 1];
      column[0] = inner ? HOLE : root[index];
      for (int node = 1; node < column.length; node++) {
        column[node] = nodes.get(node - 1)[index & 63];
      }
      int number = columns.getOrDefault(IntBuffer.wrap(column), columns.size());
      if (number == columns.size()) {
        columns.put(IntBuffer.wrap(column), number);
        firstOfClass.add(index);
      }
      byteClasses[index] = (char) number;
    }
    return firstOfClass.stream().mapToInt(Integer::intValue).toArray();
  }

  /// How many classes of characters.
  int count() {
    return samples.length;
  }

  /// A code point of a class.
  int sample(int characterClass) {
    return samples[characterClass];
  }

  /// How many classes of bytes.
  int byteCount() {
    return byteSamples.length;
  }

  /// The class of each byte. Not to be written to.
  char[] ofBytes() {
    return byteClasses;
  }

  /// Where a byte of a class leads from a node: to another node, or, as the complement of its
  /// number, to the class of the character that is now complete.
  int next(int node, int byteClass) {
    int sample = byteSamples[byteClass];
    return node == 0 ? root[sample] : nodes.get(node - 1)[sample & 63];
  }
}
