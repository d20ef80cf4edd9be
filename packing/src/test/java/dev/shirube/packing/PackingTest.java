// SPDX-License-Identifier: Apache-2.0
package dev.shirube.packing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PackingTest {
  @Test
  void numbersComeBack() {
    SplittableRandom random = new SplittableRandom(1);
    ByteWriter out = new ByteWriter();
    long[] values = new long[3000];
    for (int at = 0; at < values.length; at++) {
      values[at] = random.nextLong() >> random.nextInt(64);
      out.number(values[at]).signed(values[at]).u64(values[at]).u32((int) values[at]);
    }
    ByteReader in = new ByteReader(out.copy());
    for (long value : values) {
      assertThat(in.number()).isEqualTo(value);
      assertThat(in.signed()).isEqualTo(value);
      assertThat(in.u64()).isEqualTo(value);
      assertThat(in.u32()).isEqualTo((int) value);
    }
    assertThat(in.left()).isZero();
  }

  @Test
  void spansComeBack() {
    SplittableRandom random = new SplittableRandom(2);
    try (Packer packer = new Packer(3);
        Sections sections = new Sections(3)) {
      for (int length = 0; length < 5000; length += 1 + length / 3) {
        byte[] raw = new byte[length + 2];
        random.nextBytes(raw);
        Arrays.fill(raw, length / 2, length, (byte) 7);
        byte[] packed = packer.pack(raw, 1, length);
        assertThat(Packed.unpack(packed, 0, packed.length, length))
            .isEqualTo(Arrays.copyOfRange(raw, 1, length + 1));
        ByteWriter out = new ByteWriter();
        sections.write(out, raw, 1, length);
        byte[] into = new byte[length];
        Sections.read(new ByteReader(out.copy()), into, 0, length);
        assertThat(into).isEqualTo(Arrays.copyOfRange(raw, 1, length + 1));
      }
    }
  }

  @Test
  void whateverTheBytesReadingEnds() {
    SplittableRandom random = new SplittableRandom(3);
    byte[] raw = new byte[4000];
    try (Packer packer = new Packer(3)) {
      for (int at = 0; at < raw.length; at++) {
        raw[at] = (byte) (at % 50 + random.nextInt(3));
      }
      byte[] packed = packer.pack(raw, 0, raw.length);
      int refused = 0;
      for (int turn = 0; turn < 20_000; turn++) {
        byte[] damaged = packed.clone();
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
        int length = random.nextInt(4) == 0 ? random.nextInt(8000) : raw.length;
        try {
          assertThat(Packed.unpack(damaged, 0, damaged.length, length)).hasSize(length);
        } catch (IllegalArgumentException e) {
          refused++;
        }
      }
      assertThat(refused).isGreaterThan(1000);
    }
  }
}
