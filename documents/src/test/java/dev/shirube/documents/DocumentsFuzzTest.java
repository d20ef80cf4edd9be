// SPDX-License-Identifier: Apache-2.0
package dev.shirube.documents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.containers.Format;
import dev.shirube.containers.Limits;
import dev.shirube.event.Event;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// JSON and tables that were flipped, cut, spliced, filled with quotes, brackets, zeros, huge
/// numbers and deep nesting: no exception, no end that never comes, no value outside of its batch.
class DocumentsFuzzTest {
  private static final int ROUNDS = 2_500;
  private static final Limits TIGHT = new Limits(1 << 20, 1 << 20, 100, 100, 4, 4_096, 40, 8);
  private static final String[] INSERTS = {
    "\"",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\\",
    "\n",
    "\r\n",
    "\0",
    "\u00ff",
    "9".repeat(5_000),
    "1e99999",
    "{\"a\":".repeat(300),
    "[".repeat(300),
    "\"\"",
    "\u001e",
    "\ufeff",
    ";",
    "\t",
    "{\"Records\":[{"
  };

  private static List<String> jsonSeeds() {
    RandomJson writer = new RandomJson(new Random(3));
    StringBuilder lines = new StringBuilder();
    for (int count = 0; count < 20; count++) {
      lines.append(writer.object().replace("\n", " ")).append('\n');
    }
    return List.of(
        lines.toString(),
        "{\"Records\":[{\"eventName\":\"a\"},{\"eventName\":\"b\",\"c\":[1,2]}],\"x\":1}",
        "[\n  {\n    \"a\": 1,\n    \"b\": {\"c\": []}\n  },\n  {\n    \"a\": 2\n  }\n]\n",
        "{\n \"a\": 1\n}\n{\n \"a\": 2\n}\n");
  }

  private static List<String> csvSeeds() {
    return List.of(
        "name,id,note\nalice,1,\"x, y\"\nbob,2,\"two\nlines\"\ncarol,3,\"\"\"\"\n",
        "a;b\n1;2\n3;4;5\n6\n",
        "名前\t値\n日本\t1\n語\t2\n");
  }

  @Test
  void survivesDamagedJson() {
    long read = survive(new JsonFormat(), jsonSeeds(), 101);
    assertThat(read).isGreaterThan(ROUNDS);
  }

  @Test
  void survivesDamagedTables() {
    long read = survive(new CsvFormat(), csvSeeds(), 202);
    assertThat(read).isGreaterThan(ROUNDS);
  }

  private static long survive(Format format, List<String> seeds, long seed) {
    Random random = new Random(seed);
    long records = 0;
    for (int round = 0; round < ROUNDS; round++) {
      byte[] input = mutate(seeds, random);
      Limits limits = round % 2 == 0 ? TIGHT : Reading.SMALL;
      String where = "seed " + seed + " round " + round;
      try {
        int sure = format.recognize(Bytes.sample(new String(input, StandardCharsets.UTF_8)));
        assertThat(sure).as(where).isBetween(0, 100);
        Reading read = Reading.of(format, input, limits);
        records += read.batch.count();
        assertThat(read.counts.records()).as(where).isEqualTo(read.batch.count());
        assertThat(read.problems.size()).as(where).isLessThan(input.length + 10);
        check(read, where);
      } catch (RuntimeException e) {
        throw new AssertionError(where, e);
      }
    }
    return records;
  }

  private static void check(Reading read, String where) {
    Event event = new Event();
    for (int index = 0; index < read.batch.count(); index++) {
      event.on(read.batch, index);
      for (int entry = 0; entry < event.size(); entry++) {
        int end = event.offset(entry) + event.length(entry);
        assertThat(event.length(entry)).as(where).isNotNegative();
        assertThat(end).as(where).isLessThanOrEqualTo(read.batch.sizeBytes());
      }
    }
  }

  private static byte[] mutate(List<String> seeds, Random random) {
    byte[] input = seeds.get(random.nextInt(seeds.size())).getBytes(StandardCharsets.UTF_8);
    int changes = 1 + random.nextInt(5);
    for (int change = 0; change < changes; change++) {
      int at = random.nextInt(input.length);
      input =
          switch (random.nextInt(5)) {
            case 0 -> flip(input, at, random.nextInt(8));
            case 1 -> Arrays.copyOf(input, at + 1);
            case 2 -> {
              String other = seeds.get(random.nextInt(seeds.size()));
              yield insert(input, at, other.substring(random.nextInt(other.length())));
            }
            default -> insert(input, at, INSERTS[random.nextInt(INSERTS.length)]);
          };
    }
    return input;
  }

  private static byte[] flip(byte[] input, int at, int bit) {
    input[at] ^= (byte) (1 << bit);
    return input;
  }

  private static byte[] insert(byte[] input, int at, String text) {
    byte[] added = text.getBytes(StandardCharsets.UTF_8);
    byte[] longer = new byte[input.length + added.length];
    System.arraycopy(input, 0, longer, 0, at);
    System.arraycopy(added, 0, longer, at, added.length);
    System.arraycopy(input, at, longer, at + added.length, input.length - at);
    return longer;
  }
}
