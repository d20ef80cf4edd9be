// SPDX-License-Identifier: Apache-2.0
package dev.shirube.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// How an agent is, told at its start and every 30 seconds: the server's sign that it lives.
///
/// @param version the agent's version
/// @param epoch which spool it has, see {@link Frame}
/// @param clockNanos its clock, nanoseconds since 1970 UTC
/// @param host the machine
/// @param capabilities what it can see; null where nothing changed since the last one of this run
/// @param sensors what its sensors counted since the agent started
/// @param spool what waits to be sent
/// @param policy the version of the policy it follows
public record Hello(
    String version,
    long epoch,
    long clockNanos,
    AgentHost host,
    @Nullable Capabilities capabilities,
    List<SensorState> sensors,
    Spool spool,
    long policy) {

  private static final int MOST_SENSORS = 64;

  public Hello {
    sensors = List.copyOf(sensors);
  }

  /// What one sensor counted since the agent started.
  ///
  /// @param name such as kernel
  /// @param seen events it saw
  /// @param lost events that it knows it lost
  /// @param cut events of which something was cut off
  /// @param lagNanos how far behind it was when it looked last
  public record SensorState(String name, long seen, long lost, long cut, long lagNanos) {}

  /// What waits to be sent.
  ///
  /// @param bytes on the disk
  /// @param mostBytes it may take
  public record Spool(long bytes, long mostBytes, List<LaneState> lanes) {
    public Spool {
      lanes = List.copyOf(lanes);
    }

    /// Whether a server expects numbers that were never given: the spool was set back.
    public boolean isBehind(Map<Lane, Long> next) {
      return lanes.stream().anyMatch(lane -> next.getOrDefault(lane.lane(), 0L) > lane.next());
    }
  }

  /// One lane of it.
  ///
  /// @param first the number of the first event that is not acknowledged yet, in a frame or in a
  ///   gap; a server that does not know the epoch expects it next
  /// @param next the number that the next event will get
  public record LaneState(Lane lane, long first, long next) {}

  /// The body.
  public byte[] bytes() {
    List<Json> counted = new ArrayList<>();
    for (SensorState sensor : sensors) {
      counted.add(
          new Json.Members()
              .with("name", sensor.name())
              .with("seen", sensor.seen())
              .with("lost", sensor.lost())
              .with("cut", sensor.cut())
              .with("lagNanos", sensor.lagNanos())
              .json());
    }
    List<Json> lanes = new ArrayList<>();
    for (LaneState lane : spool.lanes()) {
      lanes.add(
          new Json.Members()
              .with("lane", lane.lane().word())
              .with("first", lane.first())
              .with("next", lane.next())
              .json());
    }
    Json.Members body =
        new Json.Members()
            .with("version", version)
            .with("epoch", epoch)
            .with("clockNanos", clockNanos)
            .with("host", host.json())
            .with("sensors", new Json.Items(counted))
            .with("spoolBytes", spool.bytes())
            .with("spoolMostBytes", spool.mostBytes())
            .with("lanes", new Json.Items(lanes))
            .with("policy", policy);
    Capabilities seen = capabilities;
    return (seen == null ? body : body.with("capabilities", seen.json())).bytes();
  }

  /// Reads a body.
  public static Hello read(byte[] body) throws WireException {
    Json.Members from = Json.read(body, Protocol.MOST_HELLO_BYTES);
    List<SensorState> sensors = new ArrayList<>();
    for (Json item : from.items("sensors", MOST_SENSORS)) {
      Json.Members sensor = Json.members(item);
      sensors.add(
          new SensorState(
              sensor.text("name", 64),
              sensor.number("seen", 0, Long.MAX_VALUE),
              sensor.number("lost", 0, Long.MAX_VALUE),
              sensor.number("cut", 0, Long.MAX_VALUE),
              sensor.number("lagNanos", 0, Long.MAX_VALUE)));
    }
    Json seen = from.find("capabilities");
    return new Hello(
        from.text("version", AgentHost.LONGEST),
        from.number("epoch", 0, Long.MAX_VALUE),
        from.number("clockNanos", 0, Long.MAX_VALUE),
        AgentHost.of(from.get("host")),
        seen == null ? null : Capabilities.of(Json.items(seen, "capabilities", Capabilities.MOST)),
        sensors,
        spool(from),
        from.number("policy", 0, Long.MAX_VALUE));
  }

  private static Spool spool(Json.Members from) throws WireException {
    List<LaneState> lanes = new ArrayList<>();
    for (Json item : from.items("lanes", Lane.values().length)) {
      Json.Members lane = Json.members(item);
      long first = lane.number("first", 0, Long.MAX_VALUE);
      long next = lane.number("next", first, Long.MAX_VALUE);
      lanes.add(new LaneState(lane.lane(), first, next));
    }
    return new Spool(
        from.number("spoolBytes", 0, Long.MAX_VALUE),
        from.number("spoolMostBytes", 0, Long.MAX_VALUE),
        lanes);
  }
}
