// SPDX-License-Identifier: Apache-2.0
package dev.shirube.normalize;

import dev.shirube.event.TimeSource;
import dev.shirube.event.Timestamps;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One clock of a record, as a description names it.
///
/// @param parts references whose texts, joined by a space, are the time
/// @param kind whose clock it is
/// @param zone the zone of texts that do not say theirs; null for the reader's
/// @param local two references that tell the same moment, first without and then with its zone:
///   their distance is the zone of this clock; null if there are none
/// @param to where the time is kept as well; null for nowhere
/// @param steady whether it is believed only as far as it keeps the host's usual distance
record Clock(
    List<int[]> parts,
    TimeSource kind,
    @Nullable ZoneId zone,
    int @Nullable [] local,
    Work.@Nullable Target to,
    boolean steady) {
  private static final long QUARTER_HOUR = 900L * 1_000_000_000L;

  Clock {
    parts = List.copyOf(parts);
  }

  /// Reads the clock off the event; null if it shows no time.
  Timestamps.@Nullable Stamp read(Work work, ZoneId readerZone) {
    String text = text(work);
    if (text == null) {
      return null;
    }
    ZoneId own = zone;
    Timestamps.Stamp stamp =
        Timestamps.parse(text, own == null ? readerZone : own, work.event().received());
    int[] pair = local;
    return stamp == null || pair == null ? stamp : shifted(stamp, pair, work);
  }

  private @Nullable String text(Work work) {
    String first = work.text(parts.getFirst());
    if (first == null || parts.size() == 1) {
      return first;
    }
    StringBuilder joined = new StringBuilder(first);
    for (int[] part : parts.subList(1, parts.size())) {
      String text = work.text(part);
      if (text == null) {
        return null;
      }
      joined.append(' ').append(text);
    }
    return joined.toString();
  }

  /// The time moved by the zone that two other times of the record betray, to the quarter hour.
  private static Timestamps.Stamp shifted(Timestamps.Stamp stamp, int[] pair, Work work) {
    Timestamps.Stamp local = utc(work, pair[0]);
    Timestamps.Stamp utc = utc(work, pair[1]);
    if (local == null || utc == null) {
      return stamp;
    }
    long distance = utc.nanos() - local.nanos();
    long zone = Math.round((double) distance / QUARTER_HOUR) * QUARTER_HOUR;
    boolean plausible = Math.abs(zone) <= 18 * 4 * QUARTER_HOUR;
    return plausible ? new Timestamps.Stamp(stamp.nanos() + zone, stamp.flags()) : stamp;
  }

  private static Timestamps.@Nullable Stamp utc(Work work, int reference) {
    String text = work.text(new int[] {reference});
    return text == null
        ? null
        : Timestamps.parse(text, java.time.ZoneOffset.UTC, work.event().received());
  }
}
