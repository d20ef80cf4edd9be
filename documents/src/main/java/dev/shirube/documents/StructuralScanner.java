// SPDX-License-Identifier: Apache-2.0
package dev.shirube.documents;

import org.jspecify.annotations.Nullable;

/// Stage one of reading JSON in two stages: looks at blocks of {@value #BLOCK} bytes, says of each
/// which bytes are quotes, backslashes and beyond ASCII, and so fills an index that stage two
/// walks. One twin works with plain arithmetic, the other with the Vector API; what they say is the
/// same.
interface StructuralScanner {
  /// How many bytes one block has: as many as a mask has bits.
  int BLOCK = 64;

  /// The system property that asks for the Vector API.
  String VECTOR = "shirube.vector";

  /// The system property that asks for both stages with plain arithmetic.
  String TWO_STAGES = "shirube.json.stages";

  /// Looks at blocks.
  ///
  /// @param from where the first block begins
  /// @param blocks how many whole blocks there are
  /// @param index is told the masks of each block, in their order
  void scan(byte[] bytes, int from, int blocks, StringBounds index);

  /// The scanner that was asked for when the program was started; null for none, where strings are
  /// read in one pass, which is the fastest without the Vector API.
  static @Nullable StructuralScanner chosen() {
    if (Boolean.getBoolean(VECTOR) && isVectorPresent()) {
      return new VectorScanner();
    }
    return Integer.getInteger(TWO_STAGES, 1) == 2 ? new ScalarScanner() : null;
  }

  /// Whether the program was started with the module of the Vector API.
  static boolean isVectorPresent() {
    return ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
  }
}
