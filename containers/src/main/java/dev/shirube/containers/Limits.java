// SPDX-License-Identifier: Apache-2.0
package dev.shirube.containers;

/// How much of an input is read before it is taken for an attack or a mistake.
///
/// @param entryBytes most bytes of one entry, decompressed
/// @param totalBytes most bytes of one argument with all its archives, decompressed
/// @param ratio most bytes out per byte in, judged after the first 64 MiB
/// @param entries most entries of one archive
/// @param nesting how deep archives may lie in archives
/// @param recordBytes most bytes of one record; the rest of a longer one is cut and said
/// @param fields most fields of one record; those beyond are kept together in one value
/// @param depth deepest nesting of one record
public record Limits(
    long entryBytes,
    long totalBytes,
    int ratio,
    int entries,
    int nesting,
    int recordBytes,
    int fields,
    int depth) {
  /// What a scan uses unless told otherwise.
  public static final Limits STANDARD =
      new Limits(64L << 30, 256L << 30, 2_000, 1_000_000, 4, 16 << 20, 10_000, 64);
}
