// SPDX-License-Identifier: Apache-2.0
package dev.shirube.journal;

/// What a reader of the journal comes upon.
public sealed interface Found {
  /// Where it stands.
  long offset();

  /// The offset to go on from: what follows stands there or behind.
  long next();

  /// An entry, as it was appended.
  record Entry(long offset, long next, byte[] bytes) implements Found {}

  /// A stretch that cannot be given any more. What it held is told as lost, never passed over.
  ///
  /// @param length in bytes; how many entries it held is not known when its frames are damaged
  record Gap(long offset, long length, Reason reason) implements Found {
    @Override
    public long next() {
      return offset + length;
    }
  }

  /// Why there is a gap.
  enum Reason {
    /// An entry's checksum is wrong though a later commit stands behind it: it was durable.
    DAMAGED,
    /// An entry of the file's last commit is wrong: it may be one that was never acknowledged, torn
    /// by a power cut.
    TORN,
    /// A file, or the end of one, is not there.
    MISSING,
    /// It was released before the reader came to it.
    RELEASED
  }
}
