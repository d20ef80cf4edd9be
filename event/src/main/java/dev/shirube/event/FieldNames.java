// SPDX-License-Identifier: Apache-2.0
package dev.shirube.event;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The names that sources give their fields, each as a small number. Batches share one; a scan
/// starts a new one when it {@link #isFull()}, so that hostile names cannot fill the memory.
///
/// One thread at a time gives new names numbers. Any thread may meanwhile look names up, and ask
/// for the names of the numbers it was handed: none of that waits for another thread.
public final class FieldNames {
  /// The number of the empty name: an entry that only normalizing made.
  public static final int NONE = 0;

  private static final int SOFT_LIMIT = 1 << 18;
  private static final int FIRST = 256;

  // A name is whole before its number stands in the table.
  private static final VarHandle TABLE = MethodHandles.arrayElementVarHandle(int[].class);

  private volatile Known known = new Known(FIRST);
  private volatile int size;

  /// What is known, with room for some more. Replaced as a whole when it is full.
  private static final class Known {
    final byte[][] spelled;
    final @Nullable String[] text;
    final long[] hashes;
    final int[] table;

    Known(int names) {
      this(new byte[names][], new @Nullable String[names], new long[names]);
    }

    private Known(byte[][] spelled, @Nullable String[] text, long[] hashes) {
      this.spelled = spelled;
      this.text = text;
      this.hashes = hashes;
      table = new int[spelled.length * 2];
    }

    /// The same with twice the room.
    Known larger() {
      int names = spelled.length;
      Known larger =
          new Known(
              Arrays.copyOf(spelled, names * 2),
              Arrays.copyOf(text, names * 2),
              Arrays.copyOf(hashes, names * 2));
      int mask = larger.table.length - 1;
      for (int id = 0; id < names; id++) {
        int slot = (int) hashes[id] & mask;
        while (larger.table[slot] != 0) {
          slot = (slot + 1) & mask;
        }
        larger.table[slot] = id + 1;
      }
      return larger;
    }

    /// What the table says of a name: its number plus 1, or the complement of the free place where
    /// it belongs.
    int look(byte[] bytes, int offset, int length, long hash) {
      int mask = table.length - 1;
      int slot = (int) hash & mask;
      int found = (int) TABLE.getAcquire(table, slot);
      while (found != 0) {
        int id = found - 1;
        if (hashes[id] == hash
            && spelled[id].length == length
            && Arrays.equals(spelled[id], 0, length, bytes, offset, offset + length)) {
          return found;
        }
        slot = (slot + 1) & mask;
        found = (int) TABLE.getAcquire(table, slot);
      }
      return ~slot;
    }
  }

  public FieldNames() {
    intern("");
  }

  /// How many names are known; numbers run from 0 to one less.
  public int size() {
    return size;
  }

  /// Whether a new dictionary should be begun before the next batch.
  public boolean isFull() {
    return size >= SOFT_LIMIT;
  }

  /// The number of a name, giving it one if it is new.
  public int intern(String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    return intern(bytes, 0, bytes.length);
  }

  /// The number of a name given in UTF-8, giving it one if it is new.
  public int intern(byte[] bytes, int offset, int length) {
    long hash = Digests.Quick.of(bytes, offset, length, 0);
    Known current = known;
    int found = current.look(bytes, offset, length, hash);
    return found > 0
        ? found - 1
        : add(current, Arrays.copyOfRange(bytes, offset, offset + length), hash);
  }

  private int add(Known before, byte[] name, long hash) {
    int id = size;
    Known current = before;
    if (id == current.spelled.length) {
      current = current.larger();
      known = current;
    }
    current.hashes[id] = hash;
    current.spelled[id] = name;
    TABLE.setRelease(current.table, ~current.look(name, 0, name.length, hash), id + 1);
    size = id + 1;
    return id;
  }

  /// The number of a name, or -1 if no event has used it yet.
  public int find(String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    int found = known.look(bytes, 0, bytes.length, Digests.Quick.of(bytes, 0, bytes.length, 0));
    return Math.max(found, 0) - 1;
  }

  /// The name of a number.
  public String text(int id) {
    Known current = known;
    String made = current.text[id];
    if (made == null) {
      made = new String(current.spelled[id], StandardCharsets.UTF_8);
      // Should two threads come here at once, they make the same text.
      current.text[id] = made;
    }
    return made;
  }

  /// The number of a name of another dictionary, giving it one if it is new here.
  int intern(FieldNames from, int id) {
    if (from == this || id == NONE) {
      return id;
    }
    byte[] spelled = from.spelling(id);
    return intern(spelled, 0, spelled.length);
  }

  /// What the names of one dictionary are in another, remembered, for who copies many events. For
  /// the thread that gives names of the other numbers.
  static final class Translation {
    private final FieldNames from;
    private final FieldNames to;
    private int[] known = {};

    private Translation(FieldNames from, FieldNames to) {
      this.from = from;
      this.to = to;
    }

    /// The last translation if it is the right one, else a new one.
    @SuppressWarnings("ReferenceEquality")
    static Translation of(@Nullable Translation last, FieldNames from, FieldNames to) {
      if (last == null || last.from != from || last.to != to) {
        return new Translation(from, to);
      }
      return last;
    }

    @SuppressWarnings("ReferenceEquality")
    int name(int id) {
      if (from == to || id == NONE) {
        return id;
      }
      if (id >= known.length) {
        known = Arrays.copyOf(known, Math.max(id + 1, FIRST + known.length * 2));
      }
      if (known[id] == 0) {
        known[id] = to.intern(from, id) + 1;
      }
      return known[id] - 1;
    }
  }

  /// The name of a number in UTF-8, as it came. Not to be written to.
  public byte[] spelling(int id) {
    return known.spelled[id];
  }

  /// The same for the same name in every dictionary of this process.
  long hash(int id) {
    return known.hashes[id];
  }
}
