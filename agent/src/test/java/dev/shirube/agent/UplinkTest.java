// SPDX-License-Identifier: Apache-2.0
package dev.shirube.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.catalog.Problem;
import dev.shirube.journal.SimulatedDisk;
import dev.shirube.sensor.Loss;
import dev.shirube.wire.FramesAnswer;
import dev.shirube.wire.Gap;
import dev.shirube.wire.HelloAnswer;
import dev.shirube.wire.Lane;
import dev.shirube.wire.Policy;
import dev.shirube.wire.Refusal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UplinkTest {
  @TempDir private Path folder;
  private final FakeServer server = new FakeServer();
  private Rig rig;

  @BeforeEach
  void open() throws IOException {
    rig = new Rig(folder, server);
    rig.open(new SimulatedDisk(1), Rig.LARGE);
  }

  private static Transport.Reply reply(int status, int seconds) {
    return new Transport.Reply(
        status, new Refusal("door.full", List.of("x")).bytes(), Duration.ofSeconds(seconds));
  }

  private String trouble() {
    Problem trouble = rig.uplink.trouble();
    return trouble == null ? "" : trouble.what().id();
  }

  @Test
  void tellsOfItselfFirstAndThenEveryThirtySeconds() throws IOException, InterruptedException {
    rig.live(3);
    assertThat(server.hellos).hasSize(1);
    assertThat(server.hellos.getFirst().capabilities()).isNotNull();
    assertThat(server.stored).hasSize(3);
    for (int second = 0; second < 60; second++) {
      rig.live(1);
    }
    assertThat(server.hellos).hasSizeBetween(3, 4);
    assertThat(server.hellos.getLast().capabilities()).isNull();
    assertThat(server.hellos.getLast().spool().lanes().getFirst().first()).isPositive();
  }

  /// A server takes fifty frames a second of an agent.
  @Test
  void whoDoesUrgentThingsInALoopMakesNoFrameOfEach() throws IOException, InterruptedException {
    rig.live(3);
    int before = server.frames;
    int stored = server.stored.size();
    rig.recorder.accept(rig.batch(1), true);
    rig.spooler.sync();
    Uplink.Step _ = rig.uplink.step();
    assertThat(server.stored).as("one alone does not wait").hasSize(stored + 1);
    for (int milli = 0; milli < 10_000; milli++) {
      rig.pass(1);
      rig.recorder.accept(rig.batch(1), true);
      if (milli % 100 == 0) {
        rig.recorder.tick();
      }
    }
    rig.drain();
    assertThat(server.stored).hasSize(stored + 10_001);
    assertThat(server.frames - before).isBetween(10, 250);
  }

  @Test
  void waitsAsLongAsItIsTold() throws IOException, InterruptedException {
    rig.live(3);
    server.instead.add(reply(503, 120));
    rig.live(3);
    assertThat(trouble()).isEqualTo("agent.refused");
    int before = server.requests;
    for (int second = 0; second < 100; second++) {
      rig.live(1);
    }
    assertThat(server.requests).isEqualTo(before);
    rig.pass(20_000);
    rig.live(1);
    assertThat(server.requests).isGreaterThan(before);
    rig.drain();
    assertThat(server.stored).hasSize((int) rig.serial);
    assertThat(trouble()).isEmpty();
  }

  @Test
  void waitsLongerEachTimeNobodyAnswers() throws IOException, InterruptedException {
    server.down = true;
    Duration before = Duration.ZERO;
    Duration sum = Duration.ZERO;
    for (int turn = 0; turn < 14; turn++) {
      Duration pause = rig.uplink.step().pause();
      assertThat(pause).isPositive().isLessThanOrEqualTo(Duration.ofMinutes(5));
      rig.ticks += pause.toNanos();
      sum = sum.plus(pause);
      before = pause;
    }
    assertThat(before).isGreaterThanOrEqualTo(Duration.ofSeconds(150));
    assertThat(sum).isGreaterThan(Duration.ofMinutes(15));
    assertThat(trouble()).isEqualTo("agent.unreached");
  }

  @Test
  void sendsLessAtOnceToWhoTakesLittle() throws IOException, InterruptedException {
    server.down = true;
    for (int second = 0; second < 100; second++) {
      rig.live(100);
    }
    server.down = false;
    server.most = 40_000;
    rig.ticks += 400_000_000_000L;
    rig.drain();
    assertThat(server.stored).hasSize((int) rig.serial);
    assertThat(server.declared()).isZero();
  }

  @Test
  void oneFrameThatIsNotTakenDoesNotHoldUpTheOthers() throws IOException, InterruptedException {
    server.down = true;
    for (int second = 0; second < 10; second++) {
      rig.live(30);
    }
    server.down = false;
    server.poison = "130";
    rig.ticks += 400_000_000_000L;
    rig.drain();
    assertThat(server.declared()).isEqualTo(10);
    assertThat(server.stored.size() + server.declared()).isEqualTo(rig.serial);
    Gap gap = server.gaps.getFirst();
    assertThat(gap.counts().getFirst().reason()).isEqualTo("refused");
  }

  @Test
  void whoIsTurnedAwayRecordsOn() throws IOException, InterruptedException {
    for (int status : new int[] {403, 409}) {
      server.instead.add(reply(status, 0));
      rig.live(5);
      assertThat(trouble()).isEqualTo(status == 403 ? "agent.revoked" : "agent.clone");
      int before = server.requests;
      rig.live(5);
      assertThat(server.requests).isEqualTo(before);
      rig.pass(301_000);
    }
    rig.drain();
    assertThat(server.stored).hasSize((int) rig.serial);
  }

  @Test
  void anotherPolicyIsAskedForAndFollowed() throws IOException, InterruptedException {
    rig.live(3);
    server.policy = new Policy(7, false, true, false, 0, Policy.Limits.DEFAULT);
    rig.live(3);
    rig.live(3);
    assertThat(rig.policies.current()).isEqualTo(server.policy);
    Policies again = new Policies(folder);
    assertThat(again.current()).isEqualTo(server.policy);
    assertThat(again.problem()).isNull();
    Path file = folder.resolve("policy.json");
    Files.writeString(file, "{\"version\": 7, ");
    Policies broken = new Policies(folder);
    assertThat(broken.current()).isEqualTo(Policy.DEFAULT);
    assertThat(Objects.requireNonNull(broken.problem()).file()).isEqualTo(file.toString());
  }

  @Test
  void aDiskThatWasSetBackBeginsANewEpoch() throws IOException, InterruptedException {
    rig.live(3);
    long before = rig.spooler.epoch();
    Map<Lane, Long> ahead = Map.of(Lane.FILES, 500L);
    server.instead.add(
        new Transport.Reply(
            200, new HelloAnswer(1, 30, Policy.DEFAULT, ahead).bytes(), Duration.ZERO));
    rig.pass(40_000);
    rig.live(3);
    rig.drain();
    assertThat(rig.spooler.epoch()).isNotEqualTo(before);
    assertThat(server.stored).hasSize((int) rig.serial);
    assertThat(server.undeclared()).isZero();
  }

  @Test
  void anAnswerThatIsNoneIsTold() throws IOException, InterruptedException {
    rig.live(3);
    server.instead.add(
        new Transport.Reply(200, "<html>".getBytes(StandardCharsets.UTF_8), Duration.ZERO));
    rig.live(3);
    assertThat(trouble()).isEqualTo("agent.answer");
    rig.ticks += 400_000_000_000L;
    rig.drain();
    assertThat(server.stored).hasSize((int) rig.serial);
  }

  @Test
  void anAnswerThatPromisesTooMuchLosesNothing() throws IOException, InterruptedException {
    rig.live(3);
    Map<Lane, Long> lies = Map.of(Lane.FILES, 1_000_000L);
    server.instead.add(new Transport.Reply(200, new FramesAnswer(lies, 0).bytes(), Duration.ZERO));
    rig.live(3);
    rig.live(3);
    rig.drain();
    assertThat(server.stored.size() + server.undeclared()).isEqualTo(rig.serial);
  }

  @Test
  void lossesOfSensorsAreTold() throws IOException, InterruptedException {
    rig.live(3);
    rig.recorder.lost(new Loss("kernel", 42, 5, 9, "overflow"));
    rig.live(3);
    rig.drain();
    Gap gap = Objects.requireNonNull(server.gaps.getFirst());
    assertThat(gap.numbered()).isFalse();
    assertThat(gap.count()).isEqualTo(42);
    assertThat(server.declared()).isZero();
    assertThat(server.undeclared()).isZero();
  }
}
