// SPDX-License-Identifier: Apache-2.0
package dev.shirube.scenes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.trial.Ground;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What programs do in order not to be seen, and what is done against the agent itself: it is
/// recorded, or raises an event of its own.
@Tag("prove")
class EvasionTest {
  private static final String TAMPERING =
      "class=application_lifecycle activity_name=\"sensor tampering\"";
  private static final String LOST = "metadata.event_code=gap.told ";

  @Test
  @Timeout(420)
  void whateverIsDoneNotToBeSeenIsSeen() throws Exception {
    if (Stage.lacks("the evasion suite")) {
      return;
    }
    try (Ground ground = Ground.open()) {
      Stage stage = Stage.set(ground, false);
      stage.start();
      Play play = new Play(stage, ground);
      play.play(EvasionScenes.all());
      play.judge("evasion", true);
      twoOfOneNumber(stage, play);
      unpinned(stage, ground);
      chaff(stage, ground);
      killed(stage, ground);
      stopped(stage, ground);
    }
  }

  /// Two processes had one number: they are two.
  private static void twoOfOneNumber(Stage stage, Play play) throws Exception {
    String question = play.asked("a process that gets the number of one that ended is another one");
    if (!question.isEmpty()) {
      assertThat(stage.hunt(question + " | count by process.uid"))
          .as("two processes with one number")
          .contains("\"shown\":2");
    }
  }

  private static String run(Stage stage, Ground ground, String name, String script)
      throws IOException, InterruptedException {
    Path folder = ground.folder(name);
    Path file = Files.writeString(folder.resolve("run.sh"), script + "\n");
    Path said = folder.resolve("said.txt");
    Process process = stage.begin(file, said);
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).as(name).isTrue();
    String errors = Stage.said(folder.resolve("errors.txt"));
    assertThat(process.exitValue()).as(name + ": " + errors).isZero();
    return Stage.said(said);
  }

  /// A program that is started now is found.
  private static void sees(Stage stage, Ground ground, String mark) throws Exception {
    String _ = run(stage, ground, mark, "/bin/true " + mark);
    String start = "class=process_activity activity=1 process.cmd_line=\"/bin/true " + mark + "\"";
    stage.await("a program is seen: " + mark, () -> stage.count(start) == 1);
  }

  private static void unpinned(Stage stage, Ground ground) throws Exception {
    String _ = run(stage, ground, "unpin", "rm -r /sys/fs/bpf/shirube-*/links/processes");
    stage.await("the pins are missed", () -> stage.count(TAMPERING) > 0);
    stage.await("it is told as a loss", () -> stage.count(LOST + "status_detail=unpinned") > 0);
    sees(stage, ground, "healed");
    System.out.println("proven: evasion: pins that are taken away are told, and made anew");
  }

  /// The reader is held up while records are made faster than anybody reads: what the ring had no
  /// room for is told, all of it.
  private static void chaff(Stage stage, Ground ground) throws Exception {
    String agent = Long.toString(stage.agentPid());
    Ground.run("kill", "-STOP", agent);
    String said;
    long begin = System.nanoTime();
    try {
      said = run(stage, ground, "chaff", stage.programs() + "/tricks chaff 4 chaff-mark");
    } finally {
      Ground.run("kill", "-CONT", agent);
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    long made = Long.parseLong(said);
    String question = LOST + "status_detail=overflow metadata.log_name!=file_activity";
    stage.await("drops are told", () -> stage.count(question) > 0);
    stage.await("all drops are told", () -> told(stage) == lost(stage));
    assertThat(lost(stage)).isPositive();
    sees(stage, ground, "afterwards");
    System.out.printf(
        "proven: evasion: chaff of %.0f records a second with the reader held up: %d were lost,"
            + " and %d told as lost%n",
        made / seconds, lost(stage), told(stage));
  }

  private static long lost(Stage stage) throws Exception {
    String host = stage.host();
    return Stage.number(host.substring(host.indexOf("{\"name\":\"kernel\"")), "lost");
  }

  private static long told(Stage stage) throws Exception {
    String rows = stage.hunt(LOST + "status_detail=overflow | fields count");
    long sum = 0;
    for (int at = rows.indexOf("\"count\":"); at >= 0; at = rows.indexOf("\"count\":", at + 1)) {
      sum += Stage.number(rows.substring(at).replace("\"count\":\"", "\"count\":"), "count");
    }
    return sum;
  }

  private static void killed(Stage stage, Ground ground) throws Exception {
    long before = stage.agentPid();
    String starts = "class=application_lifecycle activity=3 app.name!=shirube-agent";
    long times = stage.count(starts);
    Ground.run("kill", "-9", Long.toString(before));
    String _ = run(stage, ground, "unwatched", "/bin/true unwatched");
    stage.await("an agent starts again", () -> stage.count(starts) > times);
    assertThat(stage.agentPid()).isNotEqualTo(before);
    String end = "class=process_activity activity=2 process.exit_signal=#9 process.pid=#" + before;
    stage.await("its end is told", () -> stage.count(end) == 1);
    String start = "class=process_activity activity=1 process.cmd_line=\"/bin/true unwatched\"";
    stage.await("what was done without it is told", () -> stage.count(start) == 1);
    System.out.println(
        "proven: evasion: an agent that is killed is started again, and tells of its own end and"
            + " of what was done without it");
  }

  private static void stopped(Stage stage, Ground ground) throws Exception {
    String silent = "metadata.event_code=host.silent";
    String agent = Long.toString(stage.agentPid());
    long begin = System.nanoTime();
    Ground.run("kill", "-STOP", agent);
    try {
      String _ = run(stage, ground, "stopped", "/bin/true stopped");
      stage.await("its silence is told", Duration.ofMinutes(2), () -> stage.count(silent) > 0);
    } finally {
      Ground.run("kill", "-CONT", agent);
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    String start = "class=process_activity activity=1 process.cmd_line=\"/bin/true stopped\"";
    stage.await("what was done meanwhile is told", () -> stage.count(start) == 1);
    System.out.printf(
        "proven: evasion: an agent that is stopped is told as silent after %.0f s; what was done"
            + " meanwhile is told when it goes on%n",
        seconds);
  }
}
