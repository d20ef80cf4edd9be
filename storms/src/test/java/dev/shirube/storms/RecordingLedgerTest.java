// SPDX-License-Identifier: Apache-2.0
package dev.shirube.storms;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.trial.Ground;
import dev.shirube.trial.Line;
import dev.shirube.trial.StationProcess;
import dev.shirube.trial.Volume;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The ledger of the recording: what the source in a real agent made is stored by a real server, or
/// declared to be missing, whatever is done to both in between: they are killed, the power of
/// either's volume is cut, either's disk is full, the line between them is cut in every way, and
/// certificates of a few minutes are renewed under load.
@Tag("prove")
final class RecordingLedgerTest {
  private static final int PER_SECOND = 2_000;

  @TempDir private Path folder;

  private final Map<Fault, Integer> done = new EnumMap<>(Fault.class);

  /// What is done to them.
  private enum Fault {
    AGENT_KILLED,
    SERVER_KILLED,
    BOTH_KILLED,
    AGENT_POWER,
    SERVER_POWER,
    AGENT_FULL,
    SERVER_FULL,
    CUT_BOTH,
    CUT_TO_SERVER,
    CUT_FROM_SERVER,
    RESET
  }

  /// Both ends and what lies between.
  private record Stage(
      Line line, Volume agents, Volume servers, Server server, RealAgent agent, Path books) {}

  private Stage open(Ground ground) throws Exception {
    Line line = Line.good(ground);
    Volume agents = Volume.make(ground, "agents", Volume.Kind.XFS, 4096);
    Volume servers = Volume.make(ground, "servers", Volume.Kind.XFS, 4096);
    StationProcess.Place place =
        new StationProcess.Place(
            ground.folder("station"), servers.point(), Line.HERE + 1, List.of());
    StationProcess station = new StationProcess(place, 0, "agent-certificate-minutes: 2\n");
    Server server = new Server(station);
    ground.atEnd(server::close);
    server.start();
    Path own = agents.point().resolve("own");
    String _ = server.enroll(own, URI.create("https://" + Line.HERE + "1:" + station.agents()));
    Path books = ground.folder("books");
    List<String> arguments =
        List.of(own.toString(), Integer.toString(PER_SECOND), books.toString());
    RealAgent agent =
        RealAgent.running(line.thereWithMounts(), own, ground.folder("said"), arguments);
    ground.atEnd(agent::close);
    return new Stage(line, agents, servers, server, agent, books);
  }

  private int runs;

  private void startAgent(Stage stage) throws Exception {
    int run = runs++;
    stage.agent.start(Integer.toString(run));
    Path book = stage.books.resolve("made-" + run);
    Server.await(
        Duration.ofMinutes(2),
        "the source makes: " + run,
        () -> {
          assertThat(stage.agent.isAlive()).as(stage.agent.said()).isTrue();
          return Files.exists(book) && Files.size(book) > 0;
        });
  }

  private void run(Stage stage, Fault fault, SplittableRandom random) throws Exception {
    done.merge(fault, 1, Integer::sum);
    switch (fault) {
      case AGENT_KILLED -> {
        stage.agent.kill();
        startAgent(stage);
      }
      case SERVER_KILLED -> {
        stage.server.station().kill();
        Server.pause(random.nextInt(3_000));
        stage.server.start();
      }
      case BOTH_KILLED -> {
        stage.server.station().kill();
        stage.agent.kill();
        startAgent(stage);
        stage.server.start();
      }
      case AGENT_POWER -> {
        stage.agents.shutDown();
        stage.agent.kill();
        stage.agents.unmount();
        stage.agents.mount();
        startAgent(stage);
      }
      case SERVER_POWER -> {
        stage.servers.shutDown();
        stage.server.station().kill();
        stage.servers.unmount();
        stage.servers.mount();
        stage.server.start();
      }
      case AGENT_FULL -> full(stage.agents, random);
      case SERVER_FULL -> full(stage.servers, random);
      case CUT_BOTH -> cut(stage, Line.Cut.BOTH, random);
      case CUT_TO_SERVER -> cut(stage, Line.Cut.TO_THERE, random);
      case CUT_FROM_SERVER -> cut(stage, Line.Cut.FROM_THERE, random);
      case RESET -> cut(stage, Line.Cut.RESET, random);
    }
  }

