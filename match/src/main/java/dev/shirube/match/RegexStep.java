// SPDX-License-Identifier: Apache-2.0
package dev.shirube.match;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Takes one character after another through a program: from the instructions that can be next to
/// those that can be after it. Sets of instructions are bits; those that only hand on to their
/// neighbours move on 64 at once. For one thread at a time.
final class RegexStep {
  // What stands before or behind a place.
  static final int BEGIN = 0;
  static final int NEWLINE = 1;
  static final int WORD = 2;
  static final int PLAIN = 3;
  static final int END = 4;

  /// Stands for a class of characters where the text ends.
  static final int END_OF_TEXT = -1;

  private static final RegexNode.Kind[] KINDS = RegexNode.Kind.values();

  private final RegexProgram program;
  private final byte[] kinds;
  private final int words;
  private final int[] stack;
  // What a step starts from with all that is reached from there; what it leads to.
  private final long[] open;
  private final long[] upcoming;
  // By class of characters the instructions that take it, worked out when first asked for; none
  // when that would be too much.
  private final long[] @Nullable [] takers;
  private int taken;

  RegexStep(RegexProgram program) {
    this.program = program;
    kinds = kinds(program);
    words = program.words();
    stack = new int[program.size() + 1];
    open = new long[words];
    upcoming = new long[words];
    takers = new long[program.keepsTakers() ? program.classes().count() : 0][];
  }

  private static byte[] kinds(RegexProgram program) {
    byte[] kinds = new byte[program.classes().count()];
    for (int index = 0; index < kinds.length; index++) {
      int sample = program.classes().sample(index);
      boolean newline = program.seesLines() && sample == '\n';
      boolean word = program.seesWords() && CodePoints.WORD.contains(sample);
      kinds[index] = (byte) (newline ? NEWLINE : word ? WORD : PLAIN);
    }
    return kinds;
  }

  /// What stands before a place behind a character of a class.
  int kind(int characterClass) {
    return kinds[characterClass];
  }

  /// The instructions that a search begins with.
  long[] start() {
    long[] start = new long[words];
    start[program.start() >> 6] |= 1L << program.start();
    return start;
  }

  /// The instructions that can be next after the last step; overwritten by the next one.
  long[] upcoming() {
    return upcoming;
  }

  /// How much the last step took, see {@link RegexProgram#cost()}.
  int taken() {
    return taken;
  }

  /// Takes one character, or the end of the text.
  ///
  /// @param set the instructions that can be next
  /// @param before what stands before the place
  /// @return whether there is a match
  boolean take(long[] set, int before, int characterClass) {
    taken = 0;
    int after = characterClass == END_OF_TEXT ? END : kinds[characterClass];
    if (opens(set, before, after)) {
      return true;
    }
    Arrays.fill(upcoming, 0);
    return characterClass != END_OF_TEXT && takes(characterClass);
  }

  /// Follows splits and places, so that {@link #open} is all that is reached from a set.
  ///
  /// @return whether the match is
  private boolean opens(long[] set, int before, int after) {
    long[] inner = program.inner();
    int depth = 0;
    for (int word = 0; word < words; word++) {
      open[word] = set[word];
      for (long rest = set[word] & inner[word]; rest != 0; rest &= rest - 1) {
        stack[depth++] = (word << 6) + Long.numberOfTrailingZeros(rest);
      }
    }
    taken += words;
    while (depth > 0) {
      int at = stack[--depth];
      taken++;
      switch (program.code(at)) {
        case RegexProgram.SPLIT -> depth = push(program.other(at), push(program.next(at), depth));
        case RegexProgram.PLACE -> {
          if (holds(program.what(at), before, after)) {
            depth = push(program.next(at), depth);
          }
        }
        default -> {
          return true;
        }
      }
    }
    return false;
  }

  private int push(int at, int depth) {
    long bit = 1L << at;
    if ((open[at >> 6] & bit) != 0) {
      return depth;
    }
    open[at >> 6] |= bit;
    if (program.code(at) == RegexProgram.ONE) {
      return depth;
    }
    stack[depth] = at;
    return depth + 1;
  }

  /// Moves every open instruction on that takes a character.
  ///
  /// @return whether one of them leads to the match
  private boolean takes(int characterClass) {
    long[] able = takers(characterClass);
    long[] chained = program.chained();
    long[] last = program.last();
    for (int word = 0; word < words; word++) {
      long taking = open[word] & able[word];
      if ((taking & last[word]) != 0) {
        return true;
      }
      long moved = taking & chained[word];
      upcoming[word] |= moved >>> 1;
      if ((moved & 1) != 0) {
        upcoming[word - 1] |= Long.MIN_VALUE;
      }
      for (long rest = taking & ~chained[word]; rest != 0; rest &= rest - 1) {
        int then = program.next((word << 6) + Long.numberOfTrailingZeros(rest));
        upcoming[then >> 6] |= 1L << then;
        taken++;
      }
    }
    return false;
  }

  private long[] takers(int characterClass) {
    if (takers.length == 0) {
      taken += program.size();
      return takersOf(characterClass);
    }
    long[] known = takers[characterClass];
    if (known == null) {
      known = takersOf(characterClass);
      takers[characterClass] = known;
    }
    return known;
  }

  private long[] takersOf(int characterClass) {
    long[] able = new long[words];
    for (int at = 0; at < program.size(); at++) {
      boolean one = program.code(at) == RegexProgram.ONE;
      able[at >> 6] |= one && program.takes(at, characterClass) ? 1L << at : 0;
    }
    return able;
  }

  /// Whether nothing can be next.
  boolean leadsNowhere() {
    long any = 0;
    for (long word : upcoming) {
      any |= word;
    }
    return any == 0;
  }

  private static boolean holds(int place, int before, int after) {
    boolean edge = (before == WORD) != (after == WORD);
    return switch (KINDS[place]) {
      case TEXT_BEGIN -> before == BEGIN;
      case TEXT_END -> after == END;
      case LINE_BEGIN -> before == BEGIN || before == NEWLINE;
      case LINE_END -> after == END || after == NEWLINE;
      case WORD_EDGE -> edge;
      case NO_WORD_EDGE -> !edge;
    };
  }
}
