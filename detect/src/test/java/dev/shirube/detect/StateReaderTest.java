// SPDX-License-Identifier: Apache-2.0
package dev.shirube.detect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.event.Digests;
import dev.shirube.event.FieldNames;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// State files that are not what was written.
class StateReaderTest {
  private static final int MUTATIONS = 3_000;

  private final List<String> problems = new ArrayList<>();

  private static byte[] state(RandomCorrelations made) throws IOException {
    CorrelationLimits limits = CorrelationLimits.LIVE;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (RuleDetector detector = made.detector(limits, new ArrayList<>())) {
      List<Integer> places = IntStream.range(0, made.events.size()).boxed().toList();
      detector.detect(RandomCorrelations.batch(made.events, places, new FieldNames()), _ -> {});
      detector.writeTo(out, "mark");
    }
    return out.toByteArray();
  }

  private String read(RandomCorrelations made, byte[] state) throws IOException {
    try (RuleDetector detector = made.detector(CorrelationLimits.LIVE, problems)) {
      String mark = detector.readFrom(new ByteArrayInputStream(state), "state");
      detector.finish(_ -> {});
      return String.valueOf(mark);
    }
  }

  @Test
  void damageIsToldAndNothingElseHappens() throws IOException {
    Random random = new Random(5);
    List<RandomCorrelations> all =
        LongStream.range(0, 10).mapToObj(RandomCorrelations::new).toList();
    List<byte[]> states = new ArrayList<>();
    for (RandomCorrelations each : all) {
      states.add(state(each));
    }
    int read = 0;
    for (int round = 0; round < MUTATIONS; round++) {
      RandomCorrelations made = all.get(round % all.size());
      byte[] state = states.get(round % all.size());
      byte[] damaged = damage(state, random);
      // Every second one with a right digest, so that what is behind it is reached.
      if (round % 2 == 0 && damaged.length > 32) {
        digest(damaged);
      }
      problems.clear();
      boolean same = Arrays.equals(state, damaged);
      String mark = read(made, damaged);
      if (mark.equals("null")) {
        assertThat(problems).as("round %s", round).hasSize(1);
      } else {
        assertThat(round % 2 == 0 || same).as("round %s: damage unseen", round).isTrue();
        read++;
      }
    }
    assertThat(read).isLessThan(MUTATIONS / 3);
  }

  private static void digest(byte[] state) {
    MessageDigest digest = Digests.sha256();
    digest.update(state, 0, state.length - 32);
    System.arraycopy(digest.digest(), 0, state, state.length - 32, 32);
  }

  private static byte[] damage(byte[] state, Random random) {
    byte[] damaged = state.clone();
    int at = random.nextInt(state.length);
    switch (random.nextInt(5)) {
      case 0 -> damaged[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> damaged[at] = (byte) random.nextInt(256);
      case 2 -> damaged = Arrays.copyOf(state, at);
      case 3 -> Arrays.fill(damaged, at, Math.min(state.length, at + 4), (byte) 0xff);
      default -> {
        int length = Math.min(state.length - at, random.nextInt(64));
        System.arraycopy(state, random.nextInt(state.length - length), damaged, at, length);
      }
    }
    return damaged;
  }

  @Test
  void aChangedRuleStartsAnew() throws IOException {
    RandomCorrelations made = new RandomCorrelations(3);
    RandomCorrelations other = new RandomCorrelations(4);
    assertThat(read(other, state(made))).isEqualTo("mark");
    assertThat(problems).isNotEmpty().allMatch(each -> each.contains("detect.state.changed"));
  }

  @Test
  void aNewerFormatIsRefused() throws IOException {
    RandomCorrelations made = new RandomCorrelations(3);
    byte[] state = state(made);
    state[11]++;
    assertThat(read(made, state)).isEqualTo("null");
    assertThat(problems).singleElement().matches(each -> each.contains("detect.state.newer"));
  }

  @Test
  void nothingAtAllIsDamaged() throws IOException {
    assertThat(read(new RandomCorrelations(3), new byte[0])).isEqualTo("null");
    assertThat(problems).singleElement().matches(each -> each.contains("detect.state.damaged"));
  }
}
