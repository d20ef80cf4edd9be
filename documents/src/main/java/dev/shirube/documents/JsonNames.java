// SPDX-License-Identifier: Apache-2.0
package dev.shirube.documents;

import dev.shirube.event.Digests;
import dev.shirube.event.FieldNames;
import dev.shirube.event.ValueText;
import dev.shirube.event.ValueType;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The full name of a key below its parent, remembered so that no text is made for a key seen
/// before. Records of one shape have the same keys in the same order: the key that came behind the
/// last one before is looked for first, which needs neither its end nor a hash.
final class JsonNames {
  /// The parent of keys that have none.
  static final int TOP = -1;

  /// No key was foretold.
  static final int NONE = -1;

  private static final int MAX_KEPT = 1 << 15;
  private static final int MAX_LENGTH = 2_000;
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private @Nullable FieldNames names;
  private Table table = new Table(256);
  private int kept;

  /// Where the key seen last lies in the table.
  private int last;

  /// What is known of each key.
  private static final class Table {
    final long[] hashes;
    final int[] parents;

    /// Each with its closing quote and room for eight bytes.
    final byte[][] keys;

    final int[] lengths;
    final int[] ids;

    /// Where the key lies that came behind a key last; the place behind the last key's is for the
    /// keys that records begin with.
    final int[] behind;

    Table(int size) {
      hashes = new long[size];
      parents = new int[size];
      keys = new byte[size][];
      lengths = new int[size];
      ids = new int[size];
      behind = new int[size + 1];
    }

    int size() {
      return ids.length;
    }

    int slot(long hash, int parent, byte[] bytes, int start, int end) {
      int mask = ids.length - 1;
      int slot = (int) hash & mask;
      while (ids[slot] != 0
          && (hashes[slot] != hash
              || parents[slot] != parent
              || !Arrays.equals(keys[slot], 0, lengths[slot], bytes, start, end))) {
        slot = (slot + 1) & mask;
      }
      return slot;
    }

    void copy(Table from, int old) {
      byte[] key = from.keys[old];
      int slot = slot(from.hashes[old], from.parents[old], key, 0, from.lengths[old]);
      hashes[slot] = from.hashes[old];
      parents[slot] = from.parents[old];
      keys[slot] = key;
      lengths[slot] = from.lengths[old];
      ids[slot] = from.ids[old];
    }
  }

  /// Uses a dictionary for a new record; what was remembered of another is forgotten.
  void use(FieldNames newNames) {
    if (names != newNames || kept > MAX_KEPT) {
      names = newNames;
      kept = 0;
      table = new Table(256);
    }
    last = table.size();
  }

  /// Looks whether the key that came behind the last one before comes again.
  ///
  /// @param parent number of the name it lies below, or {@link #TOP}
  /// @param start where the key begins, behind its quote
  /// @return where the key ends, at its closing quote, or {@link #NONE}; then {@link #id} tells its
  ///   number
  int foretold(int parent, byte[] bytes, int start, int to) {
    Table known = table;
    int slot = known.behind[last];
    int end = start + known.lengths[slot];
    if (known.ids[slot] == 0
        || known.parents[slot] != parent
        || end >= to
        || !same(known.keys[slot], end - start + 1, bytes, start)) {
      return NONE;
    }
    last = slot;
    return end;
  }

  /// The number of the name of the key foretold or found last.
  int id() {
    return table.ids[last] - 1;
  }

  /// Whether so many bytes are the same, eight a step; both arrays are in reach.
  private static boolean same(byte[] key, int length, byte[] bytes, int start) {
    if (length < 8) {
      return start + 8 <= bytes.length
          && ((long) LONG.get(key, 0) ^ (long) LONG.get(bytes, start)) << (64 - 8 * length) == 0;
    }
    for (int at = 0; at + 8 < length; at += 8) {
      if ((long) LONG.get(key, at) != (long) LONG.get(bytes, start + at)) {
        return false;
      }
    }
    return (long) LONG.get(key, length - 8) == (long) LONG.get(bytes, start + length - 8);
  }

  /// The number of the name of a key as it stands in the text.
  ///
  /// @param parent number of the name it lies below, or {@link #TOP}
  /// @param escaped whether the key holds escapes
  int child(int parent, byte[] bytes, int start, int end, boolean escaped) {
    long hash = Digests.Quick.of(bytes, start, end - start, parent);
    int slot = table.slot(hash, parent, bytes, start, end);
    if (table.ids[slot] != 0) {
      follow(slot);
      return table.ids[slot] - 1;
    }
    ValueType type = escaped ? ValueType.TEXT_JSON : ValueType.TEXT;
    int id = intern(parent, ValueText.of(type, bytes, start, end - start));
    if (end - start <= MAX_LENGTH) {
      table.hashes[slot] = hash;
      table.parents[slot] = parent;
      table.keys[slot] = quoted(bytes, start, end);
      table.lengths[slot] = end - start;
      table.ids[slot] = id + 1;
      follow(slot);
      kept++;
      if (kept * 2 > table.size()) {
        grow();
      }
    }
    return id;
  }

  private static byte[] quoted(byte[] bytes, int start, int end) {
    byte[] key = new byte[Math.max(end - start + 1, 8)];
    System.arraycopy(bytes, start, key, 0, end - start);
    key[end - start] = '"';
    return key;
  }

  private void follow(int slot) {
    table.behind[last] = slot;
    last = slot;
  }

  private int intern(int parent, String key) {
    FieldNames known = names;
    if (known == null) {
      throw new IllegalStateException("no dictionary is in use");
    }
    String full = parent == TOP ? key : known.text(parent) + "." + key;
    boolean tooLong = full.length() > MAX_LENGTH;
    return known.intern(tooLong ? full.substring(0, MAX_LENGTH) + "…" : full);
  }

  private void grow() {
    Table old = table;
    table = new Table(old.size() * 2);
    for (int slot = 0; slot < old.size(); slot++) {
      if (old.ids[slot] != 0) {
        table.copy(old, slot);
      }
    }
    last = table.size();
  }
}
