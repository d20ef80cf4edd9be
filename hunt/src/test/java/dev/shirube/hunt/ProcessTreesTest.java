// SPDX-License-Identifier: Apache-2.0
package dev.shirube.hunt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.event.Event;
import dev.shirube.event.EventClass;
import dev.shirube.event.ProcessKey;
import dev.shirube.query.Judge;
import dev.shirube.query.Judgement;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class ProcessTreesTest {
  private static final EventClass PROCESS = EventClass.PROCESS_ACTIVITY;
  private static final ProcessKey FIRST = key(1);
  private static final ProcessKey BETWEEN = key(2);
  private static final ProcessKey LAST = key(3);
  private static final ProcessKey IDLE = key(4);

  private final HandMade made = new HandMade();

  private static ProcessKey key(int number) {
    return ProcessKey.parse("%032x".formatted(number));
  }

  private void tell(int activity, String name, ProcessKey key, ProcessKey parent, String line) {
    made.event(
        PROCESS,
        activity,
        made.batch.count() + 1,
        "activity_name",
        name,
        "process.uid",
        key.toString(),
        "process.parent_process.uid",
        parent.toString(),
        "process.cmd_line",
        line);
  }

  private ProcessTrees.Finder finder() {
    return (wanted, limit, taker) -> {
      Judge judge = Judge.of(wanted);
      int found = 0;
      for (int index = 0; index < made.batch.count() && found < limit; index++) {
        Event event = new Event().on(made.batch, index);
        if (judge.judge(event) == Judgement.YES) {
          taker.take(event);
          found++;
        }
      }
    };
  }

  @Test
  void processesThatStartNoProgramAndThoseThatWereThereStandInTheTree() throws Exception {
    tell(99, "running", FIRST, key(9), "sshd");
    tell(99, "fork", BETWEEN, FIRST, "sshd");
    tell(99, "fork", LAST, BETWEEN, "sshd");
    tell(1, "", LAST, BETWEEN, "bash");
    tell(99, "fork", IDLE, LAST, "bash");
    tell(2, "", IDLE, LAST, "bash");
    List<ProcessTree> trees = new ProcessTrees(finder()).of(List.of(LAST));
    assertThat(trees).hasSize(1);
    ProcessTree root = trees.getFirst();
    assertThat(root.size()).as("the unknown parent, and four").isEqualTo(5);
    ProcessTree first = root.children().getFirst();
    assertThat(first.key()).isEqualTo(FIRST);
    ProcessTree last = first.children().getFirst().children().getFirst();
    assertThat(last.key()).isEqualTo(LAST);
    Event start = Objects.requireNonNull(last.start());
    assertThat(start.texts("process.cmd_line")).as("the program").containsExactly("bash");
    assertThat(last.children().getFirst().key()).isEqualTo(IDLE);
    assertThat(ProcessTrees.startOf(LAST, finder()).orElseThrow().activity()).isEqualTo(1);
    assertThat(ProcessTrees.startOf(IDLE, finder()).orElseThrow().activity()).isEqualTo(99);
  }
}
