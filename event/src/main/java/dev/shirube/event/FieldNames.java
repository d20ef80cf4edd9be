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
    int slot = slot(bytes, offset, length);
    if (table[slot] != 0) {
      return table[slot] - 1;
    }
    if (size == spelled.length) {
      spelled = Arrays.copyOf(spelled, size * 2);
      text = Arrays.copyOf(text, size * 2);
    }
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
    return table[slot(bytes, 0, bytes.length)] - 1;
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

  byte[] spelling(int id) {
    return spelled[id];
  }

  private int slot(byte[] bytes, int offset, int length) {
    int mask = table.length - 1;
    int slot = hash(bytes, offset, length) & mask;
    while (table[slot] != 0) {
      byte[] known = spelled[table[slot] - 1];
      if (Arrays.equals(known, 0, known.length, bytes, offset, offset + length)) {
        return slot;
      }
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    table = new int[table.length * 2];
    for (int id = 0; id < size; id++) {
      table[slot(spelled[id], 0, spelled[id].length)] = id + 1;
    }
  }

  private static int hash(byte[] bytes, int offset, int length) {
    int hash = length;
    for (int index = offset; index < offset + length; index++) {
      hash = hash * 31 + bytes[index];
    }
    hash *= 0x9e3779b1;
    return hash ^ hash >>> 15;
  }
}
