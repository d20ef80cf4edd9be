// SPDX-License-Identifier: Apache-2.0
package dev.shirube.agent;

/// How much of the disk what was not sent yet may take.
///
/// @param mostBytes all lanes together
/// @param freeBytes that stay free for others
/// @param fileBytes one file of a lane: what is let go at once
/// @param entryBytes the largest frame
public record SpoolLimits(long mostBytes, long freeBytes, long fileBytes, int entryBytes) {
  private static final int ENTRY_BYTES = (1 << 20) + (16 << 10);
  private static final long FILE_BYTES = 4L << 20;

  /// Limits for so much of the disk.
  public static SpoolLimits of(long mostBytes, long freeBytes) {
    long file = Math.clamp(mostBytes / 16, ENTRY_BYTES + 4096L, FILE_BYTES);
    return new SpoolLimits(mostBytes, freeBytes, file, ENTRY_BYTES);
  }

  /// The same with other bounds, for files that are there.
  public SpoolLimits with(long newMostBytes, long newFreeBytes) {
    return new SpoolLimits(newMostBytes, newFreeBytes, fileBytes, entryBytes);
  }
}
