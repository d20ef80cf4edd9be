// SPDX-License-Identifier: Apache-2.0
package dev.shirube.match;

import java.util.Arrays;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/// A set of Unicode code points, surrogates included. Immutable. Properties and case follow the
/// Unicode version of the running Java.
final class CodePoints {
  private static final int MAX = Character.MAX_CODE_POINT;
  // No letter above these planes has a case.
  private static final int MAX_CASED = 0x1ffff;
  // Two letters for each number that Java gives a category, from 0; 17 is not given.
  private static final String CATEGORIES =
      "CnLuLlLtLmLoMnMeMcNdNlNoZsZlZpCcCf--CoCsPdPsPePcPoSmScSkSoPiPf";

  static final CodePoints NONE = new CodePoints(new int[0]);
  static final CodePoints ALL = of(0, MAX);
  static final CodePoints NEWLINE = of('\n', '\n');
  static final CodePoints DIGIT = of('0', '9');
  static final CodePoints WORD = of('0', '9', 'A', 'Z', '_', '_', 'a', 'z');
  static final CodePoints SPACE = of('\t', '\r', ' ', ' ');
  static final CodePoints VERTICAL = of('\n', '\r', 0x85, 0x85, 0x2028, 0x2029);
  static final CodePoints HORIZONTAL =
      of(
          '\t', '\t', ' ', ' ', 0xa0, 0xa0, 0x1680, 0x1680, 0x180e, 0x180e, 0x2000, 0x200a, 0x202f,
          0x202f, 0x205f, 0x205f, 0x3000, 0x3000);

  // First and last of each range, ascending, no two ranges touch.
  private final int[] bounds;

  private CodePoints(int[] bounds) {
    this.bounds = bounds;
  }

  /// The set of some ranges, each as its first and last.
  static CodePoints of(int... bounds) {
    Builder builder = new Builder();
    for (int index = 0; index < bounds.length; index += 2) {
      builder.add(bounds[index], bounds[index + 1]);
    }
    return builder.build();
  }

  /// The set of a POSIX class such as alpha; null when there is none of that name.
  static @Nullable CodePoints posix(String name) {
    return switch (name) {
      case "alnum" -> of('0', '9', 'A', 'Z', 'a', 'z');
      case "alpha" -> of('A', 'Z', 'a', 'z');
      case "ascii" -> of(0, 127);
      case "blank" -> of('\t', '\t', ' ', ' ');
      case "cntrl" -> of(0, 31, 127, 127);
      case "digit" -> DIGIT;
      case "graph" -> of('!', '~');
      case "lower" -> of('a', 'z');
      case "print" -> of(' ', '~');
      case "punct" -> of('!', '/', ':', '@', '[', '`', '{', '~');
      case "space" -> SPACE;
      case "upper" -> of('A', 'Z');
      case "word" -> WORD;
      case "xdigit" -> of('0', '9', 'A', 'F', 'a', 'f');
      default -> null;
    };
  }

  /// The set of a Unicode category (L, Lu), a script (Greek) or Any; null when there is none of
  /// that name.
  static @Nullable CodePoints property(String name) {
    if (name.equals("Any")) {
      return ALL;
    }
    long wanted = categories(name);
    if (wanted != 0) {
      return select(Runs.CATEGORY, type -> (wanted >>> type & 1) != 0);
    }
    int script = script(name);
    return script < 0 ? null : select(Runs.SCRIPT, other -> other == script);
  }

  private static long categories(String name) {
    long wanted = 0;
    boolean named = !name.isEmpty() && name.length() <= 2 && name.charAt(0) != '-';
    // Unassigned code points (0) are in no category here, not even in C.
    for (int type = 1; named && type * 2 < CATEGORIES.length(); type++) {
      wanted |= CATEGORIES.startsWith(name, type * 2) ? 1L << type : 0;
    }
    return wanted;
  }

  private static CodePoints select(int[] runs, IntPredicate wanted) {
    Builder builder = new Builder();
    for (int index = 0; index < runs.length; index += 2) {
      if (wanted.test(runs[index + 1])) {
        builder.add(runs[index], index + 2 < runs.length ? runs[index + 2] - 1 : MAX);
      }
    }
    return builder.build();
  }

  private static int script(String name) {
    for (Character.UnicodeScript script : Character.UnicodeScript.values()) {
      boolean known = script != Character.UnicodeScript.UNKNOWN;
      if (known && titled(script.name()).equals(name)) {
        return script.ordinal();
      }
    }
    return -1;
  }

