// SPDX-License-Identifier: Apache-2.0
package dev.shirube.sensor;

import static dev.shirube.sensor.Collected.text;
import static dev.shirube.sensor.Collected.with;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.shirube.event.Event;
import dev.shirube.event.EventClass;
import dev.shirube.rings.Loader;
import dev.shirube.wire.Capabilities;
import dev.shirube.wire.Capabilities.Quality;
import dev.shirube.wire.Policy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The group of calls is switched by policy while the sensor runs, and what else there is goes on.
/// Needs root and what compiles the programs; pins lie in a file system of the test's own.
@Tag("prove")
class KernelSwitchTest {
  private static final EventClass PROCESS = EventClass.PROCESS_ACTIVITY;

  @TempDir Path temporary;

  private final Collected collected = new Collected();
  private Path pins = Path.of("none");

  @BeforeEach
  void rights() throws IOException {
    assumeTrue("root".equals(System.getProperty("user.name")), "not proven: needs root");
    pins = Files.createDirectories(temporary.resolve("pins"));
  }

  @AfterEach
  void nothingIsLeft() throws IOException {
    assertThat(Files.readString(Path.of("/proc/self/mounts"))).doesNotContain(temporary.toString());
  }

  private KernelSensor sensor(boolean unpin) {
    HostIdentity host = new HostIdentity("test-host", "test", "test-boot");
    Loader.Places places =
        new Loader.Places(Path.of("target", "programs").toAbsolutePath(), pins, "shirube");
    KernelSensor.Settings settings =
        new KernelSensor.Settings(
            places, EnumSet.allOf(Loader.Part.class), false, unpin, 1_000_000_000L);
    return new KernelSensor(
        host, settings, ProcessSource.NONE, new ProcessTable(host, 8192), Clock.systemUTC());
  }

  private static Policy calls(boolean on) {
    return new Policy(1, true, true, on, 1, Policy.Limits.DEFAULT);
  }

  private static void run(String command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder("/bin/sh", "-c", command).start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
  }

  private boolean isPinned() throws IOException {
    try (Stream<Path> walk = Files.walk(pins)) {
      return walk.anyMatch(path -> path.endsWith("calls/on_call"));
    }
  }

  private void switched(String detail) throws InterruptedException {
    assertThat(
            collected.await(
                1,
                event ->
                    text(event, "activity_name").equals("sensor switch")
                        && text(event, "status_detail").equals(detail)))
        .as(detail)
        .isNotEmpty();
  }

  /// A start that fails, a trace, and then a start that works: by then both were told, if ever.
  private void deeds(String marker) throws IOException, InterruptedException {
    run("exec /nowhere/" + marker + " 2>/dev/null; true");
    run(
        "/usr/bin/python3 -c 'import ctypes; ctypes.CDLL(None).ptrace(16, 999999, 0, 0)' "
            + marker
            + "; /bin/true after-"
            + marker);
    List<Event> after =
        collected.await(1, with(PROCESS, 1, "process.cmd_line", "/bin/true after-" + marker));
    assertThat(after).isNotEmpty();
  }

  private List<Event> failed(String marker) {
    return collected.all(with(PROCESS, 99, "process.file.path", "/nowhere/" + marker));
  }

  private List<Event> traced(String marker) {
    return collected.all(
        with(PROCESS, 3, "linux.syscall.name", "ptrace")
            .and(event -> text(event, "actor.process.cmd_line").contains(marker)));
  }

  private static Quality quality(Capabilities all, EventClass as, String field) {
    int number = field.isEmpty() ? 0 : SensorEvent.field(field);
    return all.entries().stream()
        .filter(entry -> entry.eventClass() == as && entry.field() == number)
        .findFirst()
        .orElseThrow()
        .quality();
  }

  @Test
  void callsAreToldWhileThePolicySaysSo() throws Exception {
    KernelSensor sensor = sensor(true);
    try {
      sensor.follow(calls(false));
      sensor.start(collected);
      deeds("off");
      assertThat(failed("off")).isEmpty();
      assertThat(traced("off")).isEmpty();
      assertThat(isPinned()).isFalse();
      assertThat(quality(sensor.capabilities(), PROCESS, "status")).isEqualTo(Quality.MISSING);
      sensor.follow(calls(true));
      switched("calls on");
      assertThat(isPinned()).isTrue();
      assertThat(quality(sensor.capabilities(), PROCESS, "status")).isEqualTo(Quality.PARTLY);
      deeds("on");
      assertThat(failed("on")).hasSize(1);
      assertThat(traced("on")).hasSize(1);
      assertThat(quality(sensor.capabilities(), PROCESS, "status")).isEqualTo(Quality.PROVEN);
      assertThat(quality(sensor.capabilities(), EventClass.MEMORY_ACTIVITY, ""))
          .isEqualTo(Quality.PARTLY);
      sensor.follow(calls(false));
      switched("calls off");
      assertThat(isPinned()).isFalse();
      deeds("off-again");
      assertThat(failed("off-again")).isEmpty();
      assertThat(traced("off-again")).isEmpty();
      assertThat(quality(sensor.capabilities(), PROCESS, "status")).isEqualTo(Quality.MISSING);
      assertThat(collected.losses()).isEmpty();
    } finally {
      sensor.close();
    }
  }

  @Test
  void whatElseIsToldIsNotLostWhileCallsAreSwitchedInAStorm() throws Exception {
    KernelSensor sensor = sensor(true);
    try {
      sensor.start(collected);
      AtomicBoolean done = new AtomicBoolean();
      Thread switching = new Thread(() -> toggle(sensor, done));
      switching.start();
      run("i=0; while [ $i -lt 2000 ]; do /bin/true switched-$i; i=$((i+1)); done");
      done.set(true);
      switching.join();
      List<Event> found =
          collected.await(
              2000,
              event ->
                  event.activity() == 1
                      && text(event, "process.cmd_line").startsWith("/bin/true switched-"));
      Set<String> lines = new HashSet<>();
      found.forEach(event -> lines.add(text(event, "process.cmd_line")));
      assertThat(lines).hasSize(2000);
      assertThat(collected.losses()).isEmpty();
      long times =
          collected.all(event -> text(event, "activity_name").equals("sensor switch")).size();
      assertThat(times).isGreaterThanOrEqualTo(2);
      System.out.printf("proven: 2000 programs told, calls switched %d times meanwhile%n", times);
    } finally {
      sensor.close();
    }
  }

  private void toggle(KernelSensor sensor, AtomicBoolean done) {
    int times = 0;
    while (!done.get()) {
      sensor.follow(calls(times % 2 == 1));
      int so = ++times;
      try {
        collected.await(so, event -> text(event, "activity_name").equals("sensor switch"));
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  @Test
  void whoTakesOverFollowsThePolicyAndNotWhatWasLeft() throws Exception {
    KernelSensor first = sensor(false);
    first.follow(calls(true));
    first.start(collected);
    assertThat(isPinned()).isTrue();
    first.close();
    assertThat(isPinned()).as("left, as by a kill").isTrue();
    run("/bin/true in-between");
    KernelSensor second = sensor(true);
    try {
      second.follow(calls(false));
      second.start(collected);
      assertThat(isPinned()).isFalse();
      assertThat(collected.await(1, with(PROCESS, 1, "process.cmd_line", "/bin/true in-between")))
          .isNotEmpty();
    } finally {
      second.close();
    }
  }
}
