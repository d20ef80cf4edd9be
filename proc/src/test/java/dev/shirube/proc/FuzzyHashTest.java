// SPDX-License-Identifier: Apache-2.0
package dev.shirube.proc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Against what ssdeep 2.14.1 makes of the same bytes.
class FuzzyHashTest {
  /// Bytes of a linear congruential generator, so that anybody can make them again.
  private static byte[] made(int count) {
    byte[] bytes = new byte[count];
    int state = 1;
    for (int index = 0; index < count; index++) {
      state = state * 1103515245 + 12345;
      bytes[index] = (byte) (state >>> 16);
    }
    return bytes;
  }

  @ParameterizedTest
  @CsvSource({
    "0, 3::",
    "1, 3:j:j",
    "7, 3:B:B",
    "100, 3:OZpPTtxJ0/sCn/tazUel6n:GQRn/tIQ",
    "4096, 96:60D/ucey7/cIHEAe/gmb4TZuCeXaXQ7diFzFvG6pcEob" + ":xD/uceMkIkJ/jb4ACeXCQ7diBlG6apb",
    "50000, 768:x1k3XbCQOWPnBsbZhe1+0hBriFHtnst+KtuPNvFRo9ioyQMpVloSf"
        + ":x16X9sbZhe9DGY+82g9HZivoSf",
    "1000000, 24576:9az65cUN9WGmG8Uv4vtfUZqILq9KaB8Eh5U7QRVmPjt9S1HnhW" + ":IS7N97LvaUZqILMxXea1Y",
  })
  void isWhatSsdeepSays(int count, String expected) {
    byte[] bytes = made(count);
    FuzzyHash hash = new FuzzyHash();
    Random random = new Random(count);
    int at = 0;
    while (at < count) {
      int length = Math.min(count - at, 1 + random.nextInt(20_000));
      hash.update(Arrays.copyOfRange(bytes, at, at + length), length);
      at += length;
    }
    assertThat(hash.done()).isEqualTo(expected);
  }
}
