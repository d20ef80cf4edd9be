// SPDX-License-Identifier: Apache-2.0
package dev.shirube.eventlogs;

/// How much work one chunk may cause. Offsets in a hostile chunk can point back at themselves and
/// templates can repeat values; both end here, in bounded time.
final class StepBudget {
  /// Sixty-four steps for every byte of a chunk. Honest chunks need fewer than two.
  static final long PER_CHUNK = 64L * ChunkBytes.SIZE;

  private long left = PER_CHUNK;
  private long total;

  /// Begins a new chunk.
  void renew() {
    left = PER_CHUNK;
  }

  /// Takes steps from the budget.
  ///
  /// @param at where in the chunk the work is done
  void spend(long steps, int at) throws BrokenBinXml {
    total += Math.min(steps, left + 1);
    left -= steps;
    if (left < 0) {
      left = 0;
      throw new BrokenBinXml(at);
    }
  }

  /// All steps taken so far, over all chunks.
  long total() {
    return total;
  }
}
