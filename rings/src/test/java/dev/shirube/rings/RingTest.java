// SPDX-License-Identifier: Apache-2.0
package dev.shirube.rings;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A ring as the kernel lays it out, in a file, written by the test.
class RingTest {
  private static final int BYTES = 16_384;
  private static final int PAGE = 4096;
  private static final int BUSY = 1 << 31;
  private static final int DISCARDED = 1 << 30;

  @TempDir Path folder;
  private final Random random = new Random(20_250_517);
  private final Deque<byte[]> expected = new ArrayDeque<>();
  private long written;
  private int overTheEnd;

  private void write(MemorySegment file, int length, int flags) {
    long at = written % BYTES;
    byte[] content = new byte[length];
    random.nextBytes(content);
    file.set(JAVA_INT, 2L * PAGE + at, length | flags);
    for (int index = 0; index < length; index++) {
      file.set(JAVA_BYTE, 2L * PAGE + (at + 8 + index) % BYTES, content[index]);
    }
    boolean begins = at + 8 < BYTES;
    overTheEnd += begins && at + 8 + length > BYTES ? 1 : 0;
    written += (length + 15L) / 8 * 8;
    file.set(JAVA_LONG, PAGE, written);
    if (flags == 0) {
      expected.add(content);
    }
  }

  private void taken(MemorySegment data, long offset, int length) {
    byte[] record = data.asSlice(offset, length).toArray(JAVA_BYTE);
    assertThat(record).isEqualTo(expected.poll());
  }

  @Test
  void recordsAreWholeWhereverTheyLie() throws IOException {
    assumeTrue(System.getProperty("os.name").equals("Linux"), "not proven: needs Linux");
    Path path = Files.write(folder.resolve("ring"), new byte[2 * PAGE + BYTES]);
    FileCalls files = new FileCalls();
    int fd = files.open(path.toString().getBytes(UTF_8), 2);
    try (FileChannel channel =
            FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        Arena arena = Arena.ofConfined();
        Ring ring = new Ring(new LinuxCalls(), fd, BYTES)) {
      MemorySegment file = channel.map(FileChannel.MapMode.READ_WRITE, 0, 2L * PAGE + BYTES, arena);
      for (int turn = 0; turn < 2_000; turn++) {
        for (int record = random.nextInt(4); record > 0; record--) {
          write(file, 1 + random.nextInt(turn % 7 == 0 ? 2 * PAGE : 300), 0);
          write(file, 8, DISCARDED);
          if (written - file.get(JAVA_LONG, 0) > BYTES / 4) {
            int _ = ring.read(this::taken);
            ring.release();
          }
        }
        int _ = ring.read(this::taken);
        ring.release();
        assertThat(file.get(JAVA_LONG, 0)).isEqualTo(written);
      }
      assertThat(expected).isEmpty();
      assertThat(overTheEnd).as("records that go over the end").isGreaterThan(20);
      write(file, 16, BUSY);
      assertThat(ring.read(this::taken)).as("records that are not whole yet").isZero();
      assertThat(ring.waiting()).isPositive();
    } finally {
      files.close(fd);
    }
  }
}
