// SPDX-License-Identifier: Apache-2.0
package dev.shirube.detect;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The memory of all correlations, outside the heap: one slot of {@value #SLOT} bytes for each
/// group, and a cell of {@value MemberCells#CELL} bytes for each member of a group that has more
/// than one. A group's name is a keyed hash of 128 bits. Slots and cells are numbers from 1; 0 is
/// none.
///
/// A slot with one member holds it itself (*single*). Otherwise it holds when the group was
/// reported last and how much is in its cells, which are a ring in the order of time. For one
/// thread at a time.
final class GroupTable implements AutoCloseable {
  static final int SLOT = 56;
  static final long NEVER = Long.MIN_VALUE;

  /// Most groups that {@link #touch} takes.
  static final int MOST_AT_ONCE = 256;

  private static final int CHUNK_BITS = 13;
  private static final int CHUNK = 1 << CHUNK_BITS;
  private static final int NUMBER = 0xffffff;
  private static final int FIRST_INDEX = 1 << 10;

  final MemberCells cells = new MemberCells();
  private @Nullable Arena arena;
  private @Nullable Arena indexArena;
  private MemorySegment[] slots = new MemorySegment[0];
  private MemorySegment index = MemorySegment.NULL;
  private int mask = -1;
  private int slotEnd = 1;
  private int freeSlot;
  private int groups;
  private final int[] entries = new int[MOST_AT_ONCE];
  private long touched;

  /// How many groups there are.
  int groups() {
    return groups;
  }

  /// Bytes of memory taken.
  long bytes() {
    return (long) slots.length * CHUNK * SLOT + cells.bytes() + index.byteSize();
  }

  private MemorySegment slot(int slot) {
    return slots[slot >>> CHUNK_BITS];
  }

  private static long at(int slot, int offset) {
    return (long) (slot & CHUNK - 1) * SLOT + offset;
  }

  private long slotLong(int slot, int offset) {
    return slot(slot).get(JAVA_LONG, at(slot, offset));
  }

  private int slotInt(int slot, int offset) {
    return slot(slot).get(JAVA_INT, at(slot, offset));
  }

  // Groups.

  /// The slot of a group; 0 if there is none.
  int find(long first, long second) {
    if (mask < 0) {
      return 0;
    }
    int tag = (int) (first >>> 56) << 24;
    int place = (int) first & mask;
    int entry = index.getAtIndex(JAVA_INT, place);
    while (entry != 0) {
      int slot = entry & NUMBER;
      if ((entry & ~NUMBER) == tag && slotLong(slot, 0) == first && slotLong(slot, 8) == second) {
        return slot;
      }
      place = place + 1 & mask;
      entry = index.getAtIndex(JAVA_INT, place);
    }
    return 0;
  }

  /// Reads what {@link #find} will need of several groups, so that the memory answers all at once
  /// instead of one after the other.
  void touch(long[] first, int count) {
    if (mask < 0) {
      return;
    }
    for (int each = 0; each < count; each++) {
      entries[each] = index.getAtIndex(JAVA_INT, (int) first[each] & mask) & NUMBER;
    }
    for (int each = 0; each < count; each++) {
      touched += entries[each] == 0 ? 0 : slotLong(entries[each], 0);
    }
    // A ring is appended to between its newest and its oldest cell.
    for (int each = 0; each < count; each++) {
      entries[each] = entries[each] == 0 ? 0 : head(entries[each]);
      touched += entries[each];
    }
    for (int each = 0; each < count; each++) {
      entries[each] = entries[each] == 0 ? 0 : cells.before(entries[each]);
    }
    for (int each = 0; each < count; each++) {
      touched += entries[each] == 0 ? 0 : cells.after(entries[each]);
    }
  }

  /// What was read by {@link #touch}: says nothing, but keeps the reading from being left out.
  long touched() {
    return touched;
  }

  /// Makes an empty group that does not exist yet.
  int create(long first, long second) {
    if ((groups + 1L) * 4 > (mask + 1L) * 3) {
      grow();
    }
    int slot = freeSlot;
    if (slot == 0) {
      slot = slotEnd++;
      if (slot >>> CHUNK_BITS == slots.length) {
        slots = Arrays.copyOf(slots, slots.length + 1);
        slots[slots.length - 1] = arena().allocate((long) CHUNK * SLOT, 8);
      }
    } else {
      freeSlot = next(slot);
    }
    MemorySegment memory = slot(slot);
    memory.set(JAVA_LONG, at(slot, 0), first);
    memory.set(JAVA_LONG, at(slot, 8), second);
    memory.set(JAVA_LONG, at(slot, 16), NEVER);
    memory.set(JAVA_LONG, at(slot, 24), 0);
    memory.set(JAVA_LONG, at(slot, 32), 0);
    memory.set(JAVA_LONG, at(slot, 40), 0);
    memory.set(JAVA_LONG, at(slot, 48), 0);
    enter(slot, first);
    groups++;
    return slot;
  }

  private Arena arena() {
    Arena own = arena;
    if (own == null) {
      own = MemberCells.open();
      arena = own;
    }
    return own;
  }

  private void enter(int slot, long first) {
    int place = (int) first & mask;
    while (index.getAtIndex(JAVA_INT, place) != 0) {
      place = place + 1 & mask;
    }
    index.setAtIndex(JAVA_INT, place, (int) (first >>> 56) << 24 | slot);
  }

  private void grow() {
    int size = mask < 0 ? FIRST_INDEX : (mask + 1) * 2;
    Arena old = indexArena;
    MemorySegment before = index;
    Arena fresh = MemberCells.open();
    index = fresh.allocate(size * 4L, 8);
    indexArena = fresh;
    int count = mask + 1;
    mask = size - 1;
    for (int place = 0; place < count; place++) {
      int slot = before.getAtIndex(JAVA_INT, place) & NUMBER;
      if (slot != 0) {
        enter(slot, slotLong(slot, 0));
      }
    }
    if (old != null) {
      old.close();
    }
  }

  /// Removes a group whose members are gone.
  void remove(int slot) {
    int place = (int) slotLong(slot, 0) & mask;
    while ((index.getAtIndex(JAVA_INT, place) & NUMBER) != slot) {
      place = place + 1 & mask;
    }
    // What stands behind the gap moves up unless it stands where it belongs.
    int gap = place;
    int ahead = place + 1 & mask;
    int entry = index.getAtIndex(JAVA_INT, ahead);
    while (entry != 0) {
      int home = (int) slotLong(entry & NUMBER, 0) & mask;
      if ((ahead - home & mask) >= (ahead - gap & mask)) {
        index.setAtIndex(JAVA_INT, gap, entry);
        gap = ahead;
      }
      ahead = ahead + 1 & mask;
      entry = index.getAtIndex(JAVA_INT, ahead);
    }
    index.setAtIndex(JAVA_INT, gap, 0);
    setNext(slot, freeSlot);
    freeSlot = slot;
    groups--;
  }

  /// First half of a group's name.
  long first(int slot) {
    return slotLong(slot, 0);
  }

  /// Second half of a group's name.
  long second(int slot) {
    return slotLong(slot, 8);
  }

  /// The group behind it in the list it stands in.
  int next(int slot) {
    return slotInt(slot, 48);
  }

  void setNext(int slot, int next) {
    slot(slot).set(JAVA_INT, at(slot, 48), next);
  }

  boolean isSingle(int slot) {
    return slotInt(slot, 52) == 1;
  }

  /// Time of the member of a single group.
  long singleTime(int slot) {
    return slotLong(slot, 16);
  }

  /// What is kept of the member of a single group.
  int singleHandle(int slot) {
    return slotInt(slot, 40);
  }

  /// Puts the one member into an empty group.
  void setSingle(int slot, MemberCells.Member member) {
    MemorySegment memory = slot(slot);
    memory.set(JAVA_LONG, at(slot, 16), member.time);
    memory.set(JAVA_LONG, at(slot, 24), member.idHigh);
    memory.set(JAVA_LONG, at(slot, 32), member.idLow);
    memory.set(JAVA_INT, at(slot, 40), member.handle);
    memory.set(JAVA_INT, at(slot, 44), (int) member.value);
    memory.set(JAVA_INT, at(slot, 52), 1);
  }

  /// Takes the one member out of a single group, which is empty then.
  void takeSingle(int slot, MemberCells.Member to) {
    MemorySegment memory = slot(slot);
    to.time = memory.get(JAVA_LONG, at(slot, 16));
    to.idHigh = memory.get(JAVA_LONG, at(slot, 24));
    to.idLow = memory.get(JAVA_LONG, at(slot, 32));
    to.handle = memory.get(JAVA_INT, at(slot, 40));
    to.value = memory.get(JAVA_INT, at(slot, 44));
    to.continued = false;
    memory.set(JAVA_LONG, at(slot, 16), NEVER);
    memory.set(JAVA_LONG, at(slot, 24), 0);
    memory.set(JAVA_LONG, at(slot, 32), 0);
    memory.set(JAVA_LONG, at(slot, 40), 0);
    memory.set(JAVA_INT, at(slot, 52), 0);
  }

  /// When it was reported last; {@link #NEVER} if it never was. Not for single groups.
  long reported(int slot) {
    return slotLong(slot, 16);
  }

  void setReported(int slot, long nanos) {
    slot(slot).set(JAVA_LONG, at(slot, 16), nanos);
  }

  /// How many events are behind its matches.
  long events(int slot) {
    return slotLong(slot, 24);
  }

  void addEvents(int slot, long more) {
    slot(slot).set(JAVA_LONG, at(slot, 24), events(slot) + more);
  }

  /// How many matches it has.
  int signs(int slot) {
    return slotInt(slot, 32);
  }

  /// How many values its matches have together: its cells.
  int values(int slot) {
    return slotInt(slot, 36);
  }

  private void count(int slot, int by, boolean continued) {
    MemorySegment memory = slot(slot);
    memory.set(JAVA_INT, at(slot, 32), signs(slot) + (continued ? 0 : by));
    memory.set(JAVA_INT, at(slot, 36), values(slot) + by);
  }

  // Members in cells.

  /// The oldest cell of a group; 0 if it has none.
  int head(int slot) {
    return isSingle(slot) ? 0 : slotInt(slot, 44);
  }

  /// The newest cell of a group; 0 if it has none.
  int tail(int slot) {
    int head = head(slot);
    return head == 0 ? 0 : cells.before(head);
  }

  /// The greatest time in any cell of a group.
  long newest(int slot) {
    int head = head(slot);
    long newest = cells.time(head);
    for (int cell = cells.after(head); cell != head; cell = cells.after(cell)) {
      newest = Math.max(newest, cells.time(cell));
    }
    return newest;
  }

  /// Adds a member behind the newest.
  void append(int slot, MemberCells.Member member) {
    int head = cells.append(head(slot), member);
    slot(slot).set(JAVA_INT, at(slot, 44), head);
    count(slot, 1, member.continued);
  }

  /// Drops the oldest member.
  void dropHead(int slot) {
    int head = head(slot);
    count(slot, -1, cells.isContinued(head));
    slot(slot).set(JAVA_INT, at(slot, 44), cells.drop(head));
  }

  /// Takes one member after the other; the object is used again.
  interface Visitor {
    void visit(MemberCells.Member member);
  }

  /// Every cell of a group, oldest first; the one member of a single group.
  void members(int slot, Visitor visitor) {
    MemberCells.Member each = new MemberCells.Member();
    if (isSingle(slot)) {
      takeSingle(slot, each);
      setSingle(slot, each);
      visitor.visit(each);
      return;
    }
    int head = head(slot);
    int cell = head;
    while (cell != 0) {
      cells.read(cell, each);
      visitor.visit(each);
      int after = cells.after(cell);
      cell = after == head ? 0 : after;
    }
  }

  /// Forgets everything and gives the memory back.
  @Override
  public void close() {
    if (arena != null) {
      arena.close();
      arena = null;
    }
    if (indexArena != null) {
      indexArena.close();
      indexArena = null;
    }
    slots = new MemorySegment[0];
    cells.close();
    index = MemorySegment.NULL;
    mask = -1;
    slotEnd = 1;
    freeSlot = 0;
    groups = 0;
  }
}
