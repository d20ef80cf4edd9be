// SPDX-License-Identifier: Apache-2.0
package dev.shirube.days;

import dev.shirube.trial.Ground;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;

/// SigmaHQ's rules for Linux, from where the real data lies.
final class Rules {
  private Rules() {}

  /// A folder of them.
  ///
  /// @param data the folder of real data; null for none
  static Optional<Path> of(@Nullable Path data, Ground ground) throws IOException {
    Path archive = data == null ? null : data.resolve("sigma-rules.zip");
    if (archive == null || !Files.exists(archive)) {
      return Optional.empty();
    }
    Path folder = ground.folder("sigma");
    try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(archive))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        String name = entry.getName();
        if (name.contains("/rules/linux/") && name.endsWith(".yml")) {
          Files.write(
              folder.resolve(name.substring(name.lastIndexOf('/') + 1)), zip.readAllBytes());
        }
      }
    }
    return Optional.of(folder);
  }
}
