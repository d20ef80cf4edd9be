// SPDX-License-Identifier: Apache-2.0
package dev.shirube.match;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Runs a program over bytes. Which instructions can be next, as a set, is a state; states and the
/// ways between them are worked out when first met and kept, so that most bytes cost one look into
/// a table. When the table has grown to its bound it is emptied; when that happens too often to
/// pay, the next thousands of bytes are run without keeping anything, twice as many each time.
///
/// A set is kept as bits, so that rows of instructions which only hand on to their neighbours, as
/// counts make them, move on 64 at once.
///
/// Only whether there is a match is told, so the first way to one ends the run. One step is one
/// byte; where a way has to be worked out, each word of bits and each instruction that is looked at
/// alone. A run takes at most {@link RegexProgram#cost()} steps for a character and one for each
/// further byte of it. For one thread at a time.
final class RegexAutomaton {
  /// Most numbers (4 bytes each) that states and ways may take.
  static final int MAX_NUMBERS = 1 << 17;

  // Ways: positive is the place of the next state's row in the table.
  private static final int UNKNOWN = 0;
  private static final int MATCH = -1;
  private static final int DEAD = -2;
  private static final int THRASHING = -3;
  // What stands before or behind a place.
  private static final int BEGIN = 0;
  private static final int NEWLINE = 1;
  private static final int WORD = 2;
  private static final int PLAIN = 3;
  private static final int END = 4;
  private static final int NO_CLASS = -1;
  private static final RegexNode.Kind[] KINDS = RegexNode.Kind.values();
  private static final int BYTES_THAT_PAY_FOR_A_STATE = 10;
  private static final int LEAST_WITHOUT_KEEPING = 1 << 10;
  private static final int MOST_WITHOUT_KEEPING = 1 << 16;
  private static final int STATE_OVERHEAD = 16;

  private final RegexProgram program;
  private final CharacterClasses classes;
  private final char[] byteClasses;
  private final byte[] kinds;
  private final int width;
  private final Map<State, State> states = new HashMap<>();
  private @Nullable State[] rows = new State[4];
  private int[] table;
  private int count;
  private int numbers;
  private int emptied;
  private boolean thrashing;
  private State reached;
  private final State first;
  private long bytesSinceEmptied;
  private int bytesWithoutKeeping = LEAST_WITHOUT_KEEPING;
  private long steps;
  private final int words;
  private final int[] stack;
  // What a step starts from with all that is reached from there; what it leads to.
  private final long[] open;
  private final long[] upcoming;
  // By class of characters the instructions that take it, worked out when first asked for; none
  // when that would be too much.
  private final long[] @Nullable [] takers;

  /// A set of instructions that can be next, and what else matters.
  private static final class State {
    // As bits; what is reached through a split or a place is left out.
    final long[] set;
    // What stands before the place.
    final int before;
    // The bytes of the next character read so far, see CharacterClasses.
    final int node;
    final int hash;
    int row;

    State(long[] set, int before, int node) {
      this.set = set;
      this.before = before;
      this.node = node;
      hash = (Arrays.hashCode(set) * 31 + before) * 31 + node;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof State state
          && state.hash == hash
          && state.before == before
          && state.node == node
          && Arrays.equals(state.set, set);
    }

    @Override
    public int hashCode() {
      return hash;
    }
  }

