// SPDX-License-Identifier: Apache-2.0
package dev.shirube.match;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An expression as instructions (Thompson's construction), with counts written out. Where two ways
/// are open both are followed. Instruction 0 is the match; a search begins at {@link #start()} and
/// may begin anew at every character.
///
/// Characters are dealt with by class: those that no instruction tells apart share one.
final class RegexProgram {
  /// Instruction codes.
  static final byte MATCH = 0;

  /// One character of a set, then on.
  static final byte ONE = 1;

  /// Both ways at once.
  static final byte SPLIT = 2;

  /// On if the place is of a kind.
  static final byte PLACE = 3;

  private static final int MAX_INSTRUCTIONS = 1 << 18;
  private static final int MAX_MEMBERSHIP_BITS = 1 << 24;
  private static final int MAX_TAKER_WORDS = 1 << 15;

  private final Map<CodePoints, Integer> sets = new HashMap<>();
  private final List<CodePoints> setList = new ArrayList<>();
  private byte[] code = new byte[16];
  private int[] what = new int[16];
  private int[] next = new int[16];
  private int[] other = new int[16];
  private int size;
  private final int start;
  private int places;
  private CharacterClasses classes = CharacterClasses.of(List.of());
  private long[][] members = {};
  // As bits by instruction.
  private long[] inner = {};
  private long[] chained = {};
  private long[] last = {};
  private int cost;

  private RegexProgram(RegexNode node) {
    emit(MATCH, 0, -1);
    int begin = compile(node, 0);
    if (isTied(node)) {
      start = begin;
    } else {
      // A match may begin later: skip any character and try again.
      start = split(begin, -1);
      int skip = emit(ONE, set(CodePoints.ALL), start);
      other[start] = skip;
    }
  }

  /// The program of an expression; null when it would become too large.
  static @Nullable RegexProgram of(RegexNode node) {
    RegexProgram program = new RegexProgram(node);
    if (program.size > MAX_INSTRUCTIONS || !program.classify()) {
      return null;
    }
    program.sort();
    return program;
  }

  /// Sorts the instructions by what a step has to do for them.
  private void sort() {
    inner = new long[words()];
    chained = new long[words()];
    last = new long[words()];
    cost = words() + (keepsTakers() ? 0 : size);
    for (int at = 0; at < size; at++) {
      boolean one = code[at] == ONE;
      boolean chain = one && next[at] == at - 1 && at > 1;
      boolean end = one && next[at] == 0;
      (chain ? chained : end ? last : inner)[at >> 6] |= chain || end || !one ? 1L << at : 0;
      cost += chain ? 0 : 1;
    }
  }

  /// Whether every match begins where the text begins.
  private static boolean isTied(RegexNode node) {
    return switch (node) {
      case RegexNode.Place place -> place.kind() == RegexNode.Kind.TEXT_BEGIN;
      case RegexNode.Sequence parts -> !parts.parts().isEmpty() && isTied(parts.parts().getFirst());
      case RegexNode.Choice choice -> choice.options().stream().allMatch(RegexProgram::isTied);
      case RegexNode.Repeat repeat -> repeat.least() > 0 && isTied(repeat.part());
      case RegexNode.One _ -> false;
    };
  }

  private int emit(byte instruction, int argument, int then) {
    if (size > MAX_INSTRUCTIONS) {
      return 0;
    }
    if (size == code.length) {
      code = Arrays.copyOf(code, size * 2);
      what = Arrays.copyOf(what, size * 2);
      next = Arrays.copyOf(next, size * 2);
      other = Arrays.copyOf(other, size * 2);
    }
    code[size] = instruction;
    what[size] = argument;
    next[size] = then;
    other[size] = -1;
    return size++;
  }

  private int split(int one, int another) {
    int at = emit(SPLIT, 0, one);
    other[at] = another;
    return at;
  }

  private int set(CodePoints set) {
    return sets.computeIfAbsent(
        set,
        key -> {
          setList.add(key);
          return setList.size() - 1;
        });
  }

  /// Appends a node.
  ///
  /// @param then the instruction that follows it
  /// @return its first instruction
  private int compile(RegexNode node, int then) {
    return switch (node) {
      case RegexNode.One one -> emit(ONE, set(one.set()), then);
      case RegexNode.Place place -> {
        places |= 1 << place.kind().ordinal();
        yield emit(PLACE, place.kind().ordinal(), then);
      }
      case RegexNode.Sequence sequence -> {
        int at = then;
        for (RegexNode part : sequence.parts().reversed()) {
          at = compile(part, at);
        }
        yield at;
      }
      case RegexNode.Choice choice -> {
        int at = compile(choice.options().getLast(), then);
        for (RegexNode option : choice.options().reversed().subList(1, choice.options().size())) {
          at = split(compile(option, then), at);
        }
        yield at;
      }
      case RegexNode.Repeat repeat -> repeat(repeat, then);
    };
  }

  private int repeat(RegexNode.Repeat repeat, int then) {
    int at = then;
    int copies = repeat.least();
    if (repeat.most() < 0) {
      int loop = split(-1, then);
      int body = compile(repeat.part(), loop);
      next[loop] = body;
      at = copies == 0 ? loop : body;
      copies = Math.max(0, copies - 1);
    } else {
      for (int copy = repeat.least(); copy < repeat.most() && size <= MAX_INSTRUCTIONS; copy++) {
        at = split(compile(repeat.part(), at), then);
      }
    }
    for (; copies > 0 && size <= MAX_INSTRUCTIONS; copies--) {
      at = compile(repeat.part(), at);
    }
    return at;
  }

  private boolean classify() {
    List<CodePoints> told = new ArrayList<>(setList);
    if (seesLines()) {
      told.add(CodePoints.NEWLINE);
    }
    if (seesWords()) {
      told.add(CodePoints.WORD);
    }
    classes = CharacterClasses.of(told);
    int words = (classes.count() + 63) / 64;
    if ((long) words * 64 * setList.size() > MAX_MEMBERSHIP_BITS) {
      return false;
    }
    members = new long[setList.size()][words];
    for (int index = 0; index < members.length; index++) {
      for (int one = 0; one < classes.count(); one++) {
        boolean in = setList.get(index).contains(classes.sample(one));
        members[index][one >> 6] |= in ? 1L << one : 0;
      }
    }
    return true;
  }

  private boolean sees(RegexNode.Kind one, RegexNode.Kind another) {
    return (places & (1 << one.ordinal() | 1 << another.ordinal())) != 0;
  }

  /// Whether it matters where lines begin and end.
  boolean seesLines() {
    return sees(RegexNode.Kind.LINE_BEGIN, RegexNode.Kind.LINE_END);
  }

  /// Whether it matters what is a word.
  boolean seesWords() {
    return sees(RegexNode.Kind.WORD_EDGE, RegexNode.Kind.NO_WORD_EDGE);
  }

  /// Whether it matters where the text begins.
  boolean seesBegin() {
    return sees(RegexNode.Kind.TEXT_BEGIN, RegexNode.Kind.LINE_BEGIN);
  }

  CharacterClasses classes() {
    return classes;
  }

  /// How many words of 64 bits hold one for each instruction.
  int words() {
    return (size + 63) / 64;
  }

  /// Whether there is room to keep for each class of characters which instructions take it;
  /// otherwise each step asks every instruction.
  boolean keepsTakers() {
    return (long) words() * classes.count() <= MAX_TAKER_WORDS;
  }

  /// The instructions that take no character, as bits.
  long[] inner() {
    return inner;
  }

  /// The instructions that take a character and are followed by the one before them, as bits: all
  /// that such a row of them needs is a shift.
  long[] chained() {
    return chained;
  }

  /// The instructions that take a character and are followed by the match, as bits.
  long[] last() {
    return last;
  }

  /// Steps that a character may take at most: one for each word of bits and for each instruction
  /// that is looked at alone.
  int cost() {
    return cost;
  }

  /// How many instructions.
  int size() {
    return size;
  }

  int start() {
    return start;
  }

  byte code(int at) {
    return code[at];
  }

  /// The kind of place of a PLACE, as its ordinal.
  int what(int at) {
    return what[at];
  }

  int next(int at) {
    return next[at];
  }

  int other(int at) {
    return other[at];
  }

  /// Whether a ONE takes a class of characters.
  boolean takes(int at, int characterClass) {
    return (members[what[at]][characterClass >> 6] >>> characterClass & 1) != 0;
  }
}
