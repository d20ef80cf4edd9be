// SPDX-License-Identifier: Apache-2.0
package dev.shirube.eventlogs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Assumptions;

/// The folder with real data. A test that needs it is not run without it, and says so.
final class DataFolder {
  private DataFolder() {}

  private static Path folder() {
    String set = System.getenv("SHIRUBE_DATA");
    if (set != null && !set.isBlank()) {
      return Path.of(set);
    }
    String root = System.getProperty("shirube.root", "..");
    return Path.of(root).resolveSibling("shared").resolve("data");
  }

  /// The files of a zip whose names end as given, by their names.
  static Map<String, byte[]> files(String zip, String ending) throws IOException {
    Path archive = archive(zip);
    Map<String, byte[]> files = new TreeMap<>();
    try (InputStream in = Files.newInputStream(archive);
        ZipInputStream entries = new ZipInputStream(in)) {
      for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
        if (entry.getName().endsWith(ending)) {
          files.put(entry.getName(), entries.readAllBytes());
        }
      }
    }
    return files;
  }

  /// A file of the folder.
  static Path archive(String name) {
    Path file = folder().resolve(name);
    if (!Files.exists(file)) {
      System.out.println("not proven: " + file + " is missing (set SHIRUBE_DATA)");
    }
    Assumptions.assumeTrue(Files.exists(file), "not proven: no data at " + file);
    return file;
  }
}
