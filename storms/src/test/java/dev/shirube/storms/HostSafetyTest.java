// SPDX-License-Identifier: Apache-2.0
package dev.shirube.storms;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.trial.Ground;
import dev.shirube.trial.StationProcess;
import dev.shirube.trial.Volume;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// An agent never hurts the machine it is on: it is killed 200 times in every way, stopped for a
/// minute, and its disk is filled, and all the while a program starts others, opens files and
/// connects, at its usual speed. In the end nothing is left.
@Tag("prove")
final class HostSafetyTest {
  private static final int DEATHS = Integer.getInteger("storm.deaths", 200);
  private static final List<String> SMALL =
      List.of("-XX:+UseSerialGC", "-Xmx10m", "-Xss512k", "-XX:+ExitOnOutOfMemoryError");

  // A start of a program takes that long on a machine where all are busy; a hang would be for ever.
  private static final long LONGEST_MICROS = 5_000_000;

  @TempDir private Path folder;

  private final int[] deaths = new int[4];

  /// A machine with an agent and a canary.
  private record Stage(
      Ground ground, Cage cage, Server server, RealAgent agent, Process canary, Path sings) {
    StormProgram.Canary canaryNow() throws IOException {
      return StormProgram.canary(sings);
    }
  }

  private Stage open(Ground ground) throws Exception {
    StormProgram program = StormProgram.compile(folder);
    Cage cage = Cage.make(ground);
    Path up = Files.createDirectories(folder.resolve("up"));
    Server server = new Server(new StationProcess(up, 0, ""));
    ground.atEnd(server::close);
    server.start();
    Path own = folder.resolve("own");
    String _ = server.enroll(own, URI.create("https://127.0.0.1:" + server.station().agents()));
    RealAgent agent = RealAgent.of(cage, own, Files.createDirectories(folder.resolve("said")));
    ground.atEnd(agent::close);
    Path sings = folder.resolve("canary.txt");
    Process canary =
        program.start(
            sings, "canary", Files.createDirectories(folder.resolve("canary")).toString());
    ground.atEnd(() -> {
      Process _ = canary.destroyForcibly();
    });
    return new Stage(ground, cage, server, agent, canary, sings);
  }

  @Test
  @Timeout(1500)
  void twoHundredDeathsAMinuteOfSilenceAndAFullDiskHurtNobody() throws Exception {
    if (Ground.lacks("host safety", "cc", "clang", "bpftool", "unshare", "nsenter", "fallocate")) {
      return;
    }
    SplittableRandom random = new SplittableRandom(Long.getLong("storm.seed", 7L));
    try (Ground ground = Ground.open()) {
      Stage stage = open(ground);
      List<String> mounts = stage.cage.mounts();
      stage.agent.start();
      stage.agent.awaitRecording();
      asksNobody(stage.agent.process().pid());
      silence(stage);
      stage.agent.kill();
      deaths(stage, random);
      // What the last ones had started themselves ends by itself.
      Path own = stage.agent.folder();
      Server.await(Duration.ofMinutes(1), "helpers end", () -> left(own).isEmpty());
      stage.agent.start();
      stage.agent.awaitRecording();
      assertThat(stage.agent.stop()).as(stage.agent.said()).isIn(0, 143);
      assertThat(stage.cage.pinned()).as("pins").isEmpty();
      assertThat(stage.cage.mounts()).as("mounts").isEqualTo(mounts);
      assertThat(left(own)).as("processes").isEmpty();
      StormProgram.Canary canary = stage.canaryNow();
      assertThat(stage.canary.isAlive())
          .as("the canary: %s", Files.readString(stage.sings))
          .isTrue();
      System.out.printf(
          "proven: host safety: %d deaths (%d killed, %d faults, %d aborts, %d without memory): the"
              + " canary took %d steps, longest: start %.1f ms, open %.1f ms, connect %.1f ms; no pin,"
              + " mount or process left%n",
          DEATHS,
          deaths[0],
          deaths[1],
          deaths[2],
          deaths[3],
          canary.steps(),
          canary.start() / 1e3,
          canary.open() / 1e3,
          canary.connect() / 1e3);
      assertThat(canary.longest()).isLessThan(LONGEST_MICROS);
    }
  }

  /// No group of the kernel waits for the agent's leave (fanotify(7): FAN_CLASS_NOTIF is 0).
  private static void asksNobody(long pid) throws IOException {
    int groups = 0;
    try (Stream<Path> all = Files.list(Path.of("/proc/" + pid + "/fdinfo"))) {
      for (Path each : all.toList()) {
        String text;
        try {
          text = Files.readString(each);
        } catch (IOException _) {
          continue;
        }
        String begin = "fanotify flags:";
        int at = text.indexOf(begin);
        if (at >= 0) {
          groups++;
          int from = at + begin.length();
          int flags = Integer.parseInt(text.substring(from, text.indexOf(' ', from)), 16);
          assertThat(flags & 0xc).as("class of the group: " + text).isZero();
        }
      }
    }
    assertThat(groups).as("groups").isEqualTo(3);
  }

