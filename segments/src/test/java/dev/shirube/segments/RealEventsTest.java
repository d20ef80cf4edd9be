// SPDX-License-Identifier: Apache-2.0
package dev.shirube.segments;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.containers.Containers;
import dev.shirube.containers.Entry;
import dev.shirube.containers.Format;
import dev.shirube.containers.Limits;
import dev.shirube.containers.ReadContext;
import dev.shirube.containers.RecordReader;
import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.FieldNames;
import dev.shirube.formats.Formats;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Real records come back from a file to the last byte.
@Tag("data")
final class RealEventsTest {
  private static final int OF_EACH = 300;
  private static final int MOST = 12_000;
  private static final List<String> ARCHIVES =
      List.of("evtx-attack-samples.zip", "cloudtrail.zip", "zeek-samples.zip", "suricata-eve.zip");

  private final Formats formats = Formats.standard();
  private final EventBatch batch = new EventBatch(EventGenerator.TENANT, new FieldNames());

  @Test
  void comeBack() throws IOException {
    String folder = System.getenv("SHIRUBE_DATA");
    List<Path> archives = new ArrayList<>();
    for (String name : folder == null ? List.<String>of() : ARCHIVES) {
      Path archive = Path.of(folder).resolve(name);
      if (Files.exists(archive)) {
        archives.add(archive);
      }
    }
    Assumptions.assumeFalse(archives.isEmpty(), "not proven: real events come back");
    for (Path archive : archives) {
      int most = batch.count() + MOST / archives.size();
      new Containers(_ -> {}, Limits.STANDARD, _ -> {}).walk(archive, entry -> read(entry, most));
    }
    assertThat(batch.count()).isGreaterThan(3000);
    MemoryDisk disk = new MemoryDisk();
    Path file = Path.of("real");
    try (SegmentWriter writer = SegmentWriter.create(disk, file, EventGenerator.TENANT)) {
      Event event = new Event();
      for (int index = 0; index < batch.count(); index++) {
        writer.add(event.on(batch, index));
      }
      writer.finish();
    }
    try (SegmentFile segment = SegmentFile.open(disk, file, EventGenerator.TENANT)) {
      assertThat(Events.lines(segment)).isEqualTo(Events.lines(batch));
    }
  }

  private void read(Entry entry, int most) throws IOException {
    Format format = batch.count() >= most ? null : formats.recognize(entry);
    if (format == null) {
      return;
    }
    ReadContext context =
        new ReadContext(
            _ -> {}, Limits.STANDARD, StandardCharsets.UTF_8, ZoneOffset.UTC, Set.of("Records"), 0);
    int until = Math.min(most, batch.count() + OF_EACH);
    try (RecordReader reader = format.open(entry, context)) {
      boolean more = true;
      while (more && batch.count() < until) {
        more = reader.read(batch);
      }
    }
  }
}
