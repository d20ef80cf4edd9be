// SPDX-License-Identifier: Apache-2.0
package dev.shirube.normalize;

import dev.shirube.event.Event;
import dev.shirube.event.Field;
import dev.shirube.event.FieldCatalogue;
import dev.shirube.event.TimeFlag;
import dev.shirube.event.TimeSource;
import dev.shirube.event.Timestamp;
import dev.shirube.event.Timestamps;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Chooses the clock of an event and remembers, host by host, how far the sensor's clock stands
/// from the log's. See docs/decisions/clocks.md.
final class Clocks {
  private static final long TOLERANCE = 60L * 1_000_000_000L;
  private static final int HOSTS = 4096;
  static final Field HOST = FieldCatalogue.require("device.hostname");

  private final ZoneId zone;
  private byte[] hostBytes = {};
  private String host = "";
  private final Map<String, Distance> distances = new Recent();

  Clocks(ZoneId zone) {
    this.zone = zone;
  }

  /// How far the sensor's clock stands from the log's, in nanoseconds.
  private static final class Distance {
    private long nanos;
  }

  /// The hosts last seen; older ones are forgotten.
  private static final class Recent extends LinkedHashMap<String, Distance> {
    Recent() {
      super(64, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<String, Distance> eldest) {
      return size() > HOSTS;
    }
  }

  /// Sets the time of the event at hand.
  ///
  /// @param clocks in the order of trust
  void set(Work work, List<Clock> clocks) {
    Reading reading = read(work, clocks);
    Event event = work.event();
    Timestamp first = reading.first;
    if (first == null || reading.chosen == null) {
      event.batch().setTime(event.index(), event.received(), TimeSource.RECEIVED, 0);
      return;
    }
    int flags = reading.differ ? TimeFlag.CLOCKS_DIFFER : 0;
    Timestamp log = reading.log;
    if (log != null && reading.chosen.kind() == TimeSource.SENSOR) {
      Long steady = distance(work, reading.chosen, first.nanos() - log.nanos());
      if (steady != null) {
        long nanos = Math.clamp(log.nanos() + steady, Timestamp.FIRST, Timestamp.LAST);
        flags |= log.flags() | TimeFlag.CLOCKS_DIFFER;
        event.batch().setTime(event.index(), nanos, TimeSource.LOG, flags);
        return;
      }
    }
    TimeSource kind = reading.chosen.kind();
    if (kind == TimeSource.LOG && isKnownToDiffer(work)) {
      flags |= TimeFlag.CLOCKS_DIFFER;
    }
    event.batch().setTime(event.index(), first.nanos(), kind, flags | first.flags());
  }

  private static final class Reading {
    private @Nullable Clock chosen;
    private @Nullable Timestamp first;
    private @Nullable Timestamp log;
    private boolean differ;
  }

  private Reading read(Work work, List<Clock> clocks) {
    Reading reading = new Reading();
    for (Clock clock : clocks) {
      Timestamp stamp = clock.read(work, zone);
      if (stamp == null) {
        continue;
      }
      if (reading.first == null) {
        reading.first = stamp;
        reading.chosen = clock;
      }
      if (reading.log == null && clock.kind() == TimeSource.LOG) {
        reading.log = stamp;
      }
      boolean assumed = (stamp.flags() & TimeFlag.ZONE_ASSUMED) != 0;
      reading.differ |= !assumed && Math.abs(stamp.nanos() - reading.first.nanos()) > TOLERANCE;
      keep(work, clock, stamp);
    }
    return reading;
  }

  private static void keep(Work work, Clock clock, Timestamp stamp) {
    Work.Target target = clock.to();
    if (target != null) {
      work.addTime(target, stamp.nanos());
    }
  }

  /// Remembers the distance of an ordinary event; for one whose sensor clock is to be held against
  /// the others, the distance they had, or null if its own is no different or none is known.
  private @Nullable Long distance(Work work, Clock clock, long own) {
    Distance usual = distances.get(host(work));
    if (!clock.steady()) {
      if (usual == null) {
        usual = new Distance();
        distances.put(host(work), usual);
      }
      usual.nanos = own;
      return null;
    }
    return usual == null || Math.abs(usual.nanos - own) <= TOLERANCE ? null : usual.nanos;
  }

  /// Whether a sensor on the same host has shown the log's clock to be off.
  private boolean isKnownToDiffer(Work work) {
    if (distances.isEmpty()) {
      return false;
    }
    Distance known = distances.get(host(work));
    return known != null && Math.abs(known.nanos) > TOLERANCE;
  }

  /// The host's name; the same text as long as it is the same host.
  private String host(Work work) {
    int entry = work.first(Work.reference(HOST));
    if (entry < 0) {
      return "";
    }
    TextView text = work.view(entry);
    int end = text.offset() + text.length();
    if (!Arrays.equals(hostBytes, 0, hostBytes.length, text.bytes(), text.offset(), end)) {
      hostBytes = Arrays.copyOfRange(text.bytes(), text.offset(), end);
      host = text.text();
    }
    return host;
  }

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
    @Nullable Timestamp read(Work work, ZoneId readerZone) {
      ZoneId own = zone;
      ZoneId assumed = own == null ? readerZone : own;
      Timestamp stamp =
          parts.size() == 1 ? work.time(parts.getFirst(), assumed) : joined(work, assumed);
      int[] pair = local;
      if (stamp == null || pair != null) {
        return stamp == null || pair == null ? null : shifted(stamp, pair, work);
      }
      return own == null ? stamp : known(stamp, 0);
    }

    private @Nullable Timestamp joined(Work work, ZoneId assumed) {
      StringBuilder joined = new StringBuilder();
      for (int[] part : parts) {
        String text = work.text(part);
        if (text == null) {
          return null;
        }
        joined.append(joined.isEmpty() ? "" : " ").append(text);
      }
      return Timestamps.parse(joined.toString(), assumed, work.event().received());
    }

    /// The time moved by the zone that two other times of the record betray, to the quarter hour.
    private static Timestamp shifted(Timestamp stamp, int[] pair, Work work) {
      Timestamp local = utc(work, pair[0]);
      Timestamp utc = utc(work, pair[1]);
      if (local == null || utc == null) {
        return stamp;
      }
      long distance = utc.nanos() - local.nanos();
      long zone = Math.round((double) distance / QUARTER_HOUR) * QUARTER_HOUR;
      boolean plausible = Math.abs(zone) <= 18 * 4 * QUARTER_HOUR;
      return plausible ? known(stamp, zone) : stamp;
    }

    private static @Nullable Timestamp utc(Work work, int reference) {
      return work.time(reference, ZoneOffset.UTC);
    }

    /// The time moved, its zone being known.
    private static Timestamp known(Timestamp stamp, long shift) {
      long nanos = Math.clamp(stamp.nanos() + shift, Timestamp.FIRST, Timestamp.LAST);
      return new Timestamp(nanos, stamp.flags() & ~TimeFlag.ZONE_ASSUMED);
    }
  }
}
