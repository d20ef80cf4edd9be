// SPDX-License-Identifier: Apache-2.0
package dev.shirube.gateway;

import dev.shirube.event.TenantId;
import java.util.List;

/// What a door received in one go, as it is written to the journal: records of one sender, not yet
/// looked into.
///
/// @param tenant whose it is, as told by who the sender is, never by what it sent
/// @param source the sender's name, as the tenant knows it
/// @param door which door it came through, such as syslog-tcp
/// @param format a hint for reading the records, such as syslog or json
/// @param receivedNanos when, in nanoseconds since 1970 UTC, by this machine's clock
/// @param sender the address it came from
/// @param records in the order they came
public record Envelope(
    TenantId tenant,
    String source,
    String door,
    String format,
    long receivedNanos,
    String sender,
    List<RawRecord> records) {

  public Envelope {
    records = List.copyOf(records);
  }

  /// One record.
  ///
  /// @param bytes as received, without the framing of its door
  /// @param collection where the sender wanted it, such as the index of a bulk request; may be
  ///   empty
  /// @param id by which the sender knows it, so that sending twice adds nothing; may be empty
  /// @param cut whether its end was cut off because it was too long
  public record RawRecord(byte[] bytes, String collection, String id, boolean cut) {
    /// A record of which the sender says nothing more.
    public static RawRecord of(byte[] bytes) {
      return new RawRecord(bytes, "", "", false);
    }
  }

  /// How many bytes the records have.
  public long bytes() {
    return records.stream().mapToLong(record -> record.bytes().length).sum();
  }
}
