// SPDX-License-Identifier: Apache-2.0
package dev.shirube.lab;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;

/// The folder of real data that tests measure themselves on: SHIRUBE_DATA, or ../shared/data beside
/// the project. Where it is absent a test says what it could not prove.
final class LabData {
  private LabData() {}

  /// The folder, if this machine has it.
  static Optional<Path> folder() {
    String named = System.getenv("SHIRUBE_DATA");
    Path folder =
        named == null
            ? Project.here().root().resolve("..").resolve("shared").resolve("data")
            : Path.of(named);
    return Files.isDirectory(folder) ? Optional.of(folder.normalize()) : Optional.empty();
  }

  /// A file of the folder; skips the test with a note where there is none.
  ///
  /// @param claim what the test would have proven
  static Path require(String file, String claim) {
    Optional<Path> found = folder().map(folder -> folder.resolve(file)).filter(Files::exists);
    if (found.isEmpty()) {
      System.out.println("not proven: " + claim + " (no " + file + " in SHIRUBE_DATA)");
    }
    Assumptions.assumeTrue(found.isPresent(), () -> "not proven: " + claim);
    return found.orElseThrow();
  }
}
