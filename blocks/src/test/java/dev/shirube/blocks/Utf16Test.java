// SPDX-License-Identifier: Apache-2.0
package dev.shirube.blocks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class Utf16Test {
  private static int narrowed(byte[] wide, byte[] into) {
    return Utf16.toUtf8(wide, 0, wide.length, into, 0);
  }

  @Test
  void sameAsJava() {
    for (String text :
        List.of("", "abc", "é漢😀z", "\u007f\u0080\u07ff\u0800\uffff", "\ud83d\ude00")) {
      byte[] wide = text.getBytes(StandardCharsets.UTF_16LE);
      byte[] utf8 = new byte[wide.length * 2 + 4];
      int length = narrowed(wide, utf8);
      assertThat(new String(utf8, 0, length, StandardCharsets.UTF_8)).isEqualTo(text);
      byte[] back = new byte[length * 2];
      assertThat(Utf16.toUtf16(utf8, 0, length, back, 0)).isEqualTo(wide.length);
      assertThat(Arrays.copyOf(back, wide.length)).isEqualTo(wide);
    }
  }

  @Test
  void whatIsNotWellFormedIsRefusedAndTheRestComesBack() {
    SplittableRandom random = new SplittableRandom(3);
    int refused = 0;
    for (int round = 0; round < 20_000; round++) {
      byte[] wide = new byte[random.nextInt(9)];
      random.nextBytes(wide);
      for (int at = 1; at < wide.length; at += 2) {
        wide[at] = random.nextInt(3) == 0 ? (byte) (0xd8 + random.nextInt(8)) : wide[at];
      }
      byte[] utf8 = new byte[wide.length * 2 + 4];
      int length = narrowed(wide, utf8);
      if (length < 0) {
        refused++;
      } else {
        byte[] back = new byte[length * 2 + 2];
        int restored = Utf16.toUtf16(utf8, 0, length, back, 0);
        assertThat(Arrays.copyOf(back, restored)).isEqualTo(wide);
      }
    }
    assertThat(refused).isBetween(5000, 18_000);
  }
}
