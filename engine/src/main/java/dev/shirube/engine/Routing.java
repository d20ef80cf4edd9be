// SPDX-License-Identifier: Apache-2.0
package dev.shirube.engine;

import dev.shirube.event.Event;
import dev.shirube.event.ValueType;
import dev.shirube.literals.LiteralHits;
import dev.shirube.match.Fold;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/// Finds the partition of an event: by its class, activity and source, and by the values that log
/// sources look at. For one thread.
final class Routing {
  private static final int MOST_ROWS = 1 << 12;

  private final Snapshot snapshot;
  private final ValueCache cache;
  private final FoldedValue folded;
  private final LiteralHits hits = new LiteralHits();
  private final Classes classes = new Classes();
  private final Marks terms;
  private final TupleMemo<Partition> memo;
  private final Map<BitSet, Partition> partitions = new HashMap<>();
  private final PartitionMaker maker;
  private int[] row = new int[64];

  /// Makes the partition of a plan.
  @FunctionalInterface
  interface PartitionMaker {
    Partition make(Plan plan);
  }

  Routing(Snapshot snapshot, ValueCache cache, FoldedValue folded, PartitionMaker maker, long key) {
    this.snapshot = snapshot;
    this.cache = cache;
    this.folded = folded;
    this.maker = maker;
    terms = new Marks(Math.max(1, snapshot.termCount()));
    memo = new TupleMemo<>(MOST_ROWS, key);
  }

  /// Forgets what rests on the numbers of names.
  void renew() {
    memo.clear();
    partitions.values().forEach(Partition::renew);
  }

  /// How many partitions and classes are kept: what has to stay bounded.
  int size() {
    return Math.max(
        partitions.size() * 64,
        Math.max(
            classes.size(),
            partitions.values().stream().mapToInt(it -> it.classes.size()).max().orElse(0)));
  }

  /// The partition of an event.
  ///
  /// @param at the column of each entry
  Partition route(Event event, Columns columns, int[] at) {
    if (row.length < event.size() + 3) {
      row = new int[event.size() * 2 + 3];
    }
    row[0] = event.eventClass().ordinal();
    row[1] = event.activity();
    row[2] = event.sourceName();
    int length = 3;
    for (int entry = 0; entry < event.size(); entry++) {
      Snapshot.TermLane lane = columns.terms(at[entry]);
      if (lane != null) {
        int found = classify(lane, columns.catalogueField(at[entry]), event, entry);
        if (found != 0) {
          row[length++] = found;
        }
      }
    }
    Partition known = memo.find(row, length);
    if (known == null) {
      known = partition(event, length);
      memo.put(row, length, known);
    }
    return known;
  }

  private int classify(Snapshot.TermLane lane, int field, Event event, int entry) {
    ValueType type = event.type(entry);
    if (type == ValueType.NULL) {
      return 0;
    }
    byte[] bytes = event.batch().buffer();
    int offset = event.offset(entry);
    int length = event.length(entry);
    // Log sources have the odd keys, the lanes of plans the even ones.
    int key = (field << 5) | (type.ordinal() << 1) | 1;
    int slot = cache.find(key, bytes, offset, length);
    if (slot >= 0) {
      return cache.answer(slot);
    }
    folded.on(type, bytes, offset, length);
    lane.literals().search(folded.bytes(), folded.length(), hits);
    terms.clear();
    terms.addAll(lane.any());
    for (int index = 0; index < hits.count(); index++) {
      terms.addAll(lane.satisfied()[hits.literal(index)]);
    }
    int found = classes.of(terms);
    cache.put(bytes, offset, length, event.inputName(), found);
    return found;
  }

  private Partition partition(Event event, int length) {
    terms.clear();
    for (int index = 3; index < length; index++) {
      terms.addAll(classes.set(row[index]));
    }
    BitSet covering =
        snapshot.covering(
            terms, event.eventClass().word(), event.activity(), Fold.fold(event.source()));
    return partitions.computeIfAbsent(covering, set -> maker.make(snapshot.plan(set)));
  }
}
