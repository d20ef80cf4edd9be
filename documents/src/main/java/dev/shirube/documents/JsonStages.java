// SPDX-License-Identifier: Apache-2.0
package dev.shirube.documents;

import org.jspecify.annotations.Nullable;

/// The ways in which JSON can be read; all give the same records. Which is used is told when the
/// program starts, see docs/decisions/012; this is for those who compare them.
public enum JsonStages {
  /// In one pass, as ever if nothing else is asked for.
  ONE_PASS,
  /// In two stages, the first with plain arithmetic.
  SCALAR,
  /// In two stages, the first with the Vector API.
  VECTOR;

  /// Whether this way can be gone: the Vector API needs a module that programs start without.
  public boolean isPresent() {
    return this != VECTOR || ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
  }

  /// The way that was asked for when the program was started; one pass if none was, which is the
  /// fastest.
  static JsonStages chosen() {
    if (Boolean.getBoolean("shirube.vector") && VECTOR.isPresent()) {
      return VECTOR;
    }
    return Integer.getInteger("shirube.json.stages", 1) == 2 ? SCALAR : ONE_PASS;
  }

  /// Runs the first stage alone over the whole blocks of a text.
  ///
  /// @return how many quotes open or close a string; 0 if there is no first stage
  public long firstStage(byte[] text) {
    StructuralScanner scanner = scanner();
    return scanner == null ? 0 : new StringBounds(scanner).countAll(text);
  }

  /// What finds the ends of strings ahead of reading; null for one pass.
  ///
  /// @throws IllegalStateException if this way is not {@link #isPresent}
  @Nullable StructuralScanner scanner() {
    if (!isPresent()) {
      throw new IllegalStateException("start Java with --add-modules jdk.incubator.vector");
    }
    return switch (this) {
      case ONE_PASS -> null;
      case SCALAR -> new ScalarScanner();
      case VECTOR -> new VectorScanner();
    };
  }
}