  private static void silence(Stage stage) throws Exception {
    StormProgram.Canary before = stage.canaryNow();
    long from = System.nanoTime();
    Server.await(
        Duration.ofMinutes(1),
        "the canary",
        () -> stage.canaryNow().steps() >= before.steps() + 200);
    double usual =
        (stage.canaryNow().steps() - before.steps()) / ((System.nanoTime() - from) / 1e9);
    StormProgram.Canary begin = stage.canaryNow();
    stage.agent.signal("-STOP");
    long stopped = System.nanoTime();
    Server.pause(Duration.ofSeconds(Long.getLong("storm.silence", 60L)).toMillis());
    StormProgram.Canary end = stage.canaryNow();
    double seconds = (System.nanoTime() - stopped) / 1e9;
    stage.agent.signal("-CONT");
    double during = (end.steps() - begin.steps()) / seconds;
    System.out.printf(
        "proven: host safety: agent stopped for %.0f s: %.0f steps a second before, %.0f meanwhile;"
            + " longest so far %.1f ms%n",
        seconds, usual, during, end.longest() / 1e3);
    assertThat(during).isGreaterThan(usual / 4);
    assertThat(stage.canary.isAlive()).isTrue();
  }

  private void deaths(Stage stage, SplittableRandom random) throws Exception {
    long before = stage.canaryNow().steps();
    for (int death = 0; death < DEATHS; death++) {
      int way = death % 20 == 19 ? 3 : random.nextInt(10) < 7 ? 0 : 1 + random.nextInt(2);
      deaths[way]++;
      if (way == 3) {
        stage.agent.start(SMALL);
        if (!stage.agent.process().waitFor(20, TimeUnit.SECONDS)) {
          stage.agent.kill();
        }
        continue;
      }
      stage.agent.start();
      // Some before it records, some while it does.
      Server.pause(random.nextInt(2_500));
      if (way == 0) {
        stage.agent.kill();
      } else {
        stage.agent.signal(way == 1 ? "-SEGV" : "-ABRT");
        assertThat(stage.agent.process().waitFor(30, TimeUnit.SECONDS)).isTrue();
      }
      assertThat(stage.canary.isAlive()).as(Files.readString(stage.sings)).isTrue();
    }
    assertThat(stage.canaryNow().steps()).isGreaterThan(before);
  }

  /// The processes that have to do with an agent's folder.
  private static List<String> left(Path own) {
    List<String> left = new ArrayList<>();
    for (ProcessHandle each : ProcessHandle.allProcesses().toList()) {
      try {
        String line = Files.readString(Path.of("/proc/" + each.pid() + "/cmdline"));
        if (line.contains(own.toString())) {
          left.add(line.replace('\0', ' '));
        }
      } catch (IOException _) {
        // It has ended meanwhile.
      }
    }
    return left;
  }

  @Test
  @Timeout(600)
  void aFullDiskOfTheAgentHurtsNobodyAndIsToldOf() throws Exception {
    if (Ground.lacks("full disk of an agent", "cc", "clang", "unshare", "nsenter", "fallocate")) {
      return;
    }
    try (Ground ground = Ground.open()) {
      StormProgram program = StormProgram.compile(folder);
      // The volume first: the cage sees what is mounted when it is made.
      Volume volume = Volume.make(ground, "agents", Volume.Kind.EXT4, 3072);
      Cage cage = Cage.make(ground);
      Server server =
          new Server(new StationProcess(Files.createDirectories(folder.resolve("up")), 0, ""));
      ground.atEnd(server::close);
      server.start();
      Path own = volume.point().resolve("own");
      String id = server.enroll(own, URI.create("https://127.0.0.1:" + server.station().agents()));
      RealAgent agent = RealAgent.of(cage, own, Files.createDirectories(folder.resolve("said")));
      ground.atEnd(agent::close);
      agent.start();
      agent.awaitRecording();
      Path sings = folder.resolve("canary.txt");
      Path nest = Files.createDirectories(folder.resolve("canary"));
      Process canary = program.start(sings, "canary", nest.toString());
      ground.atEnd(() -> {
        Process _ = canary.destroyForcibly();
      });
      Server.await(
          Duration.ofMinutes(2), "starts are recorded", () -> server.count("canary") >= 20);
      Path filling = volume.fillInUse(0);
      long before = StormProgram.canary(sings).steps();
      Server.await(
          Duration.ofMinutes(2),
          "the canary goes on",
          () -> StormProgram.canary(sings).steps() >= before + 500);
      assertThat(agent.isAlive()).as(agent.said()).isTrue();
      Files.delete(filling);
      long gone = server.count("canary");
      Server.await(
          Duration.ofMinutes(4), "it records again", () -> server.count("canary") > gone + 200);
      StormProgram.Canary end = StormProgram.canary(sings);
      String host = server.host(id);
      System.out.printf(
          "proven: host safety: full disk: longest step of the canary %.1f ms; told %d, untold %d%n",
          end.longest() / 1e3, Server.number(host, "told"), Server.number(host, "untold"));
      assertThat(Server.number(host, "untold")).isZero();
      assertThat(end.longest()).isLessThan(LONGEST_MICROS);
      assertThat(agent.stop()).as(agent.said()).isIn(0, 143);
      assertThat(cage.pinned()).isEmpty();
    }
  }
}
