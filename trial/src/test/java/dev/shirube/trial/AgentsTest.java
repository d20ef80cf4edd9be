// SPDX-License-Identifier: Apache-2.0
package dev.shirube.trial;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.agent.Agent;
import dev.shirube.agent.Masking;
import dev.shirube.event.EventBatch;
import dev.shirube.event.EventClass;
import dev.shirube.event.FieldNames;
import dev.shirube.event.TenantId;
import dev.shirube.machines.Join;
import dev.shirube.machines.Recording;
import dev.shirube.machines.Sensing;
import dev.shirube.sensor.HostIdentity;
import dev.shirube.sensor.Loss;
import dev.shirube.sensor.Sensor;
import dev.shirube.sensor.SensorCounts;
import dev.shirube.sensor.SensorEvent;
import dev.shirube.sensor.Sink;
import dev.shirube.wire.Capabilities;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// An agent joins a real server by one line, and is killed while it records, as the server is: what
/// it had recorded is in the recording once, and what is missing is told.
class AgentsTest {
  private static final int EVENTS = 20_000;

  @TempDir private Path folder;

  private Process agent(Path own, int run) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(List.of("-cp", StationProcess.classPath(), AgentProcess.class.getName()));
    command.addAll(List.of(own.toString(), Integer.toString(run), Integer.toString(EVENTS)));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("agent-" + run + ".txt").toFile())
        .start();
  }

  private static int made(Path own, int run) {
    try {
      Path file = own.resolve("made-" + run);
      String text = Files.exists(file) ? Files.readString(file).strip() : "";
      return text.isEmpty() ? 0 : Integer.parseInt(text);
    } catch (IOException e) {
      return 0;
    }
  }

  @Test
  @Timeout(600)
  void whatAnAgentRecordedIsFoundThoughItAndTheServerWereKilled() throws Exception {
    Path own = folder.resolve("own");
    Process agent = null;
    try (StationProcess station =
        new StationProcess(Files.createDirectories(folder.resolve("up")), 0, "")) {
      Asking asking = new Asking(station);
      station.start();
      Asking.await(Duration.ofMinutes(3), asking::isWell, "the server is there");
      String made = asking.ask("POST", "/api/v1/hosts/tokens?tenant=local&hours=1", "");
      assertThat(Asking.number(made, "port")).isEqualTo(station.agents());
      Join join = new Join(Asking.text(made, "token"), Asking.text(made, "authority"));
      URI server = URI.create("https://127.0.0.1:" + station.agents());
      String id = Join.read(join.text()).enroll(own, server, "trial");
      agent = agent(own, 0);
      Asking.await(Duration.ofMinutes(2), () -> made(own, 0) >= EVENTS / 4, "it records");
      assertThat(agent.destroyForcibly().waitFor(30, TimeUnit.SECONDS)).isTrue();
      int first = made(own, 0);
      agent = agent(own, 1);
      Asking.await(Duration.ofMinutes(2), () -> made(own, 1) >= EVENTS / 4, "it records again");
      station.kill();
      Asking.await(
          Duration.ofMinutes(2), () -> made(own, 1) >= EVENTS, "it records without the server");
      station.start();
      Asking.await(Duration.ofMinutes(3), asking::isWell, "the server is there again");
      judge(asking, id, first);
    } finally {
      if (agent != null) {
        agent.destroyForcibly().waitFor();
      }
    }
  }

  /// Holds what the recording has against what was recorded.
  ///
  /// @param first how many events the agent had recorded when it was killed
  private void judge(Asking asking, String id, int first) throws IOException, InterruptedException {
    String mine = "process.file.path=/usr/bin/trial";
    Asking.await(
        Duration.ofMinutes(4),
        () -> asking.count(mine) >= first + EVENTS,
        "all of it arrives: " + first + " and " + EVENTS);
    // A batch may have been taken when it was killed, and not been noted yet.
    assertThat(asking.count(mine)).isBetween((long) first + EVENTS, first + EVENTS + 50L);
    assertThat(asking.count("process.cmd_line=\"run 0 number 7\"")).isEqualTo(1);
    assertThat(asking.count("process.cmd_line=\"run 1 number " + (EVENTS - 1) + "\"")).isEqualTo(1);
    Asking.await(
        Duration.ofMinutes(1),
        () -> asking.count("metadata.event_code=gap.told") == 2,
        "what was lost is told, and that the agent was killed");
    assertThat(asking.count("metadata.event_code=gap.told status_detail=killed")).isEqualTo(1);
    assertThat(asking.count("metadata.event_code=gap.untold")).isZero();
    String host = asking.ask("GET", "/api/v1/hosts/" + id + "?tenant=local", "");
    assertThat(Asking.text(host, "state")).isEqualTo("active");
    assertThat(Asking.number(host, "told")).isEqualTo(17);
    assertThat(Asking.number(host, "untold")).isZero();
    System.out.printf(
        "agents: killed at %d, server killed; %d events once, 17 told as lost, 0 untold%n",
        first, asking.count(mine));
  }

  /// A real agent in a process of its own, whose one sensor makes numbered events; to be killed and
  /// started again. Up to which number its recorder had taken them stands in a file, so that the
  /// next start goes on from there.
  static final class AgentProcess {
    private static final int BATCH = 50;

    private AgentProcess() {}

    /// Runs until it is ended: folder, number of the run, how many events.
    public static void main(String[] arguments) throws IOException, InterruptedException {
      Path folder = Path.of(arguments[0]);
      int run = Integer.parseInt(arguments[1]);
      int events = Integer.parseInt(arguments[2]);
      Sensing sensing = (host, _) -> List.of(new Numbers(host, folder, run, events));
      try (Agent agent = Recording.open(folder, sensing, Masking.none(), "trial")) {
        agent.start();
        new CountDownLatch(1).await();
      }
    }

    /// Makes events with the number of the run and a number of their own in their command lines.
    private static final class Numbers implements Sensor {
      private final HostIdentity host;
      private final Path folder;
      private final int run;
      private final int events;
      private final AtomicLong seen = new AtomicLong();

      Numbers(HostIdentity host, Path folder, int run, int events) {
        this.host = host;
        this.folder = folder;
        this.run = run;
        this.events = events;
      }

      @Override
      public String name() {
        return "numbers";
      }

      @Override
      public Capabilities capabilities() {
        return Capabilities.NONE;
      }

      @Override
      public void start(Sink sink) {
        Thread.ofPlatform().name("numbers").daemon().start(() -> make(sink));
      }

      private void make(Sink sink) {
        try {
          for (int number = 0; number < events; number += BATCH) {
            EventBatch batch = new EventBatch(TenantId.LOCAL, new FieldNames());
            SensorEvent event = new SensorEvent(batch, host, name());
            for (int at = number; at < number + BATCH; at++) {
              long now = TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
              event
                  .begin(EventClass.PROCESS_ACTIVITY, 1, now)
                  .put("process.cmd_line", "run " + run + " number " + at)
                  .put("process.file.path", "/usr/bin/trial");
            }
            sink.accept(batch, false);
            seen.addAndGet(BATCH);
            // What was taken is there after a kill: so it says.
            Path fresh =
                Files.writeString(folder.resolve("made"), Integer.toString(number + BATCH));
            Files.move(fresh, folder.resolve("made-" + run), StandardCopyOption.ATOMIC_MOVE);
          }
          if (run == 1) {
            sink.lost(new Loss(name(), 17, 1, 2, "ring"));
          }
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }

      @Override
      public SensorCounts counts() {
        return new SensorCounts(seen.get(), 0, 0, 0);
      }

      @Override
      public void close() {}
    }
  }
}
