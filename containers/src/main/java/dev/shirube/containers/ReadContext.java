// SPDX-License-Identifier: Apache-2.0
package dev.shirube.containers;

import dev.shirube.catalog.Problems;
import java.nio.charset.Charset;
import java.time.ZoneId;
import java.util.Set;

/// What a reader must know beside its entry.
///
/// @param problems where damage is told
/// @param limits when to stop
/// @param ansi the code page of 8-bit texts that do not say their own
/// @param zone the zone of times that do not say their own
/// @param envelopes names of top-level arrays whose elements are the records, such as Records
/// @param receivedNanos when the input was received, nanoseconds since 1970 UTC
public record ReadContext(
    Problems problems,
    Limits limits,
    Charset ansi,
    ZoneId zone,
    Set<String> envelopes,
    long receivedNanos) {
  public ReadContext {
    envelopes = Set.copyOf(envelopes);
  }
}
