// SPDX-License-Identifier: Apache-2.0
package dev.shirube.detect;

import dev.shirube.event.Digests;
import dev.shirube.event.EventId;
import java.util.HexFormat;
import java.util.List;

/// The name of a finding, 16 bytes: the same rule text on the same events always gives the same.
public record FindingId(long high, long low) implements Comparable<FindingId> {
  /// The id from the rule, the hash of its content, and the events in the order of their ids.
  public static FindingId of(String ruleId, String ruleHash, List<EventId> events) {
    String ids = String.join(",", events.stream().sorted().map(EventId::toString).toList());
    byte[] hash = Digests.sha256("finding", ruleId, ruleHash, ids);
    return new FindingId(Digests.longAt(hash, 0), Digests.longAt(hash, 8));
  }

  @Override
  public int compareTo(FindingId other) {
    int first = Long.compareUnsigned(high, other.high);
    return first != 0 ? first : Long.compareUnsigned(low, other.low);
  }

  @Override
  public String toString() {
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(high) + hex.toHexDigits(low);
  }
}
