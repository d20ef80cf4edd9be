// SPDX-License-Identifier: Apache-2.0
package dev.shirube.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.shirube.agent.Agent;
import dev.shirube.agent.Masking;
import dev.shirube.machines.Join;
import dev.shirube.machines.Recording;
import dev.shirube.machines.Sensing;
import dev.shirube.rings.Loader;
import dev.shirube.sensor.KernelSensor;
import dev.shirube.sensor.ProcessSource;
import dev.shirube.sensor.ProcessTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What an administrator says at the server is what the kernel of the agent's machine does: from
/// the command's words to the programs in the kernel and back to the recording. Needs root and what
/// compiles the programs; pins lie in a file system of the test's own.
@Tag("prove")
class PolicyTest {
  // All that happens on this machine is recorded: where much else goes on, events wait their turn.
  private static final Duration PATIENCE = Duration.ofMinutes(8);

  @TempDir private Path folder;

  private Sensing sensing() {
    return (host, own) ->
        List.of(
            new KernelSensor(
                host,
                new KernelSensor.Settings(
                    new Loader.Places(
                        Path.of("target", "programs").toAbsolutePath(),
                        Files.createDirectories(folder.resolve("pins")),
                        "shirube"),
                    EnumSet.allOf(Loader.Part.class),
                    false,
                    true,
                    Sensing.SELF_TEST_NANOS),
                ProcessSource.NONE,
                new ProcessTable(host, Sensing.PROCESSES),
                Clock.systemUTC()));
  }

  private static void run(String command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder("/bin/sh", "-c", command).start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
  }

  /// A start that fails, a trace, and a start that works and is told last.
  private static void deeds(Asking asking, String marker) throws IOException, InterruptedException {
    run("exec /nowhere/" + marker + " 2>/dev/null; true");
    String trace = "import ctypes; ctypes.CDLL(None).ptrace(16, 999999, 0, 0)";
    run("/usr/bin/python3 -c '" + trace + "' " + marker + "; /bin/true after-" + marker);
    String last = "activity=1 process.cmd_line=\"/bin/true after-" + marker + "\"";
    Asking.await(PATIENCE, () -> asking.count(last) == 1, "the recording has " + marker);
  }

  private static long failed(Asking asking, String marker) {
    return asking.count("process.file.path=/nowhere/" + marker + " activity_name=execve");
  }

  private static long traced(Asking asking, String marker) {
    return asking.count("linux.syscall.name=ptrace actor.process.cmd_line:\"" + marker + "\"");
  }

  /// Different kinds of events come by different lanes, each in its own time.
  private static void told(Asking asking, String marker) throws InterruptedException {
    Asking.await(PATIENCE, () -> failed(asking, marker) == 1, "the failed start of " + marker);
    Asking.await(PATIENCE, () -> traced(asking, marker) == 1, "the trace of " + marker);
  }

  private static void switchCalls(Asking asking, String id, String to, int times)
      throws IOException, InterruptedException {
    String path = "/api/v1/hosts/" + id + "/policy?tenant=local&system-calls=" + to;
    long version = Asking.number(asking.ask("POST", path, ""), "version");
    String done = "activity_name=\"sensor switch\" status_detail=\"calls " + to + "\"";
    Asking.await(PATIENCE, () -> asking.count(done) == times, "calls are " + to);
    Asking.await(
        PATIENCE,
        () -> Asking.number(host(asking, id), "policy_heard") == version,
        "the agent says that it follows");
  }

  private static String host(Asking asking, String id) {
    try {
      return asking.ask("GET", "/api/v1/hosts/" + id + "?tenant=local&language=en", "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /// What the host list says of failed starts.
  private static String quality(Asking asking, String id) {
    String host = host(asking, id);
    int at = host.indexOf("{\"class\":\"process_activity\",\"field\":\"status\"");
    assertThat(at).as(host).isPositive();
    return Asking.text(host.substring(at), "quality");
  }

  @Test
  @Timeout(2400)
  void callsAreWatchedExactlyWhileTheServerSaysSo() throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")), "not proven: needs root");
    Path own = folder.resolve("own");
    try (StationProcess station =
        new StationProcess(Files.createDirectories(folder.resolve("up")), 0, "")) {
      Asking asking = new Asking(station);
      station.start();
      Asking.await(Duration.ofMinutes(3), asking::isWell, "the server is there");
      String made = asking.ask("POST", "/api/v1/hosts/tokens?tenant=local&hours=1", "");
      Join join = new Join(Asking.text(made, "token"), Asking.text(made, "authority"));
      URI server = URI.create("https://127.0.0.1:" + station.agents());
      String id = Join.read(join.text()).enroll(own, server, "trial");
      try (Agent agent = Recording.open(own, sensing(), Masking.none(), "trial")) {
        agent.start();
        assertThat(agent.status().problems()).isEmpty();
        deeds(asking, "first-on");
        told(asking, "first-on");
        switchCalls(asking, id, "off", 1);
        deeds(asking, "then-off");
        Asking.await(PATIENCE, () -> quality(asking, id).equals("missing"), "it is told missing");
        assertThat(host(asking, id)).contains("Switched off by the policy");
        switchCalls(asking, id, "on", 1);
        deeds(asking, "on-again");
        told(asking, "on-again");
        // All lanes have told of later things by now.
        assertThat(failed(asking, "then-off")).isZero();
        assertThat(traced(asking, "then-off")).isZero();
        Asking.await(PATIENCE, () -> quality(asking, id).equals("proven"), "it is told proven");
        assertThat(asking.count("metadata.event_code in (gap.told, gap.untold)")).isZero();
      }
    }
    assertThat(Files.readString(Path.of("/proc/self/mounts"))).doesNotContain(folder.toString());
  }
}
