// SPDX-License-Identifier: Apache-2.0
package dev.shirube.proc;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ProcFactsTest {
  private static final String STAT =
      "77 (a) b (c)) S 12 70 69 0 -1 4194304 98 0 0 0 0 0 0 0 20 0 1 0 139913 3133440 410 1844674\n";
  private static final String STATUS = "Name:\tsh\nUid:\t1000\t0\t0\t0\nGid:\t1001\t1002\t0\t0\n";

  @Test
  void readsANameWithBracketsAndBlanks() {
    ProcFacts.Stat stat = ProcFacts.stat(STAT.getBytes(StandardCharsets.UTF_8));
    assertThat(stat).isEqualTo(new ProcFacts.Stat("a) b (c)", 12, 69, 1_399_130_000_000L));
    ProcFacts.Ids ids = ProcFacts.ids(STATUS.getBytes(StandardCharsets.UTF_8), -1);
    assertThat(ids).isEqualTo(new ProcFacts.Ids(1000, 0, 1001, 1002, -1));
  }

  @Test
  void readsArgumentsAndContainers() {
    assertThat(ProcReader.arguments("a\0b c\0\0".getBytes(StandardCharsets.UTF_8)))
        .containsExactly("a", "b c", "");
    assertThat(ProcReader.arguments("title".getBytes(StandardCharsets.UTF_8)))
        .containsExactly("title");
    String id = "0123456789abcdef".repeat(4);
    assertThat(ProcFacts.container(("0::/docker/" + id + "\n").getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(id);
    assertThat(ProcFacts.container("0::/init.scope".getBytes(StandardCharsets.UTF_8))).isEmpty();
    assertThat(Accounts.parse("root:x:0:0:r:/:/s\nbad\ntaro:x:1000:1::/:/s\nx:y:zz:1\n"))
        .hasSize(2)
        .containsEntry(1000L, "taro");
  }

  @Test
  void putsParentsBeforeWhatTheyStarted() {
    List<ProcFacts> ordered =
        ProcReader.parentsFirst(
            List.of(
                of(5, 4, 10), of(4, 1, 10), of(1, 0, 1), of(9, 8, 3), of(8, 9, 3), of(7, 5, 10)));
    assertThat(ordered).hasSize(6);
    assertThat(ordered.stream().map(ProcFacts::pid).limit(4)).containsExactly(1, 4, 5, 7);
  }

  private static ProcFacts of(int pid, int parent, long start) {
    return new ProcFacts(
        pid, parent, start, "n", "/p", List.of(), "/", ProcFacts.Ids.UNKNOWN, 1, false, "");
  }

  @Test
  void goesOnWhateverTheBytesAre() {
    Random random = new Random(11);
    int read = 0;
    for (int round = 0; round < 20_000; round++) {
      byte[] stat = changed(STAT, random);
      read += ProcFacts.stat(stat) == null ? 0 : 1;
      ProcFacts.ids(changed(STATUS, random), 1);
      ProcFacts.container(stat);
      Accounts.parse(new String(stat, StandardCharsets.ISO_8859_1));
    }
    assertThat(read).isGreaterThan(5_000);
  }

  static byte[] changed(String text, Random random) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    for (int change = random.nextInt(6); change > 0; change--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
    }
    return java.util.Arrays.copyOf(bytes, bytes.length - random.nextInt(4));
  }
}
