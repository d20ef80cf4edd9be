// SPDX-License-Identifier: Apache-2.0
package dev.shirube.wire;

import dev.shirube.event.EventClass;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Events that the agent knows of and does not send, told in their place. Sent as a frame's
/// payload: the letter G, the version 1, and JSON.
///
/// @param numbered whether the events had numbers of their lane: then the frame takes their place
///   in the row. If not (the kernel's buffer was full), the frame takes one number itself
/// @param fromNanos not later than the first of them, nanoseconds since 1970 UTC
/// @param toNanos not earlier than the last of them
/// @param counts how many, by class and reason
public record Gap(boolean numbered, long fromNanos, long toNanos, List<Count> counts) {
  static final byte KIND = 'G';
  static final byte VERSION = 1;
  private static final int MOST_COUNTS = 512;
  private static final int LONGEST = 64;

  public Gap {
    counts = List.copyOf(counts);
  }

  /// Why events are not sent.
  public static final class Reason {
    /// The disk space that the agent may take was used up.
    public static final String EVICTED = "evicted";

    /// The agent's share of processor or memory was used up.
    public static final String SHED = "shed";

    /// The kernel's buffer was full before the agent read it.
    public static final String RING = "ring";

    /// What was on the agent's disk cannot be read any more.
    public static final String DAMAGED = "damaged";

    /// The agent's disk took nothing.
    public static final String DISK = "disk";

    private Reason() {}
  }

  /// How many events of a class.
  ///
  /// @param eventClass BASE_EVENT where the class is not known
  /// @param reason one word, of {@link Reason} where it fits
  /// @param sensor which sensor lost them; empty if it was none
  public record Count(EventClass eventClass, String reason, String sensor, long count) {}

  /// How many events in all.
  public long count() {
    return counts.stream().mapToLong(Count::count).sum();
  }

  /// Both together.
  public Gap and(Gap other) {
    Map<String, Count> sums = new TreeMap<>();
    for (List<Count> side : List.of(counts, other.counts)) {
      for (Count one : side) {
        String key = one.eventClass() + "\n" + one.reason() + "\n" + one.sensor();
        sums.merge(key, one, Gap::sum);
      }
    }
    return new Gap(
        numbered,
        Math.min(fromNanos, other.fromNanos),
        Math.max(toNanos, other.toNanos),
        List.copyOf(sums.values()));
  }

  private static Count sum(Count one, Count other) {
    return new Count(one.eventClass(), one.reason(), one.sensor(), one.count() + other.count());
  }

  /// The payload of its frame.
  public byte[] payload() {
    List<Json> items = new ArrayList<>();
    for (Count one : counts) {
      items.add(
          new Json.Members()
              .with("class", one.eventClass().uid())
              .with("reason", one.reason())
              .with("sensor", one.sensor())
              .with("count", one.count())
              .json());
    }
    byte[] json =
        new Json.Members()
            .with("numbered", numbered)
            .with("fromNanos", fromNanos)
            .with("toNanos", toNanos)
            .with("counts", new Json.Items(items))
            .bytes();
    byte[] payload = new byte[json.length + 2];
    payload[0] = KIND;
    payload[1] = VERSION;
    System.arraycopy(json, 0, payload, 2, json.length);
    return payload;
  }

  /// Reads a payload.
  public static Gap read(byte[] payload) throws WireException {
    if (payload.length < 2 || payload[0] != KIND) {
      throw new WireException("wire.payload.kind");
    }
    if (payload[1] != VERSION) {
      throw new WireException("wire.payload.version", payload[1] & 0xff, VERSION);
    }
    byte[] json = new byte[payload.length - 2];
    System.arraycopy(payload, 2, json, 0, json.length);
    Json.Members from = Json.read(json, Protocol.MOST_ANSWER_BYTES);
    List<Count> counts = new ArrayList<>();
    for (Json item : from.items("counts", MOST_COUNTS)) {
      Json.Members one = Json.members(item);
      counts.add(
          new Count(
              EventClass.of((int) one.number("class", 0, Integer.MAX_VALUE)),
              one.text("reason", LONGEST),
              one.text("sensor", LONGEST, ""),
              one.number("count", 0, Long.MAX_VALUE >>> 10)));
    }
    return new Gap(
        from.truth("numbered"),
        from.number("fromNanos", 0, Long.MAX_VALUE),
        from.number("toNanos", 0, Long.MAX_VALUE),
        counts);
  }
}