  RegexAutomaton(RegexProgram program) {
    this.program = program;
    classes = program.classes();
    byteClasses = classes.ofBytes();
    kinds = kinds(program);
    width = classes.byteCount() + 1;
    table = new int[4 * width];
    words = program.words();
    stack = new int[program.size() + 1];
    open = new long[words];
    upcoming = new long[words];
    takers = new long[program.keepsTakers() ? classes.count() : 0][];
    long[] start = new long[words];
    start[program.start() >> 6] |= 1L << program.start();
    first = new State(start, program.seesBegin() ? BEGIN : PLAIN, 0);
    reached = first;
    // Row 0 stays empty, as 0 says that a way is unknown.
    count = 1;
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

  /// Steps of all runs so far.
  long steps() {
    return steps;
  }

  /// Numbers that states and ways take now.
  int numbers() {
    return numbers;
  }

  /// How often the table was emptied.
  int emptied() {
    return emptied;
  }

  /// Whether there is a match anywhere in some bytes, which must be well-formed, see {@link
  /// CharacterClasses}.
  boolean matches(byte[] bytes, int from, int to) {
    int at = from;
    reached = first;
    int row = row(first);
    while (true) {
      at = row == THRASHING ? simulate(bytes, at, to) : run(bytes, at, to, row);
      if (at < 0) {
        return at == MATCH;
      }
      row = thrashing ? THRASHING : row(reached);
      thrashing = false;
    }
  }

  /// Runs by the table from some byte on, in a state of a row.
  ///
  /// @return MATCH or DEAD; or, where keeping states does not pay, the index of the byte to go on
  ///   with, from {@link #reached}
  private int run(byte[] bytes, int from, int to, int firstRow) {
    int row = firstRow;
    int[] ways = table;
    char[] columns = byteClasses;
    for (int at = from; at < to; at++) {
      int way = ways[row + columns[bytes[at] & 0xff]];
      if (way <= UNKNOWN) {
        if (way == UNKNOWN) {
          bytesSinceEmptied += at - from;
          way = extend(row, columns[bytes[at] & 0xff]);
          bytesSinceEmptied -= at - from;
          ways = table;
        }
        if (way < UNKNOWN) {
          count(at + 1 - from);
          return way == THRASHING ? passed(at + 1) : way;
        }
      }
      row = way;
    }
    int way = ways[row + width - 1];
    count(to - from + 1);
    return way == UNKNOWN ? extend(row, width - 1) : way;
  }

  private int passed(int at) {
    thrashing = true;
    return at;
  }

  private void count(int bytes) {
    steps += bytes;
    bytesSinceEmptied += bytes;
  }

  /// Works out a way of a state.
  ///
  /// @param column class of the byte, or the last column for the end of the text
  private int extend(int row, int column) {
    State state = Objects.requireNonNull(rows[row / width]);
    long before = steps;
    int way = way(state, column);
    // The byte itself is counted by the caller.
    steps = Math.max(before, steps - 1);
    if (way != UNKNOWN) {
      table[row + column] = way;
      return way;
    }
    int known = emptied;
    way = row(reached);
    // Once the table was emptied the row is another state's.
    if (emptied == known) {
      table[row + column] = way;
    }
    return way;
  }

  /// MATCH, DEAD, or UNKNOWN when the state is {@link #reached}.
  private int way(State state, int column) {
    if (column == width - 1) {
      return step(state.set, state.before, NO_CLASS) ? MATCH : DEAD;
    }
    int then = classes.next(state.node, column);
    if (then > 0) {
      reached = new State(state.set, state.before, then);
      return UNKNOWN;
    }
    if (step(state.set, state.before, ~then)) {
      return MATCH;
    }
    reached = new State(upcoming.clone(), kinds[~then], 0);
    return leadsNowhere() ? DEAD : UNKNOWN;
  }

  /// The row of a state, which is kept from now on if it was not; or THRASHING.
  private int row(State state) {
    State known = states.get(state);
    if (known != null) {
      return known.row;
    }
    int size = width + 2 * words + STATE_OVERHEAD;
    if (numbers + size > MAX_NUMBERS) {
      boolean pays = bytesSinceEmptied >= (long) BYTES_THAT_PAY_FOR_A_STATE * count;
      empty();
      bytesWithoutKeeping =
          pays ? LEAST_WITHOUT_KEEPING : Math.min(2 * bytesWithoutKeeping, MOST_WITHOUT_KEEPING);
      if (!pays || size > MAX_NUMBERS) {
        return THRASHING;
      }
    }
    if (count == rows.length) {
      rows = Arrays.copyOf(rows, count * 2);
      table = Arrays.copyOf(table, count * 2 * width);
    }
    state.row = count * width;
    rows[count++] = state;
    numbers += size;
    states.put(state, state);
    return state.row;
  }

  private void empty() {
    states.clear();
    Arrays.fill(table, 0, count * width, UNKNOWN);
    Arrays.fill(rows, null);
    count = 1;
    numbers = 0;
    emptied++;
    bytesSinceEmptied = 0;
  }

  /// Goes on from {@link #reached} without keeping states, for a while: a set that has grown as far
  /// as it can is worth keeping again.
  ///
  /// @return MATCH or DEAD; or the index of the byte to go on with, from {@link #reached}
  private int simulate(byte[] bytes, int from, int to) {
    long[] set = reached.set.clone();
    int before = reached.before;
    int node = reached.node;
    int end = from + Math.min(to - from, bytesWithoutKeeping);
    int at = from;
    for (; at < end || (node > 0 && at < to); at++) {
      int then = classes.next(node, byteClasses[bytes[at] & 0xff]);
      if (then > 0) {
        node = then;
        steps++;
        continue;
      }
      boolean matched = step(set, before, ~then);
      if (matched || leadsNowhere()) {
        return matched ? MATCH : DEAD;
      }
      System.arraycopy(upcoming, 0, set, 0, words);
      before = kinds[~then];
      node = 0;
    }
    if (at < to) {
      reached = new State(set, before, node);
      return at;
    }
    return step(set, before, NO_CLASS) ? MATCH : DEAD;
  }

  /// Takes one character, or the end of the text. The instructions that can be next are {@link
  /// #upcoming} then.
  ///
  /// @return whether there is a match
  private boolean step(long[] set, int before, int characterClass) {
    int after = characterClass == NO_CLASS ? END : kinds[characterClass];
    if (opens(set, before, after)) {
      return true;
    }
    Arrays.fill(upcoming, 0);
    return characterClass != NO_CLASS && takes(characterClass);
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
    steps += words;
    while (depth > 0) {
      int at = stack[--depth];
      steps++;
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
        steps++;
      }
    }
    return false;
  }

  private long[] takers(int characterClass) {
    if (takers.length == 0) {
      steps += program.size();
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

  private boolean leadsNowhere() {
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
