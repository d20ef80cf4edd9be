// SPDX-License-Identifier: Apache-2.0
package dev.shirube.intake;

/// Who wants to know how far the reading is. Called often, so it must return quickly.
public interface IntakeProgress {
  /// For nobody.
  IntakeProgress NONE = at -> true;

  /// Tells how far the reading is.
  ///
  /// @return false to break off as soon as possible
  boolean at(Position position);

  /// How far the reading is.
  ///
  /// @param bytes bytes of the files themselves (archives as they lie on disk) that are done
  /// @param totalBytes bytes of all files
  /// @param entries entries begun
  /// @param records records read
  /// @param entry the entry being read, as people find it
  record Position(long bytes, long totalBytes, long entries, long records, String entry) {}
}
