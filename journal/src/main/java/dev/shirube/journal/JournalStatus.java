// SPDX-License-Identifier: Apache-2.0
package dev.shirube.journal;

import dev.shirube.catalog.Problem;
import java.util.List;

/// How a journal stands, for people and for admission. Counts are since it was opened.
///
/// @param first the offset of the oldest entry that can still be read
/// @param end the offset behind the last durable entry
/// @param files how many files there are
/// @param pendingEntries entries that wait for a commit
/// @param pendingBytes their bytes, with what they take beside
/// @param traffic what went through
/// @param losses what went wrong with what was on the disk
/// @param writable whether the last commit succeeded
/// @param told what a person should know, the oldest first, at most a hundred
public record JournalStatus(
    long first,
    long end,
    int files,
    int pendingEntries,
    long pendingBytes,
    Traffic traffic,
    Losses losses,
    boolean writable,
    List<Problem> told) {

  public JournalStatus {
    told = List.copyOf(told);
  }

  /// What went through a journal.
  ///
  /// @param entries made durable
  /// @param bytes made durable
  /// @param commits that succeeded
  /// @param failedEntries that could not be written and whose tickets say so
  /// @param refused times that appending was refused because too much was waiting
  public record Traffic(long entries, long bytes, long commits, long failedEntries, long refused) {}

  /// What went wrong.
  ///
  /// @param damagedPlaces stretches that were passed over
  /// @param damagedBytes their bytes
  /// @param tornBytes half written bytes cut off at opening
  /// @param poisonedFiles files given up because the disk did not take what was written
  public record Losses(long damagedPlaces, long damagedBytes, long tornBytes, long poisonedFiles) {}
}
