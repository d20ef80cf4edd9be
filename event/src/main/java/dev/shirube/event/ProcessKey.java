// SPDX-License-Identifier: Apache-2.0
package dev.shirube.event;

import java.util.HexFormat;

/// The name of one run of a program on one host, 16 bytes that carry their own grade: the two
/// highest bits of {@code high}. Joins on a derived key are never more than likely.
///
/// @param high grade (2 bits) and the first 62 bits of the digest
/// @param low the last 64 bits of the digest
public record ProcessKey(long high, long low) {
  /// How sure it is that two equal keys are the same process.
  public enum Grade {
    /// Nothing in the event names the process well enough.
    UNKNOWN,
    /// From host, process id and start time (or the time of the event) as another log told them.
    DERIVED,
    /// From an identity that the recorder itself gave: our agent's, or a Sysmon ProcessGuid.
    EXACT
  }

  /// Length of a key on the tape and on disk, in bytes.
  public static final int BYTES = 16;

  /// A key of the given grade made of the first 126 bits of a digest.
  public static ProcessKey of(Grade grade, byte[] digest) {
    if (digest.length < BYTES) {
      throw new IllegalArgumentException("a process key needs 16 bytes, not " + digest.length);
    }
    long high = Digests.longAt(digest, 0) & 0x3fff_ffff_ffff_ffffL;
    return new ProcessKey(((long) grade.ordinal() << 62) | high, Digests.longAt(digest, 8));
  }

  /// A key from the host's name in lower case and the identity the recorder gave the process.
  public static ProcessKey exact(String host, String identity) {
    return of(Grade.EXACT, Digests.sha256("process", host, identity));
  }

  /// A key from host, process id and a start time in nanoseconds since 1970 UTC.
  public static ProcessKey derived(String host, long pid, long startNanos) {
    return of(
        Grade.DERIVED,
        Digests.sha256("process", host, Long.toString(pid), Long.toString(startNanos)));
  }

  public Grade grade() {
    int ordinal = (int) (high >>> 62);
    return ordinal < Grade.values().length ? Grade.values()[ordinal] : Grade.UNKNOWN;
  }

  /// Reads the 32 hexadecimal digits that {@link #toString()} writes.
  public static ProcessKey parse(String text) {
    EventId pair = EventId.parse(text);
    return new ProcessKey(pair.high(), pair.low());
  }

  @Override
  public String toString() {
    HexFormat hex = HexFormat.of();
    return hex.toHexDigits(high) + hex.toHexDigits(low);
  }
}
