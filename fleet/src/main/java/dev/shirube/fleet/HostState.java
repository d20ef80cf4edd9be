// SPDX-License-Identifier: Apache-2.0
package dev.shirube.fleet;

import dev.shirube.doors.Agents;
import dev.shirube.event.TenantId;
import dev.shirube.wire.Frame;
import dev.shirube.wire.Hello;
import dev.shirube.wire.Lane;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One agent and its machine, as it is now. Guarded by itself.
final class HostState {
  private static final int MOST_EPOCHS = 4;

  final TenantId tenant;
  final String agent;
  final Lives lives = new Lives();
  // Places by epoch, the newest last.
  private final Map<Long, Map<Lane, Agents.Place>> places = new LinkedHashMap<>();
  private String name = "";
  private String system = "";
  private String kernel = "";
  private String version = "";
  private long firstSeen;
  private long lastSeen;
  private long heardAt;
  private long clockOffset;
  private long silent;
  private long revoked;
  private long twice;
  private @Nullable Hello said;
  private boolean changed;

  HostState(TenantId tenant, String agent) {
    this.tenant = tenant;
    this.agent = agent;
  }

  /// What a machine says of itself.
  record Facts(String name, String system, String kernel, String version) {}

  /// What is kept of it beside the facts: times in nanoseconds since 1970 UTC, 0 for never.
  record Marks(
      long firstSeen, long lastSeen, long clockOffset, long silent, long revoked, long twice) {}

  synchronized void set(Facts facts) {
    name = facts.name();
    system = facts.system();
    kernel = facts.kernel();
    version = facts.version();
    changed = true;
  }

  synchronized Facts facts() {
    return new Facts(name, system, kernel, version);
  }

  synchronized void set(Marks marks) {
    firstSeen = marks.firstSeen();
    lastSeen = marks.lastSeen();
    clockOffset = marks.clockOffset();
    silent = marks.silent();
    revoked = marks.revoked();
    twice = marks.twice();
    changed = true;
  }

  synchronized Marks marks() {
    return new Marks(firstSeen, lastSeen, clockOffset, silent, revoked, twice);
  }

  /// What it said last; null before it has.
  synchronized @Nullable Hello said() {
    return said;
  }

  /// The machine's own lasting id; empty before it was told.
  synchronized String machine() {
    Hello told = said;
    return told == null ? "" : told.host().machine();
  }

  /// Hears a hello at a time. Capabilities hold until others are told.
  ///
  /// @param now nanoseconds since 1970 UTC
  /// @param nanos by a clock that never goes back
  /// @return what its life is
  synchronized Lives.Heard hear(Hello hello, long now, long nanos) {
    Lives.Heard heard = lives.hear(new Lives.Life(hello.host().boot(), hello.epoch()));
    if (heard == Lives.Heard.BACK) {
      return heard;
    }
    Hello before = said;
    said =
        hello.capabilities() != null || before == null
            ? hello
            : new Hello(
                hello.version(),
                hello.epoch(),
                hello.clockNanos(),
                hello.host(),
                before.capabilities(),
                hello.sensors(),
                hello.spool(),
                hello.policy());
    set(
        new Facts(
            hello.host().name(), hello.host().system(), hello.host().kernel(), hello.version()));
    lastSeen = now;
    heardAt = nanos;
    clockOffset = hello.clockNanos() - now;
    for (Hello.LaneState lane : hello.spool().lanes()) {
      Agents.Place place = of(hello.epoch()).get(lane.lane());
      // What it has forgotten we had acknowledged, even where our own note of it is older.
      place(
          hello.epoch(),
          lane.lane(),
          place == null
              ? new Agents.Place(lane.first(), lane.first())
              : new Agents.Place(place.first(), Math.max(place.next(), lane.first())));
    }
    return heard;
  }

  /// Goes on from what it had said before this start.
  synchronized void resume(Hello hello) {
    said = hello;
  }

  /// Counts as heard of at a time, by a clock that never goes back.
  synchronized void attend(long nanos) {
    heardAt = nanos;
  }

  /// When it was heard of last, by that clock.
  synchronized long heardAt() {
    return heardAt;
  }

  private Map<Lane, Agents.Place> of(long epoch) {
    return places.getOrDefault(epoch, Map.of());
  }

  /// Sets where a lane stands.
  synchronized void place(long epoch, Lane lane, Agents.Place place) {
    places.computeIfAbsent(epoch, _ -> new EnumMap<>(Lane.class)).put(lane, place);
    if (places.size() > MOST_EPOCHS) {
      places.remove(places.keySet().iterator().next());
    }
    changed = true;
  }

  /// Where the lanes of an epoch stand.
  synchronized Map<Lane, Agents.Place> places(long epoch) {
    return Map.copyOf(of(epoch));
  }

  /// The epochs of which anything is known, the newest last.
  synchronized List<Long> epochs() {
    return List.copyOf(places.keySet());
  }

  /// Notes that frames are on the disk.
  synchronized void took(List<Frame> frames, long now) {
    for (Frame frame : frames) {
      Agents.Place place = of(frame.epoch()).get(frame.lane());
      long first = place == null ? frame.firstSequence() : place.first();
      long next = place == null ? frame.next() : Math.max(place.next(), frame.next());
      place(frame.epoch(), frame.lane(), new Agents.Place(first, next));
    }
    lastSeen = now;
    changed = true;
  }

  synchronized void silent(long time) {
    silent = time;
    changed = true;
  }

  synchronized void revoked(long time) {
    revoked = time;
    changed = true;
  }

  synchronized void twice(long time) {
    twice = time;
    changed = true;
  }

  /// Whether anything has changed since this was asked last.
  synchronized boolean takeChanged() {
    boolean was = changed;
    changed = false;
    return was;
  }

  /// What takes it as changed again: it could not be written.
  synchronized void keepChanged() {
    changed = true;
  }
}
