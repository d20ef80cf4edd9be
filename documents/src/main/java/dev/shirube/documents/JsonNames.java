// SPDX-License-Identifier: Apache-2.0
package dev.shirube.documents;

import dev.shirube.event.Digests;
import dev.shirube.event.FieldNames;
import dev.shirube.event.ValueText;
import dev.shirube.event.ValueType;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The full name of a key below its parent, remembered so that no text is made for a key seen
/// before.
final class JsonNames {
  /// The parent of keys that have none.
  static final int TOP = -1;

  private static final int MAX_KEPT = 1 << 15;
  private static final int MAX_LENGTH = 2_000;

  private @Nullable FieldNames names;
  private long[] hashes = new long[256];
  private int[] parents = new int[256];
  private byte[][] keys = new byte[256][];
  private int[] ids = new int[256];
  private int kept;

  /// Uses a dictionary; what was remembered of another is forgotten.
  void use(FieldNames newNames) {
    if (names != newNames || kept > MAX_KEPT) {
      names = newNames;
      kept = 0;
      Arrays.fill(ids, 0);
    }
  }

  /// The number of the name of a key as it stands in the text.
  ///
  /// @param parent number of the name it lies below, or {@link #TOP}
  /// @param escaped whether the key holds escapes
  int child(int parent, byte[] bytes, int start, int end, boolean escaped) {
    long hash = Digests.Quick.of(bytes, start, end - start, parent);
    int slot = slot(hash, parent, bytes, start, end);
    if (ids[slot] != 0) {
      return ids[slot] - 1;
    }
    ValueType type = escaped ? ValueType.TEXT_JSON : ValueType.TEXT;
    int id = intern(parent, ValueText.of(type, bytes, start, end - start));
    if (end - start <= MAX_LENGTH) {
      hashes[slot] = hash;
      parents[slot] = parent;
      keys[slot] = Arrays.copyOfRange(bytes, start, end);
      ids[slot] = id + 1;
      kept++;
      if (kept * 2 > ids.length) {
        grow();
      }
    }
    return id;
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

  private int slot(long hash, int parent, byte[] bytes, int start, int end) {
    int mask = ids.length - 1;
    int slot = (int) hash & mask;
    while (ids[slot] != 0
        && (hashes[slot] != hash
            || parents[slot] != parent
            || !Arrays.equals(keys[slot], 0, keys[slot].length, bytes, start, end))) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  private void grow() {
    final long[] oldHashes = hashes;
    final int[] oldParents = parents;
    final byte[][] oldKeys = keys;
    final int[] oldIds = ids;
    hashes = new long[oldIds.length * 2];
    parents = new int[oldIds.length * 2];
    keys = new byte[oldIds.length * 2][];
    ids = new int[oldIds.length * 2];
    for (int old = 0; old < oldIds.length; old++) {
      if (oldIds[old] != 0) {
        byte[] key = oldKeys[old];
        int slot = slot(oldHashes[old], oldParents[old], key, 0, key.length);
        hashes[slot] = oldHashes[old];
        parents[slot] = oldParents[old];
        keys[slot] = key;
        ids[slot] = oldIds[old];
      }
    }
  }
}