  private static String titled(String name) {
    if (name.equals("SIGNWRITING")) {
      return "SignWriting";
    }
    StringBuilder out = new StringBuilder(name);
    for (int index = 1; index < name.length(); index++) {
      if (name.charAt(index - 1) != '_') {
        out.setCharAt(index, Character.toLowerCase(name.charAt(index)));
      }
    }
    return out.toString();
  }

  /// First and last code point of each range, ascending; no two ranges touch. Not to be written to.
  int[] bounds() {
    return bounds;
  }

  /// How many ranges.
  int ranges() {
    return bounds.length / 2;
  }

  boolean contains(int point) {
    int at = Arrays.binarySearch(bounds, point);
    return at >= 0 || (at & 1) == 0;
  }

  /// Every code point that is not in this set.
  CodePoints negate() {
    Builder builder = new Builder();
    int from = 0;
    for (int index = 0; index < bounds.length; index += 2) {
      builder.add(from, bounds[index] - 1);
      from = bounds[index + 1] + 1;
    }
    builder.add(from, MAX);
    return builder.build();
  }

  /// This set and every code point that equals one of it without case, see {@link Fold}.
  CodePoints fold() {
    Builder builder = new Builder();
    builder.addAll(this);
    for (int index = 0; index < bounds.length; index += 2) {
      int at = Arrays.binarySearch(Orbits.POINTS, bounds[index]);
      at = at < 0 ? ~at : at;
      for (; at < Orbits.POINTS.length && Orbits.POINTS[at] <= bounds[index + 1]; at++) {
        for (int other : Orbits.MEMBERS[at]) {
          builder.add(other, other);
        }
      }
    }
    return builder.build();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof CodePoints set && Arrays.equals(set.bounds, bounds);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bounds);
  }

  /// Collects ranges in any order.
  static final class Builder {
    private long[] ranges = new long[8];
    private int count;

    /// Adds a range; an empty one, whose last is below its first, adds nothing.
    void add(int first, int last) {
      if (first <= last) {
        if (count == ranges.length) {
          ranges = Arrays.copyOf(ranges, count * 2);
        }
        ranges[count++] = (long) first << 32 | last;
      }
    }

    void addAll(CodePoints set) {
      for (int index = 0; index < set.bounds.length; index += 2) {
        add(set.bounds[index], set.bounds[index + 1]);
      }
    }

    CodePoints build() {
      Arrays.sort(ranges, 0, count);
      int[] bounds = new int[count * 2];
      int length = 0;
      for (int index = 0; index < count; index++) {
        int first = (int) (ranges[index] >>> 32);
        int last = (int) ranges[index];
        if (length > 0 && first <= bounds[length - 1] + 1) {
          bounds[length - 1] = Math.max(bounds[length - 1], last);
        } else {
          bounds[length++] = first;
          bounds[length++] = last;
        }
      }
      return new CodePoints(Arrays.copyOf(bounds, length));
    }
  }

  /// All code points that equal another without case, and for each those that it equals.
  private static final class Orbits {
    static final int[] POINTS;
    static final int[][] MEMBERS;

    static {
      TreeMap<Integer, int[]> orbits = new TreeMap<>();
      for (int point = 0; point <= MAX_CASED; point++) {
        int folded = Fold.fold(point);
        if (folded != point) {
          int[] known = orbits.getOrDefault(folded, new int[] {folded});
          int[] more = Arrays.copyOf(known, known.length + 1);
          more[known.length] = point;
          orbits.put(folded, more);
        }
      }
      TreeMap<Integer, int[]> each = new TreeMap<>();
      for (int[] orbit : orbits.values()) {
        for (int point : orbit) {
          each.put(point, orbit);
        }
      }
      POINTS = each.keySet().stream().mapToInt(Integer::intValue).toArray();
      MEMBERS = each.values().toArray(int[][]::new);
    }
  }

  /// Where category and script change: pairs of a first code point and what holds from there.
  private static final class Runs {
    static final int[] CATEGORY = runs(Character::getType);
    static final int[] SCRIPT = runs(point -> Character.UnicodeScript.of(point).ordinal());

    private static int[] runs(IntUnaryOperator kind) {
      int[] runs = new int[1 << 10];
      int length = 0;
      for (int point = 0; point <= MAX; point++) {
        int now = kind.applyAsInt(point);
        if (length == 0 || runs[length - 1] != now) {
          if (length == runs.length) {
            runs = Arrays.copyOf(runs, length * 2);
          }
          runs[length++] = point;
          runs[length++] = now;
        }
      }
      return Arrays.copyOf(runs, length);
    }
  }
}
