// SPDX-License-Identifier: Apache-2.0
package dev.shirube.event;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The names that sources give their fields, each as a small number. Batches share one; a scan
/// starts a new one when it {@link #isFull()}, so that hostile names cannot fill the memory. Not
/// safe for use by several threads.
public final class FieldNames {
  /// The number of the empty name: an entry that only normalizing made.
  public static final int NONE = 0;

  private static final int SOFT_LIMIT = 1 << 18;

  private byte[][] spelled = new byte[256][];
  private @Nullable String[] text = new @Nullable String[256];
  private long[] hashes = new long[256];
  private int[] table = new int[1024];
  private int size;

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
    int slot = slot(bytes, offset, length, hash);
    if (table[slot] != 0) {
      return table[slot] - 1;
    }
    if (size == spelled.length) {
      spelled = Arrays.copyOf(spelled, size * 2);
      text = Arrays.copyOf(text, size * 2);
      hashes = Arrays.copyOf(hashes, size * 2);
    }
    hashes[size] = hash;
    spelled[size] = Arrays.copyOfRange(bytes, offset, offset + length);
    table[slot] = ++size;
    if (size * 2 > table.length) {
      grow();
    }
    return size - 1;
  }

  /// The number of a name, or -1 if no event has used it yet.
  public int find(String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    return table[slot(bytes, 0, bytes.length, Digests.Quick.of(bytes, 0, bytes.length, 0))] - 1;
  }

  /// The name of a number.
  public String text(int id) {
    String known = text[id];
    if (known == null) {
      known = new String(spelled[id], StandardCharsets.UTF_8);
      text[id] = known;
    }
    return known;
  }

  /// The number of a name of another dictionary, giving it one if it is new here.
  int intern(FieldNames from, int id) {
    return from == this || id == NONE ? id : intern(from.spelled[id], 0, from.spelled[id].length);
  }

  /// The name of a number in UTF-8, as it came. Not to be written to.
  public byte[] spelling(int id) {
    return spelled[id];
  }

  /// The same for the same name in every dictionary of this process.
  long hash(int id) {
    return hashes[id];
  }

  private int slot(byte[] bytes, int offset, int length, long hash) {
    int mask = table.length - 1;
    int slot = (int) hash & mask;
    while (table[slot] != 0) {
      int id = table[slot] - 1;
      if (hashes[id] == hash
          && spelled[id].length == length
          && Arrays.equals(spelled[id], 0, length, bytes, offset, offset + length)) {
        return slot;
      }
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    table = new int[table.length * 2];
    int mask = table.length - 1;
    for (int id = 0; id < size; id++) {
      int slot = (int) hashes[id] & mask;
      while (table[slot] != 0) {
        slot = (slot + 1) & mask;
      }
      table[slot] = id + 1;
    }
  }
}