  private static void cut(Stage stage, Line.Cut how, SplittableRandom random) throws Exception {
    stage.line.cut(how);
    Server.pause(2_000 + random.nextInt(4_000));
    stage.line.mend(how);
  }

  private static void full(Volume volume, SplittableRandom random) throws Exception {
    Path filling = volume.fillInUse(random.nextInt(200_000));
    Server.pause(3_000 + random.nextInt(4_000));
    Files.delete(filling);
  }

  private static byte[] certificate(Stage stage) throws IOException {
    return Files.readAllBytes(stage.agent.folder().resolve("identity.pem"));
  }

  @Test
  @Timeout(1200)
  void whatWasMadeIsStoredOrDeclaredWhateverIsDoneToBoth() throws Exception {
    String claim = "the ledger of the recording";
    if (Ground.lacks(claim, "ip", "nft", "nsenter", "mkfs.xfs", "xfs_io", "fallocate")) {
      return;
    }
    long seed = Long.getLong("storm.seed", 20260101L);
    SplittableRandom random = new SplittableRandom(seed);
    try (Ground ground = Ground.open()) {
      Stage stage = open(ground);
      byte[] identity = certificate(stage);
      startAgent(stage);
      long rotations = 0;
      for (Fault fault : plan(random)) {
        Server.pause(500 + random.nextInt(2_500));
        run(stage, fault, random);
        byte[] now = certificate(stage);
        rotations += Arrays.equals(identity, now) ? 0 : 1;
        identity = now;
      }
      judge(stage, seed, rotations);
    }
  }

  /// Each fault once and some again, in an order that the seed makes.
  private static List<Fault> plan(SplittableRandom random) {
    List<Fault> plan = new ArrayList<>(List.of(Fault.values()));
    for (int more = 0; more < Integer.getInteger("storm.more", 7); more++) {
      plan.add(Fault.values()[random.nextInt(Fault.values().length)]);
    }
    for (int at = plan.size() - 1; at > 0; at--) {
      Fault swapped = plan.set(random.nextInt(at + 1), plan.get(at));
      plan.set(at, swapped);
    }
    return plan;
  }

  private void judge(Stage stage, long seed, long rotations) throws Exception {
    assertThat(stage.agent.stop()).as(stage.agent.said()).isIn(0, 143);
    Books books = new Books();
    long made = 0;
    for (int run = 0; run < runs; run++) {
      made += Harvested.made(books, run, stage.books.resolve("made-" + run));
    }
    settle(stage);
    stage.server.station().stop();
    Harvested.stored(books, stage.server.station().data());
    Books.Balance balance = books.balance();
    System.out.printf(
        "proven: ledger: seed %d, %s, %d rotations: %s%n", seed, done, rotations, balance);
    assertThat(balance.made()).isEqualTo(made);
    assertThat(balance.stored()).isPositive();
    assertThat(balance.unexplained()).as("lost in silence").isZero();
    assertThat(balance.doubled()).as("stored twice").isZero();
    assertThat(balance.more()).as("of batches that were being taken").isLessThan(50L * runs + 1);
    assertThat(rotations).as("certificates").isPositive();
  }

  /// Sends what is left: an agent without a source, until nothing waits any more.
  private void settle(Stage stage) throws Exception {
    Path said = Files.createDirectories(folder.resolve("sender"));
    String own = stage.agent.folder().toString();
    List<String> arguments = List.of(own, "0", stage.books.toString(), "0");
    try (RealAgent sender =
        RealAgent.running(stage.line.thereWithMounts(), stage.agent.folder(), said, arguments)) {
      sender.start();
      Server.await(Duration.ofMinutes(5), "all is sent", () -> !sender.isAlive());
      assertThat(sender.process().exitValue()).as(sender.said()).isZero();
    }
  }
}
