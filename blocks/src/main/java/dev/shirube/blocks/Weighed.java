// SPDX-License-Identifier: Apache-2.0
package dev.shirube.blocks;

/// Something that knows how much memory it takes.
public interface Weighed {
  /// About how many bytes of memory it takes.
  int weight();
}
