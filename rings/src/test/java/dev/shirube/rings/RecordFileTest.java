// SPDX-License-Identifier: Apache-2.0
package dev.shirube.rings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordFileTest {
  private static final RecordFile.Origin ORIGIN = new RecordFile.Origin("id", "name", "boot", 42);

  @TempDir Path folder;

  private Path file(int records) throws IOException {
    Path file = folder.resolve("records");
    try (RecordFile.Writer writer = new RecordFile.Writer(file, ORIGIN)) {
      for (int index = 0; index < records; index++) {
        byte[] record = new byte[8 + index];
        Arrays.fill(record, (byte) index);
        writer.record(MemorySegment.ofArray(record), 4, 4 + index, index % 2 == 1);
      }
    }
    return file;
  }

  @Test
  void whatWasWrittenIsRead() throws IOException {
    try (RecordFile.Reader reader = new RecordFile.Reader(file(3))) {
      assertThat(reader.origin()).isEqualTo(ORIGIN);
      for (int index = 0; index < 3; index++) {
        assertThat(reader.next()).isTrue();
        assertThat(reader.record().byteSize()).isEqualTo(4 + index);
        assertThat(reader.isUrgent()).isEqualTo(index % 2 == 1);
      }
      assertThat(reader.next()).isFalse();
    }
  }

  @Test
  void hostileFilesEndInAnExceptionOrTheirEnd() throws IOException {
    byte[] whole = Files.readAllBytes(file(20));
    Random random = new Random(7);
    int ended = 0;
    int refused = 0;
    for (int turn = 0; turn < 2000; turn++) {
      byte[] bytes = Arrays.copyOf(whole, random.nextInt(whole.length + 1));
      for (int change = random.nextInt(4); change > 0 && bytes.length > 0; change--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      Path file = Files.write(folder.resolve("hostile"), bytes);
      try (RecordFile.Reader reader = new RecordFile.Reader(file)) {
        while (reader.next()) {
          assertThat(reader.record().byteSize()).isLessThanOrEqualTo(1 << 16);
        }
        ended++;
      } catch (IOException _) {
        refused++;
      }
    }
    assertThat(ended).isPositive();
    assertThat(refused).isPositive();
  }

  @Test
  void anotherFileIsRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("other"), "something else altogether");
    assertThatThrownBy(() -> new RecordFile.Reader(file)).isInstanceOf(IOException.class);
  }
}
