// SPDX-License-Identifier: Apache-2.0
package dev.shirube.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// What needs no other reader; what others read of a file is in the room oracle.
class ParquetFileTest {
  private static final String LINE =
      "{\"time_dt\":\"2026-01-01T00:00:00Z\",\"unmapped\":{\"a\":\"b\"}}";

  @Test
  void beginsAndEndsAsParquetDoesOnAnyFileSystem() throws IOException {
    for (Configuration of : new Configuration[] {Configuration.unix(), Configuration.windows()}) {
      try (FileSystem system = Jimfs.newFileSystem(of)) {
        Path path = system.getRootDirectories().iterator().next().resolve("x.parquet");
        Files.writeString(path, "what was there before, which is longer".repeat(1_000));
        try (ParquetFile file = new ParquetFile(path)) {
          file.add(LINE);
          file.finish();
        }
        byte[] bytes = Files.readAllBytes(path);
        assertThat(new String(bytes, 0, 4, StandardCharsets.US_ASCII)).isEqualTo("PAR1");
        assertThat(new String(bytes, bytes.length - 4, 4, StandardCharsets.US_ASCII))
            .isEqualTo("PAR1");
        int footer = Integer.reverseBytes(ByteBuffer.wrap(bytes).getInt(bytes.length - 8));
        assertThat(footer).isBetween(100, bytes.length - 12);
      }
    }
  }

  @Test
  void theSameEventsAreTheSameBytes() throws IOException {
    try (FileSystem system = Jimfs.newFileSystem(Configuration.unix())) {
      Path one = system.getPath("/one");
      Path other = system.getPath("/other");
      for (Path path : new Path[] {one, other}) {
        try (ParquetFile file = new ParquetFile(path, 3)) {
          for (int index = 0; index < 10; index++) {
            file.add(LINE);
            file.add("{\"process\":{\"pid\":" + index + "}}");
          }
          file.finish();
        }
      }
      assertThat(Files.mismatch(one, other)).isEqualTo(-1);
      assertThat(Files.size(one)).isPositive();
    }
  }

  @Test
  void aLineThatIsNoEventIsRefused() throws IOException {
    try (FileSystem system = Jimfs.newFileSystem(Configuration.unix());
        ParquetFile file = new ParquetFile(system.getPath("/x"))) {
      assertThatThrownBy(() -> file.add("{\"answer\":")).isInstanceOf(MalformedLine.class);
    }
  }
}
