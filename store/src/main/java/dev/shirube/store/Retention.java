// SPDX-License-Identifier: Apache-2.0
package dev.shirube.store;

import dev.shirube.event.Digests;
import dev.shirube.event.EventId;
import dev.shirube.query.Predicate;
import dev.shirube.segments.Segment;
import dev.shirube.segments.Selection;
import dev.shirube.segments.UnreadableSegment;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How long a tenant's events are kept, and how much of them. Age counts from when an event was
/// received, so that an old log which is imported today is not gone tomorrow. Parts go as a whole,
/// once their last event is too old; events under a hold stay.
///
/// @param ageNanos events received longer ago than this go; {@link Long#MAX_VALUE} for no limit
/// @param bytes the oldest go while all parts take more than this; {@link Long#MAX_VALUE} for no
///   limit
public record Retention(long ageNanos, long bytes) {
  public Retention {
    if (ageNanos < 0 || bytes < 0) {
      throw new IllegalArgumentException("nothing is kept for less than no time");
    }
  }

  /// Deletes one part, or what of it is not held.
  ///
  /// @param nowNanos what time it is, nanoseconds since 1970 UTC
  /// @return what stays of it; null if there was nothing to delete
  Signed.@Nullable Tombstone step(Recording recording, long nowNanos) throws IOException {
    synchronized (recording.maintenance()) {
      List<Part> live = recording.held(part -> true);
      try {
        List<Part> oldest =
            live.stream()
                .sorted(Comparator.comparingLong(part -> part.facts().lastReceived()))
                .toList();
        long all = live.stream().mapToLong(part -> part.facts().bytes()).sum();
        List<Hold> holds = recording.ledger().read((it, mark) -> List.copyOf(it.holds().values()));
        for (Part part : oldest) {
          Signed.Why why = why(part.facts(), all, nowNanos);
          Burial burial = why == null ? null : new Burial(recording, part, why, nowNanos);
          Signed.Tombstone stone = burial == null ? null : burial.buryOrLeave(this, holds);
          if (stone != null) {
            return stone;
          }
        }
        return null;
      } finally {
        live.forEach(Part::release);
      }
    }
  }

  private Signed.@Nullable Why why(PartFacts part, long all, long nowNanos) {
    if (ageNanos != Long.MAX_VALUE && part.lastReceived() < nowNanos - ageNanos) {
      return Signed.Why.AGE;
    }
    return all > bytes ? Signed.Why.SIZE : null;
  }

  /// The deletion of one part.
  private record Burial(Recording recording, Part part, Signed.Why why, long nowNanos) {
    /// Leaves a damaged part where it is, to be moved aside: nobody knows what of it is held.
    Signed.@Nullable Tombstone buryOrLeave(Retention limit, List<Hold> holds) throws IOException {
      try {
        return bury(limit, holds);
      } catch (UnreadableSegment e) {
        part.damaged(e.problem().what().id());
        return null;
      } catch (StoreException e) {
        if (part.damage() == null && !e.isNewer()) {
          throw e;
        }
        return null;
      }
    }

    private Signed.@Nullable Tombstone bury(Retention limit, List<Hold> holds) throws IOException {
      PartFacts facts = part.facts();
      long figure = why == Signed.Why.AGE ? limit.ageNanos : limit.bytes;
      if (holds.isEmpty()) {
        return commit(
            stone(facts.rows(), facts.firstNanos(), facts.lastNanos(), facts.hash(), figure),
            List.of());
      }
      Segment segment = part.open();
      BitSet held = held(segment, holds);
      if (held.cardinality() == facts.rows()) {
        return null;
      }
      BitSet gone = RowMerge.all(segment);
      gone.andNot(held);
      boolean whole = held.isEmpty();
      String hash = whole ? facts.hash() : hash(segment, gone);
      long first = segment.nanos(gone.nextSetBit(0));
      long last = segment.nanos(gone.length() - 1);
      Signed.Tombstone stone = stone(gone.cardinality(), first, last, hash, figure);
      return commit(stone, whole ? List.of() : recording.write(part, held));
    }

    private Signed.Tombstone stone(long events, long first, long last, String hash, long figure) {
      PartFacts facts = part.facts();
      Signed.Tombstone stone =
          new Signed.Tombstone(
              facts.number(),
              events,
              first,
              last,
              facts.firstReceived(),
              facts.lastReceived(),
              hash,
              why,
              figure,
              nowNanos,
              "",
              "");
      return stone.signed(recording.tenant(), recording.settings().signer());
    }

    private Signed.Tombstone commit(Signed.Tombstone stone, List<PartFacts> rest)
        throws IOException {
      recording.commit(List.of(new Deed.Buried(stone, rest)), rest, () -> {});
      return stone;
    }

    private static String hash(Segment segment, BitSet rows) {
      MessageDigest digest = Digests.sha256();
      for (int row = rows.nextSetBit(0); row >= 0; row = rows.nextSetBit(row + 1)) {
        EventId id = segment.id(row);
        digest.update(ByteBuffer.allocate(16).putLong(id.high()).putLong(id.low()).flip());
      }
      return Codec.hex(digest.digest());
    }

    private BitSet held(Segment segment, Collection<Hold> holds) {
      BitSet held = new BitSet(segment.rows());
      for (Hold hold : holds) {
        for (EventId id : hold.events()) {
          int row = segment.rowOf(id);
          if (row >= 0) {
            held.set(row);
          }
        }
        if (hold.events().isEmpty()
            && hold.range().touches(segment.firstNanos(), segment.lastNanos())) {
          held.or(held(segment, hold));
        }
      }
      return held;
    }

    /// What nobody can decide is kept.
    private BitSet held(Segment segment, Hold hold) {
      Predicate wanted = new Predicate.Everything();
      try {
        if (!hold.question().isBlank()) {
          wanted = recording.settings().questions().read(hold.question());
        }
      } catch (IllegalArgumentException e) {
        wanted = new Predicate.Everything();
      }
      Selection selection = segment.select(hold.range(), wanted, () -> false);
      return selection.undecided() == 0
          ? selection.rows()
          : segment.select(hold.range(), new Predicate.Everything(), () -> false).rows();
    }
  }
}
