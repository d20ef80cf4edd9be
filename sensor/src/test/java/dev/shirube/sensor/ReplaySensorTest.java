// SPDX-License-Identifier: Apache-2.0
package dev.shirube.sensor;

import static dev.shirube.sensor.Collected.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shirube.event.Event;
import dev.shirube.rings.RecordFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplaySensorTest {
  @TempDir Path folder;

  private final Collected collected = new Collected();

  private Path file() throws IOException {
    Path file = folder.resolve("records");
    RecordFile.Origin origin = new RecordFile.Origin("id", "web01", "boot", 1_000_000_000L);
    try (RecordFile.Writer writer = new RecordFile.Writer(file, origin)) {
      for (MadeRecord record :
          List.of(
              MadeRecord.exec(10, 1_000_000L, "sh\0", "sh\0bin\0", ""),
              MadeRecord.fork(11, 90_000_000L, 10, 1_000_000L),
              MadeRecord.exec(11, 90_000_000L, "id\0", "id\0bin\0", ""),
              MadeRecord.exit(11, 90_000_000L, 0))) {
        writer.record(record.segment(), 0, record.array().length, false);
      }
    }
    return file;
  }

  @Test
  void whatWasRecordedIsToldAgain() throws Exception {
    for (boolean asItHappened : new boolean[] {false, true}) {
      Collected told = new Collected();
      try (ReplaySensor sensor = new ReplaySensor(file(), asItHappened)) {
        sensor.start(told);
        assertThat(sensor.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(sensor.counts().seen()).isEqualTo(4);
      }
      List<Event> events = told.events();
      assertThat(events).hasSize(4);
      assertThat(text(events.get(2), "process.parent_process.cmd_line")).isEqualTo("sh");
      assertThat(text(events.get(2), "device.hostname")).isEqualTo("web01");
      assertThat(events.get(2).time()).isEqualTo(1_090_000_005L);
      assertThat(told.losses()).isEmpty();
    }
  }

  @Test
  void aFileThatEndsTooEarlyIsALoss() throws Exception {
    Path file = file();
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length - 3));
    try (ReplaySensor sensor = new ReplaySensor(file, false)) {
      sensor.start(collected);
      assertThat(sensor.await(20, TimeUnit.SECONDS)).isTrue();
    }
    assertThat(collected.events()).hasSize(3);
    assertThat(collected.losses()).extracting(Loss::reason).containsExactly("truncated");
  }

  @Test
  void whatIsNoRecordingIsRefused() throws Exception {
    Path file = Files.writeString(folder.resolve("other"), "no records");
    try (ReplaySensor sensor = new ReplaySensor(file, false)) {
      assertThatThrownBy(() -> sensor.start(collected))
          .isInstanceOfSatisfying(
              SensorException.class,
              e -> assertThat(e.problem().what().id()).isEqualTo("sensor.replay"));
    }
  }
}
