// SPDX-License-Identifier: Apache-2.0
package dev.shirube.journal;

/// How a journal is kept.
///
/// @param fileBytes a file is followed by the next when it would grow beyond this, in bytes
/// @param pendingBytes how many bytes may wait for the next commit; beyond, appending is refused
/// @param entryBytes the longest entry, in bytes
/// @param catalogueVersion version of the field catalogue that entries speak of, for the head of
///   each file
/// @param firstOffset the offset at which a journal begins that has no files, or fewer than it once
///   had: what its reader has done with. So a journal that was lost never gives an offset twice
public record JournalSettings(
    long fileBytes, long pendingBytes, int entryBytes, int catalogueVersion, long firstOffset) {

  public JournalSettings {
    boolean sound =
        entryBytes > 0
            && entryBytes <= 1 << 30
            && pendingBytes >= (long) entryBytes + Frame.HEAD
            && fileBytes >= pendingBytes + JournalFile.HEAD
            && fileBytes <= 1L << 31
            && firstOffset >= 0;
    if (!sound) {
      throw new IllegalArgumentException(
          "a journal's limits: entry "
              + entryBytes
              + ", pending "
              + pendingBytes
              + ", file "
              + fileBytes
              + ", first offset "
              + firstOffset);
    }
  }

  /// Files of 128 MiB, 32 MiB that wait, entries up to 16 MiB, beginning at 0.
  public static JournalSettings of(int catalogueVersion) {
    return new JournalSettings(128L << 20, 32L << 20, 16 << 20, catalogueVersion, 0);
  }

  /// The same, beginning no earlier than at an offset.
  public JournalSettings from(long offset) {
    return new JournalSettings(fileBytes, pendingBytes, entryBytes, catalogueVersion, offset);
  }
}
