// SPDX-License-Identifier: Apache-2.0
package dev.shirube.sensor;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ProcessTableTest {
  private static final HostIdentity HOST = new HostIdentity("id", "name", "boot");

  private static final long STEP = 10_000_000L;

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static ProcessFacts process(int tgid, long start, String image) {
    return new ProcessFacts(tgid, start * STEP).image(bytes(image));
  }

  private static String image(ProcessTable table, int tgid, long start) {
    List<String> found = new ArrayList<>();
    boolean known =
        table.look(
            tgid,
            start * STEP,
            facts -> found.add(new String(facts.image(), StandardCharsets.UTF_8)));
    assertThat(found).hasSize(known ? 1 : 0);
    return known ? found.getFirst() : "unknown";
  }

  @Test
  void aProcessIdThatIsUsedAgainIsAnotherProcess() {
    ProcessTable table = new ProcessTable(HOST, 16);
    table.put(process(7, 100, "/old"));
    table.exit(7, 100 * STEP);
    table.put(process(7, 200, "/new"));
    assertThat(image(table, 7, 100)).isEqualTo("/old");
    assertThat(image(table, 7, 200)).isEqualTo("/new");
    List<Long> starts = new ArrayList<>();
    assertThat(table.look(7, facts -> starts.add(facts.start()))).isTrue();
    assertThat(starts).containsExactly(200 * STEP);
    assertThat(HOST.processKey(7, 100 * STEP)).isNotEqualTo(HOST.processKey(7, 200 * STEP));
  }

  /// The kernel's programs tell it to the nanosecond, /proc to ten milliseconds.
  @Test
  void aProcessIsTheSameWhoeverTellsOfIt() {
    ProcessTable table = new ProcessTable(HOST, 16);
    table.put(new ProcessFacts(7, 3 * STEP).image(bytes("/from-proc")));
    List<String> found = new ArrayList<>();
    assertThat(
            table.look(
                7,
                3 * STEP + 1234,
                facts -> found.add(new String(facts.image(), StandardCharsets.UTF_8))))
        .isTrue();
    assertThat(found).containsExactly("/from-proc");
  }

  @Test
  void aProcessOfAProcessThatIsGoneKnowsItStill() {
    ProcessTable table = new ProcessTable(HOST, 16);
    table.put(process(1, 1, "/shell"));
    table.fork(new ProcessFacts(2, 2 * STEP).madeBy(1, STEP));
    table.fork(new ProcessFacts(3, 3 * STEP).madeBy(2, 2 * STEP));
    table.exit(2, 2 * STEP);
    assertThat(image(table, 3, 3)).isEqualTo("/shell");
    assertThat(image(table, 2, 2)).isEqualTo("/shell");
    List<Object> keys = new ArrayList<>();
    boolean _ = table.look(3, 3 * STEP, facts -> keys.add(facts.parentKey()));
    assertThat(keys).containsExactly(HOST.processKey(2, 2 * STEP));
  }

  @Test
  void thoseThatAreGoneMakeRoomFirstAndThenTheOnesNotAskedFor() {
    ProcessTable table = new ProcessTable(HOST, 8);
    for (int pid = 1; pid <= 8; pid++) {
      table.put(process(pid, pid, "/" + pid));
    }
    table.exit(5, 5 * STEP);
    table.put(process(9, 9, "/9"));
    assertThat(image(table, 5, 5)).isEqualTo("unknown");
    assertThat(table.evicted()).isZero();
    assertThat(image(table, 1, 1)).isEqualTo("/1");
    table.put(process(10, 10, "/10"));
    assertThat(table.evicted()).isEqualTo(1);
    assertThat(image(table, 1, 1)).isEqualTo("/1");
    assertThat(image(table, 2, 2)).isEqualTo("unknown");
    assertThat(table.look(2, facts -> {})).isFalse();
  }

  @Test
  void itStaysBoundedWhateverHappens() {
    ProcessTable table = new ProcessTable(HOST, 100);
    Random random = new Random(3);
    for (int turn = 0; turn < 50_000; turn++) {
      int tgid = 1 + random.nextInt(300);
      long start = random.nextInt(5) * STEP;
      switch (random.nextInt(4)) {
        case 0 -> table.put(process(tgid, start / STEP, "/x"));
        case 1 -> table.fork(new ProcessFacts(tgid, start).madeBy(1 + random.nextInt(300), 1));
        case 2 -> table.exit(tgid, start);
        default -> {
          boolean _ = table.look(tgid, facts -> assertThat(facts.tgid()).isEqualTo(tgid));
        }
      }
      assertThat(table.size()).isLessThanOrEqualTo(100);
    }
    assertThat(table.evicted()).isPositive();
  }
}
