// SPDX-License-Identifier: Apache-2.0
package dev.shirube.segments;

import dev.shirube.blocks.Weighed;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

/// What was unpacked of segment files lately, so that it need not be again. One for all files, as
/// large as the memory allows; any thread may use it.
public final class SegmentCache {
  private final long capacity;
  private final Map<Key, Weighed> entries = new LinkedHashMap<>(64, 0.75f, true);
  private long used;

  /// @param capacity most bytes it may hold
  public SegmentCache(long capacity) {
    this.capacity = capacity;
  }

  /// Numbers, unpacked.
  record Longs(long[] values) implements Weighed {
    @Override
    public int weight() {
      return values.length * 8 + 32;
    }
  }

  /// Small numbers, unpacked.
  record Ints(int[] values) implements Weighed {
    @Override
    public int weight() {
      return values.length * 4 + 32;
    }
  }

  private record Key(Object file, long offset) {}

  /// What was unpacked from a place of a file, unpacked now if it is not here.
  ///
  /// @param file whose place it is; nothing equals it but itself
  /// @param kind what is unpacked from there
  <T extends Weighed> T get(Object file, long offset, Class<T> kind, Supplier<T> unpack) {
    Key key = new Key(file, offset);
    synchronized (entries) {
      Weighed known = entries.get(key);
      if (kind.isInstance(known)) {
        return kind.cast(known);
      }
    }
    T fresh = unpack.get();
    if (fresh.weight() <= capacity / 4) {
      keep(key, fresh);
    }
    return fresh;
  }

  private void keep(Key key, Weighed fresh) {
    synchronized (entries) {
      Weighed old = entries.put(key, fresh);
      used += fresh.weight() - (old == null ? 0 : old.weight());
      Iterator<Weighed> eldest = entries.values().iterator();
      while (used > capacity) {
        used -= eldest.next().weight();
        eldest.remove();
      }
    }
  }

  /// Forgets a file.
  void forget(Object file) {
    synchronized (entries) {
      Iterator<Map.Entry<Key, Weighed>> all = entries.entrySet().iterator();
      while (all.hasNext()) {
        Map.Entry<Key, Weighed> entry = all.next();
        if (entry.getKey().file().equals(file)) {
          used -= entry.getValue().weight();
          all.remove();
        }
      }
    }
  }
}
