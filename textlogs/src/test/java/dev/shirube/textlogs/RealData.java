// SPDX-License-Identifier: Apache-2.0
package dev.shirube.textlogs;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Assumptions;

/// Archives of the folder of real data; where it is absent a test says what it could not prove.
final class RealData {
  private RealData() {}

  /// The files of an archive by name, those in gzip unpacked.
  ///
  /// @param claim what the test would have proven
  static Map<String, byte[]> unzip(String archive, String claim) throws IOException {
    Path file = folder().resolve(archive);
    boolean there = Files.exists(file);
    if (!there) {
      System.out.println("not proven: " + claim + " (no " + archive + " in SHIRUBE_DATA)");
    }
    Assumptions.assumeTrue(there, () -> "not proven: " + claim);
    Map<String, byte[]> files = new TreeMap<>();
    try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(file))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        byte[] content = zip.readAllBytes();
        if (entry.getName().endsWith(".gz")) {
          try (InputStream plain = new GZIPInputStream(new ByteArrayInputStream(content))) {
            content = plain.readAllBytes();
          }
        }
        files.put(entry.getName(), content);
      }
    }
    return files;
  }

  private static Path folder() {
    String named = System.getenv("SHIRUBE_DATA");
    Path root = Path.of(System.getProperty("shirube.root", "."));
    return named == null ? root.resolve("..").resolve("shared").resolve("data") : Path.of(named);
  }

  /// The file whose name ends so.
  static byte[] ending(Map<String, byte[]> files, String ending) {
    return files.entrySet().stream()
        .filter(file -> file.getKey().endsWith(ending))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no file *" + ending + " in " + files.keySet()))
        .getValue();
  }

  static String text(byte[] content) {
    return new String(content, StandardCharsets.UTF_8);
  }
}
