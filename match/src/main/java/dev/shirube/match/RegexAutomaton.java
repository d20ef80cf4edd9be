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
/// pay, the next thousand bytes are run without keeping anything.
///
/// Only whether there is a match is told, so the first way to one ends the run. One step is one
/// byte, or each instruction visited where a way has to be worked out; a run takes at most {@link
/// RegexProgram#size()} steps for a character and one for each further byte of it. For one thread
/// at a time.
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
  private static final int BYTES_WITHOUT_KEEPING = 1 << 10;
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
  private long steps;
  private final int[] stack;
  private final int[] seen;
  private final long[] upcoming;
  private int round;

  /// A set of instructions that can be next, and what else matters.
  private static final class State {
    // In ascending order; what is reached through a split or a place is left out.
    final int[] set;
    // What stands before the place.
    final int before;
    // The bytes of the next character read so far, see CharacterClasses.
    final int node;
    final int hash;
    int row;

    State(int[] set, int before, int node) {
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
    stack = new int[program.size() + 1];
    seen = new int[program.size()];
    upcoming = new long[(program.size() + 63) / 64];
    first = new State(new int[] {program.start()}, program.seesBegin() ? BEGIN : PLAIN, 0);
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
      return step(state, NO_CLASS) == null ? MATCH : DEAD;
    }
    int then = classes.next(state.node, column);
    if (then > 0) {
      reached = new State(state.set, state.before, then);
      return UNKNOWN;
    }
    int @Nullable [] set = step(state, ~then);
    if (set == null) {
      return MATCH;
    }
    reached = new State(set, kinds[~then], 0);
    return set.length == 0 ? DEAD : UNKNOWN;
  }

  /// The row of a state, which is kept from now on if it was not; or THRASHING.
  private int row(State state) {
    State known = states.get(state);
    if (known != null) {
      return known.row;
    }
    int size = width + state.set.length + STATE_OVERHEAD;
    if (numbers + size > MAX_NUMBERS) {
      boolean pays = bytesSinceEmptied >= (long) BYTES_THAT_PAY_FOR_A_STATE * count;
      empty();
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
    State state = reached;
    int node = state.node;
    int end = from + Math.min(to - from, BYTES_WITHOUT_KEEPING);
    int at = from;
    for (; at < end || (node > 0 && at < to); at++) {
      int then = classes.next(node, byteClasses[bytes[at] & 0xff]);
      if (then > 0) {
        node = then;
        steps++;
        continue;
      }
      int @Nullable [] set = step(state, ~then);
      if (set == null || set.length == 0) {
        return set == null ? MATCH : DEAD;
      }
      state = new State(set, kinds[~then], 0);
      node = 0;
    }
    reached = state;
    if (at < to) {
      return at;
    }
    return step(state, NO_CLASS) == null ? MATCH : DEAD;
  }

  /// Takes one character, or the end of the text.
  ///
  /// @return the instructions that can be next; null when there is a match
  private int @Nullable [] step(State state, int characterClass) {
    int after = characterClass == NO_CLASS ? END : kinds[characterClass];
    nextRound();
    int depth = 0;
    for (int at : state.set) {
      depth = push(at, depth);
    }
    boolean matched = false;
    while (depth > 0 && !matched) {
      int at = stack[--depth];
      steps++;
      switch (program.code(at)) {
        case RegexProgram.SPLIT -> depth = push(program.other(at), push(program.next(at), depth));
        case RegexProgram.PLACE -> {
          if (holds(program.what(at), state.before, after)) {
            depth = push(program.next(at), depth);
          }
        }
        case RegexProgram.ONE -> {
          if (characterClass != NO_CLASS && program.takes(at, characterClass)) {
            int then = program.next(at);
            matched = program.code(then) == RegexProgram.MATCH;
            upcoming[then >> 6] |= 1L << then;
          }
        }
        default -> matched = true;
      }
    }
    int[] set = takeUpcoming();
    return matched ? null : set;
  }

  private void nextRound() {
    round++;
    if (round == 0) {
      Arrays.fill(seen, 0);
      round = 1;
    }
  }

  private int push(int at, int depth) {
    if (seen[at] == round) {
      return depth;
    }
    seen[at] = round;
    stack[depth] = at;
    return depth + 1;
  }

  private int[] takeUpcoming() {
    int length = 0;
    for (long word : upcoming) {
      length += Long.bitCount(word);
    }
    int[] set = new int[length];
    int filled = 0;
    for (int index = 0; filled < length; index++) {
      for (long word = upcoming[index]; word != 0; word &= word - 1) {
        set[filled++] = index * 64 + Long.numberOfTrailingZeros(word);
      }
    }
    Arrays.fill(upcoming, 0);
    return set;
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
