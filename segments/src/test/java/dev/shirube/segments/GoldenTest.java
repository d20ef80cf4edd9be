// SPDX-License-Identifier: Apache-2.0
package dev.shirube.segments;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// A file of each version of the format that was ever released must be read for ever. Version 1 is
/// written anew with -Dgolden=write only until its release.
final class GoldenTest {
  private static final Path FILE = Path.of("golden");
  private static final Path FOLDER =
      Path.of(System.getProperty("shirube.root", ".."), "segments/src/test/resources")
          .resolve("dev/shirube/segments");

  private final MemoryDisk disk = new MemoryDisk();

  @Test
  void versionOneIsRead() throws IOException {
    if ("write".equals(System.getProperty("golden"))) {
      write();
    }
    disk.put(FILE, resource("version-1.segment"));
    String lines = new String(resource("version-1.txt"), StandardCharsets.UTF_8);
    try (SegmentFile file = SegmentFile.open(disk, FILE, EventGenerator.TENANT)) {
      file.verify();
      assertThat(String.join("\n", Events.lines(file)) + "\n").isEqualTo(lines);
      assertThat(file.rows()).isEqualTo(120);
    }
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = GoldenTest.class.getResourceAsStream(name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    }
  }

  private void write() throws IOException {
    EventBatch batch = Events.generated(1, 120);
    try (SegmentWriter writer = SegmentWriter.create(disk, FILE, EventGenerator.TENANT)) {
      Event event = new Event();
      for (int index = 0; index < batch.count(); index++) {
        writer.add(event.on(batch, index));
      }
      writer.finish();
    }
    Files.createDirectories(FOLDER);
    Files.write(FOLDER.resolve("version-1.segment"), disk.content(FILE));
    Files.writeString(
        FOLDER.resolve("version-1.txt"), String.join("\n", Events.lines(batch)) + "\n");
  }
}
