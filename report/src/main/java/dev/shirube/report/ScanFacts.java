// SPDX-License-Identifier: Apache-2.0
package dev.shirube.report;

import dev.shirube.intake.IntakeReport;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a scan was, beside its findings.
///
/// @param inputs the paths as the person gave them
/// @param intake what was read and what was not
/// @param rules how many rules ran
/// @param refused how many rules could not be used
/// @param unfed how many rules need a log source that none of the events is of
/// @param toFirst from the start to the first finding; null if there is none
/// @param whole from the start to the end
/// @param at when the scan was made
/// @param version of Shirube
public record ScanFacts(
    List<String> inputs,
    IntakeReport intake,
    int rules,
    int refused,
    int unfed,
    @Nullable Duration toFirst,
    Duration whole,
    Instant at,
    String version) {
  public ScanFacts {
    inputs = List.copyOf(inputs);
  }
}
