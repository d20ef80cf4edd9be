// SPDX-License-Identifier: Apache-2.0
package dev.shirube.containers;

/// Hears how far a walk is.
@FunctionalInterface
public interface Progress {
  /// So many more bytes of the files on disk have been read.
  void advanced(long bytes);
}
