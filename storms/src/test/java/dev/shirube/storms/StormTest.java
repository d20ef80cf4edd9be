// SPDX-License-Identifier: Apache-2.0
package dev.shirube.storms;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.rings.KernelRings;
import dev.shirube.trial.Ground;
import dev.shirube.trial.StationProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Storms on the machine of a real agent that sends to a real server: everything that was made is
/// recorded, by count; also when the agent is killed in the storm, and the server while it is. What
/// a ring had no room for is told to the last record.
@Tag("prove")
final class StormTest {
  private static final int FORK = 2;

  @TempDir private Path folder;

  /// What stands ready for a storm.
  private record Stage(Ground ground, Cage cage, Server server, RealAgent agent, String id)
      implements AutoCloseable {
    static Stage open(Path folder) throws Exception {
      Ground ground = Ground.open();
      try {
        return open(ground, folder);
      } catch (Exception | AssertionError e) {
        ground.close();
        throw e;
      }
    }

    private static Stage open(Ground ground, Path folder) throws Exception {
      Cage cage = Cage.make(ground);
      Path up = Files.createDirectories(folder.resolve("up"));
      Server server = new Server(new StationProcess(up, 0, ""));
      ground.atEnd(server::close);
      server.start();
      Path own = folder.resolve("own");
      URI door = URI.create("https://127.0.0.1:" + server.station().agents());
      String id = server.enroll(own, door);
      Path said = Files.createDirectories(folder.resolve("said"));
      RealAgent agent = RealAgent.of(cage, own, said);
      ground.atEnd(agent::close);
      agent.start();
      agent.awaitRecording();
      Server.await(Duration.ofMinutes(2), "a first event", () -> server.count("*") > 0);
      return new Stage(ground, cage, server, agent, id);
    }

    /// What the programs in the kernel counted.
    KernelRings.Counts kernel() throws IOException {
      try (Counters counters = Counters.of(cage)) {
        return counters.all();
      }
    }

    KernelRings.Counts kernel(int kind) throws IOException {
      try (Counters counters = Counters.of(cage)) {
        return counters.of(kind);
      }
    }

    @Override
    public void close() {
      ground.close();
    }
  }

  private static String lost(String host) {
    return "told "
        + Server.number(host, "told")
        + ", untold "
        + Server.number(host, "untold")
        + ", lost by sensors "
        + Server.number(host, "lost");
  }

  private static boolean isBare(String what) throws IOException {
    return Ground.lacks(what, "cc", "clang", "bpftool", "unshare", "nsenter");
  }

  @Test
  @Timeout(900)
  void everyStartOfAStormIsRecordedAndEveryEventOfOneOfTwentyThousandASecond() throws Exception {
    if (isBare("storms")) {
      return;
    }
    StormProgram program = StormProgram.compile(folder);
    try (Stage stage = Stage.open(folder)) {
      Path output = folder.resolve("execs.txt");
      String said =
          StormProgram.ended(program.start(output, "execs", "2000", "10", "mark-e"), output, 120);
      String question = "process.cmd_line:\"/bin/true mark-e \" activity=#1";
      Server.await(
          Duration.ofMinutes(2), "all starts", () -> stage.server.count(question) >= 2000);
      assertThat(stage.server.count(question)).isEqualTo(2000);
      System.out.printf("proven: storm: %s, each recorded%n", said);
      churn(stage, program);
    }
  }

  private void churn(Stage stage, StormProgram program) throws Exception {
    Path files = Files.createDirectories(folder.resolve("files"));
    Path output = folder.resolve("churn.txt");
    double cpu = stage.agent.cpuSeconds();
    String seconds = System.getProperty("storm.seconds", "60");
    Process storm = program.start(output, "churn", "20000", seconds, files.toString());
    String said = StormProgram.ended(storm, output, 600);
    double during = stage.agent.cpuSeconds() - cpu;
    long forks = StormProgram.number(said, "forks");
    long loops = StormProgram.number(said, "files");
    String forked = "process.file.path=\"" + program.program() + "\" activity_name=fork";
    String ended = "process.file.path=\"" + program.program() + "\" activity=#2";
    String filed = "file.path:\"" + files + "/\" class=file_activity";
    long begin = System.nanoTime();
    Server.await(
        Duration.ofSeconds(Long.getLong("storm.wait", 360L)),
        "forks",
        () -> {
          System.out.printf(
              "%d %d %d of %d %d%n", stage.server.count(forked), stage.server.count(ended),
              stage.server.count(filed), forks, 4 * loops);
          System.out.println(lost(stage.server.host(stage.id)));
          Server.pause(3000);
          return stage.server.count(filed) >= 4 * loops && stage.server.count(forked) >= forks;
        });
    System.out.printf(
        "proven: storm: %s; agent's CPU %.1f s; all at the server %.1f s later; %s%n",
        said, during, (System.nanoTime() - begin) / 1e9, lost(stage.server.host(stage.id)));
    assertThat(stage.server.count(forked)).isEqualTo(forks);
    assertThat(stage.server.count(filed)).isEqualTo(4 * loops);
    assertThat(stage.kernel().lost()).isZero();
    assertThat(stage.kernel(FORK).made()).isGreaterThanOrEqualTo(forks);
  }
}
