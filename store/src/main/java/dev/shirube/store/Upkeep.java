// SPDX-License-Identifier: Apache-2.0
package dev.shirube.store;

import dev.shirube.event.TenantId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/// What the store does for itself, one bounded step at a time: what did not work before, moving
/// damaged parts aside, and merging small neighbors into bigger parts.
public final class Upkeep {
  private static final long DAY = 86_400_000_000_000L;
  private static final int MOST_OPEN = 4;

  private Upkeep() {}

  /// What a step did.
  ///
  /// @param kind what sort of thing
  /// @param tenant for whom
  /// @param parts how many parts were merged or moved aside
  /// @param events how many events they held
  public record Step(Kind kind, TenantId tenant, int parts, long events) {}

  /// What a step can be.
  public enum Kind {
    /// There was nothing to do.
    NOTHING,
    /// Left files were deleted, or a manifest was written that could not be before.
    TIDIED,
    /// Damaged parts were moved aside.
    QUARANTINED,
    /// Small parts became bigger ones.
    MERGED
  }

  static Step step(Recording recording) throws IOException {
    int moved = recording.tidy();
    if (moved >= 0) {
      Kind kind = moved > 0 ? Kind.QUARANTINED : Kind.TIDIED;
      return new Step(kind, recording.tenant(), moved, 0);
    }
    synchronized (recording.maintenance()) {
      List<Part> live = recording.held(part -> true);
      try {
        List<PartFacts> facts = live.stream().map(Part::facts).toList();
        List<PartFacts> chosen = choose(facts, recording.settings().tuning());
        return merge(recording, live.stream().filter(it -> chosen.contains(it.facts())).toList());
      } finally {
        live.forEach(Part::release);
      }
    }
  }

  private static Step merge(Recording recording, List<Part> parts) throws IOException {
    if (parts.isEmpty()) {
      return new Step(Kind.NOTHING, recording.tenant(), 0, 0);
    }
    List<PartFacts> written = recording.write(parts);
    List<Long> gone = parts.stream().map(part -> part.facts().number()).toList();
    recording.commit(List.of(new Deed.Merged(gone, written)), written, () -> {});
    long events = written.stream().mapToLong(PartFacts::rows).sum();
    return new Step(Kind.MERGED, recording.tenant(), parts.size(), events);
  }

  /// Chooses neighbors in the order in which they were received, within one day of receipt, so that
  /// retention by age can let whole parts go. Of the last day, as many as the fan-out, none of them
  /// more than half of all, so that each event is written anew only as often as its part doubles;
  /// of days that are over, whatever fits into one part.
  ///
  /// @return what to merge, the fewest events first; nothing if there is nothing worth it
  static List<PartFacts> choose(Collection<PartFacts> parts, StoreSettings.Tuning tuning) {
    List<PartFacts> ordered = new ArrayList<>(parts);
    ordered.sort(
        Comparator.comparingLong(PartFacts::firstReceived).thenComparingLong(PartFacts::number));
    long lastDay = ordered.isEmpty() ? 0 : day(ordered.getLast());
    List<PartFacts> best = List.of();
    long fewest = Long.MAX_VALUE;
    for (int from = 0; from < ordered.size(); from++) {
      int until = run(ordered, from, lastDay, tuning);
      long rows = rows(ordered.subList(from, until));
      if (until > from && rows < fewest) {
        best = List.copyOf(ordered.subList(from, until));
        fewest = rows;
      }
    }
    return best;
  }

  private static long rows(List<PartFacts> parts) {
    return parts.stream().mapToLong(PartFacts::rows).sum();
  }

  private static long day(PartFacts part) {
    return Math.floorDiv(part.firstReceived(), DAY);
  }

  /// Behind the last part of the longest run from a part that is worth merging.
  private static int run(
      List<PartFacts> ordered, int from, long lastDay, StoreSettings.Tuning tuning) {
    long day = day(ordered.get(from));
    int least = day == lastDay ? tuning.fanOut() : 2;
    int most = Math.min(ordered.size(), from + MOST_OPEN * tuning.fanOut());
    long sum = 0;
    long biggest = 0;
    int best = from;
    for (int at = from; at < most && day(ordered.get(at)) == day; at++) {
      sum += ordered.get(at).rows();
      biggest = Math.max(biggest, ordered.get(at).rows());
      if (sum > tuning.partRows()) {
        break;
      }
      boolean even = day != lastDay || biggest * 2 <= sum;
      if (at + 1 - from >= least && even) {
        best = at + 1;
      }
    }
    return best;
  }
}
