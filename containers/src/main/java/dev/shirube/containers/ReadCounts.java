// SPDX-License-Identifier: Apache-2.0
package dev.shirube.containers;

/// What a reader made of its entry. Nothing is passed over without being counted here.
///
/// @param records events appended
/// @param damaged records that were there but could not be read, each told as a problem
/// @param recovered records that were read although their surroundings are damaged (a chunk with a
///   wrong checksum, a file never closed); part of {@code records}
/// @param truncated values cut at a limit
public record ReadCounts(long records, long damaged, long recovered, long truncated) {
  public static final ReadCounts NONE = new ReadCounts(0, 0, 0, 0);

  public ReadCounts plus(ReadCounts other) {
    return new ReadCounts(
        records + other.records,
        damaged + other.damaged,
        recovered + other.recovered,
        truncated + other.truncated);
  }
}
