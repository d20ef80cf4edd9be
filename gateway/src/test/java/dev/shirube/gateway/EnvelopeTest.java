// SPDX-License-Identifier: Apache-2.0
package dev.shirube.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shirube.event.TenantId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class EnvelopeTest {
  private static final List<String> TEXTS = List.of("", "a", "fw-1", "日本語", "😀", "x".repeat(300));

  private static Envelope made(SplittableRandom random) {
    List<Envelope.RawRecord> records = new ArrayList<>();
    int count = random.nextInt(6);
    for (int index = 0; index < count; index++) {
      byte[] bytes = new byte[random.nextInt(400)];
      random.nextBytes(bytes);
      records.add(new Envelope.RawRecord(bytes, text(random), text(random), random.nextBoolean()));
    }
    return new Envelope(
        new TenantId("tenant-" + random.nextInt(9)),
        text(random),
        text(random),
        text(random),
        random.nextLong(),
        text(random),
        records);
  }

  private static String text(SplittableRandom random) {
    return TEXTS.get(random.nextInt(TEXTS.size()));
  }

  private static void assertSame(Envelope one, Envelope other) {
    assertThat(other).usingRecursiveComparison().isEqualTo(one);
    assertThat(other.bytes()).isEqualTo(one.bytes());
  }

  @Test
  void comesBackAsItWas() throws EnvelopeException {
    for (long seed = 0; seed < 300; seed++) {
      Envelope envelope = made(new SplittableRandom(seed));
      assertSame(envelope, EnvelopeCodec.decode(EnvelopeCodec.encode(envelope)));
    }
  }

  @Test
  void aNewerOneIsRefusedWithAdvice() {
    byte[] bytes = EnvelopeCodec.encode(made(new SplittableRandom(1)));
    bytes[1] = 2;
    assertThatThrownBy(() -> EnvelopeCodec.decode(bytes))
        .isInstanceOfSatisfying(
            EnvelopeException.class,
            e -> assertThat(e.what().id()).isEqualTo("gateway.envelope.newer"));
    assertThatThrownBy(() -> EnvelopeCodec.decode("no".getBytes(StandardCharsets.UTF_8)))
        .hasMessageContaining("foreign");
    assertThatThrownBy(() -> EnvelopeCodec.decode(new byte[0])).hasMessageContaining("damaged");
  }

  @Test
  void anyBytesAreAnEnvelopeOrADamagedOne() {
    int whole = 0;
    int damaged = 0;
    for (long seed = 0; seed < 20_000; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      byte[] bytes = EnvelopeCodec.encode(made(random));
      int edits = random.nextInt(1, 4);
      for (int edit = 0; edit < edits; edit++) {
        bytes[2 + random.nextInt(bytes.length - 2)] = (byte) random.nextInt();
      }
      if (random.nextInt(3) == 0) {
        bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length + 20));
      }
      try {
        Envelope read = EnvelopeCodec.decode(bytes);
        assertThat(read.records().size()).isLessThanOrEqualTo(bytes.length);
        whole++;
      } catch (EnvelopeException e) {
        damaged++;
      }
    }
    assertThat(whole).isGreaterThan(1_000);
    assertThat(damaged).isGreaterThan(1_000);
  }
}
