// SPDX-License-Identifier: Apache-2.0
package dev.shirube.eventlogs;

import java.util.BitSet;

/// Which records of a chunk were not found: by the ids that its header promises, and by the gaps
/// between ids on both sides of a break.
final class LostRecords {
  private final BitSet promised = new BitSet();
  private long first;
  private boolean isPromised;
  private boolean open;
  private long count;
  private final StringBuilder names = new StringBuilder();

  /// Begins a new chunk.
  void begin() {
    promised.clear();
    isPromised = false;
    open = false;
    count = 0;
    names.setLength(0);
  }

  /// Takes note of the ids that the chunk's header promises.
  void expect(long from, long to) {
    if (from > 0 && to >= from && to - from < EvtxChunk.MAX_RECORDS) {
      first = from;
      isPromised = true;
      promised.set(0, (int) (to - from) + 1);
    }
  }

  /// The chain of records is broken here.
  void broken() {
    open = true;
  }

  /// A record was found.
  ///
  /// @param before id of the record before a break; -1 if there was no break
  void found(long id, long before) {
    if (isPromised) {
      if (id >= first && id - first < EvtxChunk.MAX_RECORDS) {
        promised.clear((int) (id - first));
      }
    } else if (open && before >= 0 && id - before > 1 && id - before <= EvtxChunk.MAX_RECORDS) {
      add(before + 1, id - 1);
    } else if (open) {
      addUnnamed();
    }
    open = false;
  }

  /// The chunk is at its end.
  void end() {
    if (isPromised) {
      for (int from = promised.nextSetBit(0); from >= 0; ) {
        int to = promised.nextClearBit(from);
        add(first + from, first + to - 1);
        from = promised.nextSetBit(to);
      }
    } else if (open) {
      addUnnamed();
    }
    open = false;
  }

  private void add(long from, long to) {
    count += to - from + 1;
    names.append(names.isEmpty() ? "" : ", ").append(from);
    if (to > from) {
      names.append('-').append(to);
    }
  }

  private void addUnnamed() {
    count++;
    names.append(names.isEmpty() ? "?" : ", ?");
  }

  /// How many records are lost.
  long count() {
    return count;
  }

  /// Their ids as ranges; a question mark for one whose id is not known.
  String names() {
    return names.toString();
  }
}
