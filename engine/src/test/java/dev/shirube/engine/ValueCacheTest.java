// SPDX-License-Identifier: Apache-2.0
package dev.shirube.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The cache may forget, but never answers for another value; and no source can make it forget what
/// others repeat.
class ValueCacheTest {
  private static final long SEED = 20_261_208L;

  /// Thousands of values through a cache with room for few: evicted, moved on, given up.
  @Test
  void neverAnswersForAnotherValue() {
    Random random = new Random(SEED);
    for (int bytes : new int[] {1, 40_000, 400_000}) {
      ValueCache cache = new ValueCache(bytes, random.nextLong(), random.nextLong());
      Map<String, Integer> answers = new HashMap<>();
      Map<Integer, String> serials = new HashMap<>();
      int known = 0;
      for (int round = 0; round < 120_000; round++) {
        int lane = random.nextInt(4);
        byte[] value = value(random);
        String key = lane + new String(value, StandardCharsets.ISO_8859_1);
        byte[] buffer = new byte[value.length + 20];
        int offset = random.nextInt(9);
        System.arraycopy(value, 0, buffer, offset, value.length);
        int slot = cache.find(lane, buffer, offset, value.length);
        if (slot < 0) {
          int answer = random.nextInt();
          answers.put(key, answer);
          slot = cache.put(buffer, offset, value.length, random.nextInt(3), answer);
        } else {
          known++;
        }
        if (slot >= 0) {
          assertThat(cache.answer(slot))
              .as("seed %s round %s", SEED, round)
              .isEqualTo(answers.get(key));
          assertThat(cache.serial(slot)).isNotZero();
          String before = serials.put(cache.serial(slot), key);
          assertThat(before == null || before.equals(key)).as("a serial is one value's").isTrue();
        }
        if (round % 50_000 == 49_999) {
          cache.clear();
          answers.clear();
          serials.clear();
        }
      }
      assertThat(known).as("values that were known").isGreaterThan(2_000);
      assertThat(cache.misses()).isEqualTo(120_000L - known);
    }
  }

  /// Whoever knows the key can make values with the same hash; they are told apart all the same.
  /// With 16 bytes of its own a value steers one multiplication: where one factor is 0 all hashes
  /// meet.
  @Test
  void tellsValuesWithTheSameHashApart() {
    long keyOne = 0x1234_5678_9abc_def0L;
    long keyTwo = 0x0fed_cba9_8765_4321L;
    ValueCache cache = new ValueCache(1 << 20, keyOne, keyTwo);
    Set<Integer> slots = new HashSet<>();
    for (int number = 0; number < 4; number++) {
      byte[] value = colliding(keyTwo, number);
      assertThat(cache.find(8, value, 0, value.length)).isEqualTo(-1);
      slots.add(cache.put(value, 0, value.length, 1, 100 + number));
    }
    assertThat(slots).as("slots of one set").hasSize(4);
    assertThat(slots.stream().map(slot -> slot / 4).distinct()).as("the same set").hasSize(1);
    for (int number = 0; number < 4; number++) {
      byte[] value = colliding(keyTwo, number);
      int slot = cache.find(8, value, 0, value.length);
      assertThat(slot).isNotNegative();
      assertThat(cache.answer(slot)).isEqualTo(100 + number);
    }
    byte[] fifth = colliding(keyTwo, 4);
    assertThat(cache.find(8, fifth, 0, fifth.length)).isEqualTo(-1);
  }

  private static byte[] colliding(long keyTwo, int number) {
    return ByteBuffer.allocate(16)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(keyTwo | 1)
        .putLong(number)
        .array();
  }

  @Test
  void doesNotKeepValuesThatAreTooLarge() {
    ValueCache cache = new ValueCache(1 << 20, 1, 2);
    byte[] large = new byte[(1 << 14) + 1];
    assertThat(cache.find(0, large, 0, large.length)).isEqualTo(-1);
    assertThat(cache.put(large, 0, large.length, 0, 5)).isEqualTo(-1);
    assertThat(cache.find(0, large, 0, large.length)).isEqualTo(-1);
    assertThat(cache.find(0, large, 0, large.length - 1)).isEqualTo(-1);
    assertThat(cache.put(large, 0, large.length - 1, 0, 6)).isNotNegative();
    assertThat(cache.answer(cache.find(0, large, 0, large.length - 1))).isEqualTo(6);
  }

  /// A flood of unique values of one source beside a few hundred that others repeat.
  @Test
  void aFloodOfOneSourceDoesNotPushOutWhatOthersRepeat() {
    ValueCache cache = new ValueCache(4 << 20, SEED, SEED * 31);
    Random random = new Random(SEED);
    int asked = 0;
    int lost = 0;
    int floodKept = 0;
    for (int round = 0; round < 400_000; round++) {
      byte[] unique = ("flood " + round + " " + random.nextInt()).getBytes(StandardCharsets.UTF_8);
      if (cache.find(2, unique, 0, unique.length) < 0) {
        floodKept += cache.put(unique, 0, unique.length, 7, 1) >= 0 ? 1 : 0;
      }
      if (round % 20 == 0) {
        byte[] repeated = ("often seen " + random.nextInt(300)).getBytes(StandardCharsets.UTF_8);
        asked++;
        if (cache.find(2, repeated, 0, repeated.length) < 0) {
          lost++;
          cache.put(repeated, 0, repeated.length, 8, 2);
        }
      }
    }
    System.out.printf(
        "proven: flood of 400000: %d of %d repeated values not known, %d of the flood kept%n",
        lost, asked, floodKept);
    assertThat(lost).as("of %s look-ups of repeated values", asked).isLessThan(asked / 10);
  }

  /// The same after the cache has given up its older half, so that nothing of the others is new.
  @Test
  void aFloodDoesNotPushOutValuesThatAreOnlyEverRepeated() {
    ValueCache cache = new ValueCache(4 << 20, SEED, SEED * 31);
    Random random = new Random(SEED);
    int asked = 0;
    int lost = 0;
    for (int round = 0; round < 600_000; round++) {
      int source = round < 200_000 ? round % 5 : 7;
      byte[] unique = (source + " new value " + round).getBytes(StandardCharsets.UTF_8);
      if (cache.find(2, unique, 0, unique.length) < 0) {
        cache.put(unique, 0, unique.length, source, 1);
      }
      if (round % 20 == 0) {
        byte[] repeated = ("often seen " + random.nextInt(300)).getBytes(StandardCharsets.UTF_8);
        boolean unknown = cache.find(2, repeated, 0, repeated.length) < 0;
        if (unknown) {
          cache.put(repeated, 0, repeated.length, 8, 2);
        }
        asked += round < 200_000 ? 0 : 1;
        lost += round < 200_000 || !unknown ? 0 : 1;
      }
    }
    System.out.printf(
        "proven: flood after a turn: %d of %d repeated values not known%n", lost, asked);
    assertThat(lost).as("of %s look-ups of repeated values", asked).isLessThan(asked / 10);
  }

  private static byte[] value(Random random) {
    int length =
        switch (random.nextInt(20)) {
          case 0 -> 0;
          case 1 -> 200 + random.nextInt(2_000);
          default -> random.nextInt(40);
        };
    byte[] value = new byte[length];
    // Few different values of each length, so that many come again and many differ in little.
    int seed = random.nextInt(40);
    for (int at = 0; at < length; at++) {
      value[at] = (byte) (at * 7);
    }
    if (length > 0) {
      value[seed % length] ^= (byte) (1 + seed);
    }
    return value;
  }
}
