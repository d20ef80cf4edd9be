// SPDX-License-Identifier: Apache-2.0
package dev.shirube.store;

import dev.shirube.catalog.Message;
import dev.shirube.event.Gap;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What a tenant's recording consists of, as its deeds tell. Equal deeds give equal bytes. Not safe
/// for use by several threads.
final class Inventory {
  private final Path file;
  private final TreeMap<Long, PartFacts> parts = new TreeMap<>();
  private final TreeMap<Long, Lost> lost = new TreeMap<>();
  private final List<Signed.Tombstone> stones = new ArrayList<>();
  private final TreeMap<String, Hold> holds = new TreeMap<>();
  private final Set<Gap> gaps = new LinkedHashSet<>();
  private long next;
  private long events;

  /// A part that was moved aside.
  record Lost(PartFacts part, String why) {}

  /// @param file the file that is blamed for deeds which cannot be
  Inventory(Path file) {
    this.file = file;
  }

  /// Live parts by number.
  Collection<PartFacts> parts() {
    return parts.values();
  }

  @Nullable PartFacts part(long number) {
    return parts.get(number);
  }

  Collection<Lost> lost() {
    return lost.values();
  }

  List<Signed.Tombstone> stones() {
    return stones;
  }

  Map<String, Hold> holds() {
    return holds;
  }

  Set<Gap> gaps() {
    return gaps;
  }

  /// The first number that no part has had.
  long next() {
    return next;
  }

  /// How many events all live parts hold.
  long events() {
    return events;
  }

  /// Does a deed.
  ///
  /// @return the parts that are live no longer
  /// @throws StoreException if it cannot be, after what was done before; nothing is done then
  List<PartFacts> apply(Deed deed) throws StoreException {
    return switch (deed) {
      case Deed.Added it -> {
        add(it.part());
        yield List.of();
      }
      case Deed.Merged it -> merge(it);
      case Deed.Buried it -> bury(it);
      case Deed.Quarantined it -> {
        PartFacts part = live(it.number());
        remove(part);
        lost.put(part.number(), new Lost(part, it.why()));
        yield List.of(part);
      }
      case Deed.HoldPlaced it -> {
        holds.put(it.hold().name(), it.hold());
        yield List.of();
      }
      case Deed.HoldReleased it -> {
        must(holds.remove(it.name()) != null);
        yield List.of();
      }
      case Deed.GapDeclared it -> {
        gaps.add(it.gap());
        yield List.of();
      }
      case Deed.GapClosed it -> {
        must(gaps.remove(it.gap()));
        yield List.of();
      }
    };
  }

  private List<PartFacts> merge(Deed.Merged deed) throws StoreException {
    List<PartFacts> gone = new ArrayList<>();
    for (long number : new TreeSet<>(deed.gone())) {
      gone.add(live(number));
    }
    exchange(gone, 0, deed.made());
    return gone;
  }

  private List<PartFacts> bury(Deed.Buried deed) throws StoreException {
    List<PartFacts> gone = List.of(live(deed.stone().part()));
    exchange(gone, deed.stone().events(), deed.rest());
    stones.add(deed.stone());
    return gone;
  }

  /// Puts parts in the place of others, which have as many rows together but for the deleted ones.
  private void exchange(List<PartFacts> gone, long deleted, List<PartFacts> made)
      throws StoreException {
    long rows = -deleted;
    for (PartFacts part : gone) {
      rows += part.rows();
    }
    for (PartFacts part : made) {
      must(isFresh(part));
      rows -= part.rows();
    }
    must(rows == 0);
    gone.forEach(this::remove);
    made.forEach(this::put);
  }

  /// Whether no part has a number yet. Numbers are given before parts are written, so that they may
  /// come out of order.
  private boolean isFresh(PartFacts part) {
    return !parts.containsKey(part.number()) && !lost.containsKey(part.number());
  }

  private void add(PartFacts part) throws StoreException {
    must(isFresh(part));
    put(part);
  }

  private void put(PartFacts part) {
    parts.put(part.number(), part);
    next = Math.max(next, part.number() + 1);
    events += part.rows();
  }

  private void remove(PartFacts part) {
    parts.remove(part.number());
    events -= part.rows();
  }

  private PartFacts live(long number) throws StoreException {
    PartFacts part = parts.get(number);
    if (part == null) {
      throw StoreException.of("store.chain.contradiction", file);
    }
    return part;
  }

  private void must(boolean holds) throws StoreException {
    if (!holds) {
      throw StoreException.of("store.chain.contradiction", file);
    }
  }

  /// Everything that answers have to name, wherever they look.
  List<Question.Missing> missing() {
    List<Question.Missing> missing = new ArrayList<>();
    for (Lost part : lost.values()) {
      PartFacts facts = part.part();
      missing.add(
          missing(Question.Kind.QUARANTINED, facts, Message.of("store.missing.part", part.why())));
    }
    for (Gap gap : gaps) {
      Message why =
          Message.of("store.missing.gap", gap.source(), gap.first(), gap.last(), gap.missing());
      missing.add(
          new Question.Missing(
              Question.Kind.GAP,
              gap.source(),
              gap.afterNanos(),
              gap.beforeNanos(),
              gap.missing(),
              why));
    }
    for (Signed.Tombstone stone : stones) {
      Message why =
          stone.why() == Signed.Why.AGE
              ? Message.of("store.missing.deleted.age", stone.events())
              : Message.of("store.missing.deleted.size", stone.events());
      missing.add(
          new Question.Missing(
              Question.Kind.DELETED,
              PartFacts.file(stone.part()),
              stone.firstNanos(),
              stone.lastNanos(),
              stone.events(),
              why));
    }
    return missing;
  }

  static Question.Missing missing(Question.Kind kind, PartFacts part, Message why) {
    return new Question.Missing(
        kind, part.file(), part.firstNanos(), part.lastNanos(), part.rows(), why);
  }

  void encode(Codec.Encoder out) {
    out.number(next).number(parts.size());
    parts.values().forEach(part -> part.encode(out));
    out.number(lost.size());
    for (Lost part : lost.values()) {
      part.part().encode(out);
      out.text(part.why());
    }
    out.number(stones.size());
    stones.forEach(stone -> stone.encode(out));
    out.number(holds.size());
    holds.values().forEach(hold -> hold.encode(out));
    out.number(gaps.size());
    gaps.forEach(gap -> Deed.encode(gap, out));
  }

  static Inventory decode(Codec.Decoder in, Path file) throws StoreException {
    Inventory inventory = new Inventory(file);
    long next = in.number();
    for (int left = in.count(); left > 0; left--) {
      inventory.add(PartFacts.decode(in));
    }
    inventory.next = next;
    for (int left = in.count(); left > 0; left--) {
      PartFacts part = PartFacts.decode(in);
      inventory.lost.put(part.number(), new Lost(part, in.text()));
    }
    for (int left = in.count(); left > 0; left--) {
      inventory.stones.add(Signed.Tombstone.decode(in));
    }
    for (int left = in.count(); left > 0; left--) {
      Hold hold = Hold.decode(in);
      inventory.holds.put(hold.name(), hold);
    }
    for (int left = in.count(); left > 0; left--) {
      inventory.gaps.add(Deed.gap(in));
    }
    return inventory;
  }
}
