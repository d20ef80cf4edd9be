// SPDX-License-Identifier: Apache-2.0
package dev.shirube.wire;

import java.util.Map;

/// What a server answers to {@link Hello}.
///
/// @param timeNanos the server's clock, nanoseconds since 1970 UTC
/// @param everySeconds how often it wants to hear of the agent
/// @param policy what the agent is to do
/// @param next for each lane, the number of the event that the server expects next
public record HelloAnswer(long timeNanos, int everySeconds, Policy policy, Map<Lane, Long> next) {
  public HelloAnswer {
    next = Map.copyOf(next);
  }

  /// The body.
  public byte[] bytes() {
    return new Json.Members()
        .with("timeNanos", timeNanos)
        .with("everySeconds", everySeconds)
        .with("policy", policy.json())
        .with("next", FramesAnswer.json(next))
        .bytes();
  }

  /// Reads a body.
  public static HelloAnswer read(byte[] body) throws WireException {
    Json.Members from = JsonReader.read(body, Protocol.MOST_ANSWER_BYTES);
    return new HelloAnswer(
        from.number("timeNanos", 0, Long.MAX_VALUE),
        (int) from.number("everySeconds", 1, 3600),
        Policy.of(from.get("policy")),
        FramesAnswer.next(from.get("next")));
  }
}
