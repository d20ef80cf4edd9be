// SPDX-License-Identifier: Apache-2.0
package dev.shirube.detect;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The members of groups that have several, outside the heap: cells of {@value #CELL} bytes, each
/// group's a ring in the order of time. Cells are numbers from 1; 0 is none.
final class MemberCells implements AutoCloseable {
  static final int CELL = 48;

  private static final int CHUNK_BITS = 13;
  private static final int CHUNK = 1 << CHUNK_BITS;

  private @Nullable Arena arena;
  private MemorySegment[] chunks = new MemorySegment[0];
  private int end = 1;
  private int free;

  /// One member of a group, carried in and out.
  static final class Member {
    long time;
    long idHigh;
    long idLow;

    /// What it adds to the number judged, as {@link Amounts} spells it.
    long value;

    /// What is kept of it in {@link Keepsakes}; 0 for nothing.
    int handle;

    /// Whether it is a further value of the match before it.
    boolean continued;

    /// One that is not used again.
    Member copy() {
      Member copy = new Member();
      copy.time = time;
      copy.idHigh = idHigh;
      copy.idLow = idLow;
      copy.value = value;
      copy.handle = handle;
      copy.continued = continued;
      return copy;
    }
  }

  /// Bytes of memory taken.
  long bytes() {
    return (long) chunks.length * CHUNK * CELL;
  }

  private MemorySegment chunk(int cell) {
    return chunks[cell >>> CHUNK_BITS];
  }

  private static long at(int cell, int offset) {
    return (long) (cell & CHUNK - 1) * CELL + offset;
  }

  private int intAt(int cell, int offset) {
    return chunk(cell).get(JAVA_INT, at(cell, offset));
  }

  private void setInt(int cell, int offset, int value) {
    chunk(cell).set(JAVA_INT, at(cell, offset), value);
  }

  long time(int cell) {
    return chunk(cell).get(JAVA_LONG, at(cell, 0));
  }

  long value(int cell) {
    return chunk(cell).get(JAVA_LONG, at(cell, 24));
  }

  int handle(int cell) {
    return intAt(cell, 32);
  }

  void setHandle(int cell, int handle) {
    setInt(cell, 32, handle);
  }

  /// The cell after one; after the newest comes the oldest.
  int after(int cell) {
    return intAt(cell, 36);
  }

  /// The cell before one; before the oldest comes the newest.
  int before(int cell) {
    return intAt(cell, 40);
  }

  boolean isContinued(int cell) {
    return intAt(cell, 44) == 1;
  }

  /// Reads a cell.
  void read(int cell, Member to) {
    MemorySegment memory = chunk(cell);
    to.time = memory.get(JAVA_LONG, at(cell, 0));
    to.idHigh = memory.get(JAVA_LONG, at(cell, 8));
    to.idLow = memory.get(JAVA_LONG, at(cell, 16));
    to.value = memory.get(JAVA_LONG, at(cell, 24));
    to.handle = handle(cell);
    to.continued = isContinued(cell);
  }

  /// Adds a member behind the newest of a ring.
  ///
  /// @param head the oldest cell of the ring; 0 for a new ring
  /// @return the oldest cell of the ring
  int append(int head, Member member) {
    int cell = fresh();
    MemorySegment memory = chunk(cell);
    memory.set(JAVA_LONG, at(cell, 0), member.time);
    memory.set(JAVA_LONG, at(cell, 8), member.idHigh);
    memory.set(JAVA_LONG, at(cell, 16), member.idLow);
    memory.set(JAVA_LONG, at(cell, 24), member.value);
    setInt(cell, 32, member.handle);
    setInt(cell, 44, member.continued ? 1 : 0);
    int first = head == 0 ? cell : head;
    int last = head == 0 ? cell : before(head);
    setInt(cell, 36, first);
    setInt(cell, 40, last);
    setInt(last, 36, cell);
    setInt(first, 40, cell);
    return first;
  }

  private int fresh() {
    int cell = free;
    if (cell != 0) {
      free = after(cell);
      return cell;
    }
    cell = end++;
    if (cell >>> CHUNK_BITS == chunks.length) {
      Arena own = arena == null ? open() : arena;
      arena = own;
      chunks = Arrays.copyOf(chunks, chunks.length + 1);
      chunks[chunks.length - 1] = own.allocate((long) CHUNK * CELL, 8);
    }
    return cell;
  }

  /// Memory that lives until its owner closes it.
  @SuppressWarnings("MustBeClosedChecker") // Its owner does, in a close() of its own.
  static Arena open() {
    return Arena.ofShared();
  }

  /// Drops the oldest cell of a ring.
  ///
  /// @return the oldest then; 0 if none is left
  int drop(int head) {
    int after = after(head);
    int last = before(head);
    setInt(after, 40, last);
    setInt(last, 36, after);
    setInt(head, 36, free);
    free = head;
    return after == head ? 0 : after;
  }

  /// Forgets everything and gives the memory back.
  @Override
  public void close() {
    if (arena != null) {
      arena.close();
      arena = null;
    }
    chunks = new MemorySegment[0];
    end = 1;
    free = 0;
  }
}
