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
  private static final String RATE = "20000";
  private static final String SECONDS = System.getProperty("storm.seconds", "60");

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
      Server.await(Duration.ofMinutes(2), "all starts", () -> stage.server.count(question) >= 2000);
      assertThat(stage.server.count(question)).isEqualTo(2000);
      System.out.printf("proven: storm: %s, each recorded%n", said);
      Path files = Files.createTempDirectory(Path.of("/dev/shm"), "shirube-storm");
      stage.ground.atEnd(() -> Ground.deleteAll(files));
      churn(stage, program, files);
    }
  }

  /// What the server has of a storm.
  ///
  /// @param files where the storm makes its files
  private record Seen(Server server, StormProgram program, Path files) {
    long forks() throws InterruptedException {
      return server.count("process.file.path=\"" + program.program() + "\" activity_name=fork");
    }

    long ends() throws InterruptedException {
      return server.count("process.file.path=\"" + program.program() + "\" activity=#2");
    }

    long changes() throws InterruptedException {
      return server.count("file.path:\"" + files + "/\" class=file_activity not activity=14");
    }
  }

  private void churn(Stage stage, StormProgram program, Path files) throws Exception {
    Seen seen = new Seen(stage.server, program, files);
    // Of the starts before, the last forks may still be on their way.
    Server.await(
        Duration.ofMinutes(2), "all forks", () -> seen.forks() >= 2000 && seen.ends() >= 1);
    long forksBefore = seen.forks();
    long endsBefore = seen.ends();
    Path output = folder.resolve("churn.txt");
    double cpu = stage.agent.cpuSeconds();
    Process storm = program.start(output, "churn", RATE, SECONDS, files.toString());
    String said = StormProgram.ended(storm, output, 600);
    double during = stage.agent.cpuSeconds() - cpu;
    long forks = StormProgram.number(said, "forks");
    long made = 4 * StormProgram.number(said, "files");
    long begin = System.nanoTime();
    Server.await(
        Duration.ofMinutes(6),
        "all of the storm; " + said,
        () -> isAll(stage, seen.forks() - forksBefore >= forks && seen.changes() >= made));
    double later = (System.nanoTime() - begin) / 1e9;
    String host = stage.server.host(stage.id);
    System.out.printf(
        "proven: storm: %s; agent's CPU %.1f s; all at the server %.1f s later; %s%n",
        said, during, later, lost(host));
    assertThat(seen.forks() - forksBefore).as("forks").isEqualTo(forks);
    // The program itself ends as well.
    assertThat(seen.ends() - endsBefore).as("ends").isEqualTo(forks + 1);
    assertThat(seen.changes()).as("what was done to files").isEqualTo(made);
    assertThat(stage.kernel().lost()).as("lost by the rings").isZero();
    assertThat(Server.number(host, "told")).as("told as missing").isZero();
    assertThat(Server.number(host, "untold")).as("missing").isZero();
    assertThat(Server.number(host, "lost")).as("lost by sensors").isZero();
  }

  /// Whether a storm has come as a whole; that something is missing ends the waiting.
  private static boolean isAll(Stage stage, boolean all) throws Exception {
    String host = stage.server.host(stage.id);
    boolean missing = Server.number(host, "told") + Server.number(host, "untold") > 0;
    assertThat(missing && !all).as("missing: %s", lost(host)).isFalse();
    return all;
  }

  @Test
  @Timeout(900)
  void anAgentThatIsKilledInAStormLosesNothingThatTheRingsHold() throws Exception {
    if (isBare("an agent that is killed in a storm")) {
      return;
    }
    StormProgram program = StormProgram.compile(folder);
    try (Stage stage = Stage.open(folder)) {
      Path output = folder.resolve("execs.txt");
      Process storm = program.start(output, "execs", "3000", "20", "mark-k");
      String question = "process.cmd_line:\"/bin/true mark-k \" activity=#1";
      Server.await(Duration.ofMinutes(2), "some", () -> stage.server.count(question) > 200);
      stage.agent.kill();
      Server.pause(1_000);
      stage.server.station().kill();
      stage.agent.start();
      stage.agent.awaitRecording();
      Server.pause(2_000);
      stage.agent.kill();
      stage.agent.start();
      String said = StormProgram.ended(storm, output, 300);
      stage.server.start();
      Server.await(Duration.ofMinutes(4), "all starts", () -> stage.server.count(question) >= 3000);
      KernelRings.Counts kernel = stage.kernel();
      String host = stage.server.host(stage.id);
      long there = stage.server.count(question);
      System.out.printf(
          "proven: storm: %s; agent killed twice, the server once: %d recorded, %d twice; rings: %d"
              + " made, %d lost; %s%n",
          said, there, there - 3000, kernel.made(), kernel.lost(), lost(host));
      assertThat(kernel.lost()).isZero();
      // What was handed over and not let go of when it was killed is told again by the next one.
      assertThat(there).isBetween(3000L, 3000L + 2 * 1024);
      for (int number = 0; number < 3000; number += 97) {
        assertThat(stage.server.count("process.cmd_line=\"/bin/true mark-k " + number + "\""))
            .as("start %d", number)
            .isPositive();
      }
      assertThat(Server.number(host, "untold")).isZero();
      assertThat(stage.server.count("metadata.event_code=gap.told status_detail=killed"))
          .isEqualTo(2);
    }
  }

  /// The agent is stopped until the ring is full: what it had no room for is told to the last
  /// record, of all that was made on this machine.
  @Test
  @Timeout(900)
  void whatAFullRingLostIsToldToTheLastRecord() throws Exception {
    if (isBare("a planted overflow")) {
      return;
    }
    StormProgram program = StormProgram.compile(folder);
    try (Stage stage = Stage.open(folder)) {
      stage.agent.signal("-STOP");
      Path output = folder.resolve("churn.txt");
      Path files = Files.createDirectories(folder.resolve("files"));
      int rounds = 0;
      while (stage.kernel().lost() < 5_000) {
        assertThat(rounds++).as("storms until the ring is full").isLessThan(20);
        Process storm = program.start(output, "churn", "20000", "5", files.toString());
        String _ = StormProgram.ended(storm, output, 300);
      }
      stage.agent.signal("-CONT");
      String told = "metadata.event_code=gap.told status_detail=overflow";
      Server.await(Duration.ofMinutes(2), "the loss is told", () -> declared(stage, told) > 0);
      long lost = stage.kernel().lost();
      Server.await(Duration.ofMinutes(2), "losses", () -> declared(stage, told) >= lost);
      KernelRings.Counts forks = stage.kernel(FORK);
      String forked = "activity_name=fork source=shirube.agent.kernel";
      long read = forks.made() - forks.lost();
      Server.await(Duration.ofMinutes(2), "forks", () -> stage.server.count(forked) >= read);
      System.out.printf(
          "proven: storm: planted overflow: rings lost %d, declared %d; forks: %d made, %d lost, %d"
              + " recorded since; files: %d overflows told%n",
          lost,
          declared(stage, told),
          forks.made(),
          forks.lost(),
          stage.server.count(forked),
          stage.server.count(
              "metadata.event_code=gap.told status_detail in (overflow-opens, overflow-programs)"));
      assertThat(declared(stage, told)).isEqualTo(stage.kernel().lost());
      // Others on this machine fork meanwhile, so it is held from both sides.
      KernelRings.Counts later = stage.kernel(FORK);
      assertThat(stage.server.count(forked)).isBetween(read, later.made() - later.lost() + 500);
    }
  }

  /// The sum of what is declared.
  private static long declared(Stage stage, String question) throws Exception {
    String answer = stage.server.ask("POST", "/api/v1/hunt?tenant=local", question);
    long sum = 0;
    for (String line : answer.lines().toList()) {
      if (line.startsWith("{\"event\"")) {
        sum += Server.number(line, "count");
      }
    }
    return sum;
  }
}
