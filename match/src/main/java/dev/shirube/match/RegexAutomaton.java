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
  private static final int BYTES_THAT_PAY_FOR_A_STATE = 10;
  private static final int LEAST_WITHOUT_KEEPING = 1 << 10;
  private static final int MOST_WITHOUT_KEEPING = 1 << 16;
  private static final int STATE_OVERHEAD = 16;

  private final CharacterClasses classes;
  private final char[] byteClasses;
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
  private final RegexStep stepper;

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
    classes = program.classes();
    byteClasses = classes.ofBytes();
    width = classes.byteCount() + 1;
    table = new int[4 * width];
    stepper = new RegexStep(program);
    first = new State(stepper.start(), program.seesBegin() ? RegexStep.BEGIN : RegexStep.PLAIN, 0);
    reached = first;
    // Row 0 stays empty, as 0 says that a way is unknown.
    count = 1;
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
      return step(state.set, state.before, RegexStep.END_OF_TEXT) ? MATCH : DEAD;
    }
    int then = classes.next(state.node, column);
    if (then > 0) {
      reached = new State(state.set, state.before, then);
      return UNKNOWN;
    }
    if (step(state.set, state.before, ~then)) {
      return MATCH;
    }
    reached = new State(stepper.upcoming().clone(), stepper.kind(~then), 0);
    return stepper.leadsNowhere() ? DEAD : UNKNOWN;
  }

  /// The row of a state, which is kept from now on if it was not; or THRASHING.
  private int row(State state) {
    State known = states.get(state);
    if (known != null) {
      return known.row;
    }
    int size = width + 2 * state.set.length + STATE_OVERHEAD;
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
      if (matched || stepper.leadsNowhere()) {
        return matched ? MATCH : DEAD;
      }
      System.arraycopy(stepper.upcoming(), 0, set, 0, set.length);
      before = stepper.kind(~then);
      node = 0;
    }
    if (at < to) {
      reached = new State(set, before, node);
      return at;
    }
    return step(set, before, RegexStep.END_OF_TEXT) ? MATCH : DEAD;
  }

  private boolean step(long[] set, int before, int character) {
    boolean matched = stepper.take(set, before, character);
    steps += stepper.taken();
    return matched;
  }
}
