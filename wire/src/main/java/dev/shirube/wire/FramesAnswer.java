// SPDX-License-Identifier: Apache-2.0
package dev.shirube.wire;

import java.util.EnumMap;
import java.util.Map;

/// What a server answers to frames: up to where it has each lane, on its disk.
///
/// @param next for each lane that it knows, the number of the event that it expects next: all
///   before may be forgotten
/// @param policy the version of the policy that holds; another one than the agent's asks it to say
///   hello at once
public record FramesAnswer(Map<Lane, Long> next, long policy) {
  public FramesAnswer {
    next = Map.copyOf(next);
  }

  static Json json(Map<Lane, Long> next) {
    Json.Members members = new Json.Members();
    for (Lane lane : Lane.values()) {
      Long number = next.get(lane);
      if (number != null) {
        members.with(lane.word(), number);
      }
    }
    return members.json();
  }

  static Map<Lane, Long> next(Json json) throws WireException {
    Json.Members from = Json.members(json);
    Map<Lane, Long> next = new EnumMap<>(Lane.class);
    for (Lane lane : Lane.values()) {
      if (from.find(lane.word()) != null) {
        next.put(lane, from.number(lane.word(), 0, Long.MAX_VALUE));
      }
    }
    return next;
  }

  /// The body.
  public byte[] bytes() {
    return new Json.Members().with("next", json(next)).with("policy", policy).bytes();
  }

  /// Reads a body.
  public static FramesAnswer read(byte[] body) throws WireException {
    Json.Members from = Json.read(body, Protocol.MOST_ANSWER_BYTES);
    return new FramesAnswer(next(from.get("next")), from.number("policy", 0, Long.MAX_VALUE));
  }
}
