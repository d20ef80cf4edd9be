// SPDX-License-Identifier: Apache-2.0
package dev.shirube.documents;

/// Stage one of reading JSON in two stages: looks at blocks of {@value #BLOCK} bytes, says of each
/// which bytes are quotes, backslashes and beyond ASCII, and so fills an index that stage two
/// walks. One twin works with plain arithmetic, the other with the Vector API; what they say is the
/// same.
interface StructuralScanner {
  /// How many bytes one block has: as many as a mask has bits.
  int BLOCK = 64;

  /// Is told what stands in each block.
  interface Masks {
    /// Takes the masks of the next block.
    ///
    /// @param at where the block begins
    /// @param quotes bit i is set if byte i is a quote; so for backslashes and bytes beyond ASCII
    void block(int at, long quotes, long slashes, long high);
  }

  /// Looks at blocks.
  ///
  /// @param from where the first block begins
  /// @param blocks how many whole blocks there are
  /// @param index is told the masks of each block, in their order
  void scan(byte[] bytes, int from, int blocks, Masks index);
}
