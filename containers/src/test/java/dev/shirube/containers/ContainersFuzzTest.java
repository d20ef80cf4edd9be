// SPDX-License-Identifier: Apache-2.0
package dev.shirube.containers;

import static dev.shirube.containers.Archives.file;
import static dev.shirube.containers.Archives.gzip;
import static dev.shirube.containers.Archives.joined;
import static dev.shirube.containers.Archives.stored;
import static dev.shirube.containers.Archives.tar;
import static dev.shirube.containers.Archives.zip;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Archives that were flipped, cut, spliced and repeated: none may end in an exception, give more
/// than the limits allow, or take long.
class ContainersFuzzTest {
  private static final int ROUNDS = 1_500;
  private static final Limits LIMITS =
      new Limits(1 << 22, 1 << 23, 2_000, 1_000, 4, 1 << 16, 1_000, 64);

  private static List<byte[]> seeds() {
    Archives.Packed json = file("a.json", "{\"a\":\"日本\"}\n".repeat(50));
    Archives.Packed inner = new Archives.Packed("b.tgz", gzip(tar(json, file("c/d.log", "x\n"))));
    byte[] streamed =
        joined(
            stored("s", Archives.utf8("stored PK text"), true, 0),
            stored("secret", new byte[30], true, 1),
            Archives.directoryEnd());
    return List.of(
        zip(json, inner),
        gzip(tar(json, json)),
        tar(json, inner, file("n".repeat(150), "long")),
        streamed,
        gzip(json.bytes()),
        zip(new Archives.Packed("z.zip", zip(json, inner)), json));
  }

  @Test
  void survivesDamage() throws IOException {
    long seed = 20260101L;
    Random random = new Random(seed);
    List<byte[]> seeds = seeds();
    long entries = 0;
    long told = 0;
    for (int round = 0; round < ROUNDS; round++) {
      byte[] input = mutate(seeds, random);
      long[] seen = new long[3];
      Budget budget = new Budget(LIMITS, _ -> seen[0]++, _ -> {});
      budget.beginFile();
      budget.tookIn(input.length);
      StreamWalk walk =
          new StreamWalk(budget, entry -> seen[1] += entry.open().readAllBytes().length);
      try {
        walk.walk("fuzz", new ByteArrayInputStream(input), 0);
      } catch (IOException | RuntimeException e) {
        throw new AssertionError("seed " + seed + " round " + round, e);
      }
      entries += walk.entries();
      told += seen[0];
      assertThat(seen[1]).as("round %s", round).isLessThan(1 << 23);
      assertThat(seen[0]).as("problems of round %s", round).isLessThan(100);
    }
    assertThat(entries).isGreaterThan(ROUNDS);
    assertThat(told).isGreaterThan(ROUNDS / 4);
  }

  private static byte[] mutate(List<byte[]> seeds, Random random) {
    byte[] input = seeds.get(random.nextInt(seeds.size())).clone();
    int changes = 1 + random.nextInt(6);
    for (int change = 0; change < changes; change++) {
      int at = random.nextInt(input.length);
      input =
          switch (random.nextInt(6)) {
            case 0 -> flip(input, at, random.nextInt(8));
            case 1 -> Arrays.copyOf(input, at + 1);
            case 2 -> splice(input, at, seeds.get(random.nextInt(seeds.size())), random);
            case 3 -> joined(input, Arrays.copyOfRange(input, at, input.length));
            case 4 -> fill(input, at, random);
            default -> joined(Arrays.copyOf(input, at), new byte[random.nextInt(700)], input);
          };
      if (input.length > 1 << 18) {
        return Arrays.copyOf(input, 1 << 18);
      }
    }
    return input;
  }

  private static byte[] flip(byte[] input, int at, int bit) {
    input[at] ^= (byte) (1 << bit);
    return input;
  }

  private static byte[] splice(byte[] input, int at, byte[] other, Random random) {
    int from = random.nextInt(other.length);
    return joined(Arrays.copyOf(input, at + 1), Arrays.copyOfRange(other, from, other.length));
  }

  private static byte[] fill(byte[] input, int at, Random random) {
    byte value = random.nextBoolean() ? (byte) 0xff : (byte) random.nextInt(256);
    Arrays.fill(input, at, Math.min(input.length, at + 1 + random.nextInt(9)), value);
    return input;
  }
}
