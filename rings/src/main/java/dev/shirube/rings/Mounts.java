// SPDX-License-Identifier: Apache-2.0
package dev.shirube.rings;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// Where the kernel's own file systems are mounted.
final class Mounts {
  private static final Path TABLE = Path.of("/proc/self/mounts");

  private Mounts() {}

  /// The root of the control groups of the second generation; empty when they are not mounted.
  static String cgroups() throws IOException {
    return find(new String(Files.readAllBytes(TABLE), StandardCharsets.UTF_8), "cgroup2");
  }

  /// Where the first file system of a type is mounted.
  ///
  /// @param table lines of device, folder, type and more, with a blank between
  static String find(String table, String type) {
    for (String line : table.lines().toList()) {
      int folder = line.indexOf(' ') + 1;
      int end = line.indexOf(' ', folder);
      if (folder > 0 && end > 0 && line.startsWith(type + " ", end + 1)) {
        return line.substring(folder, end).replace("\\040", " ");
      }
    }
    return "";
  }
}
