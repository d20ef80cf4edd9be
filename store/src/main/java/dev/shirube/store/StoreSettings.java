// SPDX-License-Identifier: Apache-2.0
package dev.shirube.store;

/// How the store behaves. Limits hold for each tenant alone, so that none takes from another.
///
/// @param tuning when to seal and how big parts become
/// @param limits what a tenant may take
/// @param signer signs tombstones and checkpoints
/// @param questions reads the questions of holds
public record StoreSettings(
    Tuning tuning, Limits limits, Signed.Signer signer, Hold.Questions questions) {
  /// When to seal and how big parts become.
  ///
  /// @param sealRows seal when so many events are open
  /// @param sealBytes seal when open events take so many bytes
  /// @param sealNanos seal when open events are so many nanoseconds old
  /// @param partRows no part gets more rows than this
  /// @param fanOut so many neighbors of a size are merged into one
  public record Tuning(int sealRows, long sealBytes, long sealNanos, int partRows, int fanOut) {
    public Tuning {
      if (sealRows < 1 || sealBytes < 1 || sealNanos < 1 || partRows < 1 || fanOut < 2) {
        throw new IllegalArgumentException("figures of the store are positive, fanOut at least 2");
      }
    }
  }

  /// What a tenant may take.
  ///
  /// @param openRows how many events may be open, not yet sealed
  /// @param openBytes how many bytes they may take
  /// @param finds how many looks may go on at a time
  /// @param scannedRows how many rows one look may judge
  public record Limits(int openRows, long openBytes, int finds, long scannedRows) {
    public Limits {
      if (openRows < 1 || openBytes < 1 || finds < 1 || scannedRows < 1) {
        throw new IllegalArgumentException("limits of the store are positive");
      }
    }
  }

  /// Figures that suit the memory this process may take: what is open takes a twelfth of it until
  /// it is sealed, for a tenant a sixth at most while sealing is slow, and never so little that
  /// parts become tiny.
  public static StoreSettings usual(Signed.Signer signer, Hold.Questions questions) {
    long minute = 60_000_000_000L;
    long memory = Runtime.getRuntime().maxMemory();
    long sealed = Math.clamp(memory / 12, 32L << 20, 256L << 20);
    return new StoreSettings(
        new Tuning(1 << 18, sealed, minute, 1 << 20, 4),
        new Limits(1 << 20, Math.max(sealed * 2, memory / 6), 16, 1L << 30),
        signer,
        questions);
  }
}
