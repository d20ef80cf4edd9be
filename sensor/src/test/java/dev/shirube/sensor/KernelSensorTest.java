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
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the kernel this runs on tells. Needs root and what compiles the programs; pins lie in a
/// file system of the test's own.
@Tag("prove")
class KernelSensorTest {
  private static final EventClass PROCESS = EventClass.PROCESS_ACTIVITY;
  private static final EventClass NETWORK = EventClass.NETWORK_ACTIVITY;

  @TempDir Path temporary;

  private final Collected collected = new Collected();
  private KernelSensor sensor = sensor(Path.of("none"), false);

  private static KernelSensor sensor(Path bpffs, boolean unpin) {
    HostIdentity host = new HostIdentity("test-host", "test", "test-boot");
    Loader.Places places =
        new Loader.Places(Path.of("target", "programs").toAbsolutePath(), bpffs, "shirube");
    KernelSensor.Settings settings =
        new KernelSensor.Settings(
            places, EnumSet.allOf(Loader.Part.class), false, unpin, 1_000_000_000L);
    return new KernelSensor(
        host, settings, ProcessSource.NONE, new ProcessTable(host, 8192), Clock.systemUTC());
  }

  @BeforeEach
  void start() throws IOException {
    assumeTrue("root".equals(System.getProperty("user.name")), "not proven: needs root");
    sensor = sensor(Files.createDirectories(temporary.resolve("pins")), true);
    sensor.start(collected);
  }

  @AfterEach
  void stop() throws IOException {
    sensor.close();
    assertThat(Files.readString(Path.of("/proc/self/mounts"))).doesNotContain(temporary.toString());
  }

  private String run(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return output;
  }

  private Event launch(String commandLine) throws InterruptedException {
    List<Event> found =
        collected.await(
            1,
            event ->
                event.activity() == 1 && text(event, "process.cmd_line").startsWith(commandLine));
    assertThat(found).as("starts of " + commandLine).isNotEmpty();
    return found.getLast();
  }

  @Test
  void aProgramIsToldWithItsArgumentsAndItsParent() throws Exception {
    Path folder = Files.createDirectory(temporary.resolve("work place"));
    run("/bin/sh", "-c", "cd '" + folder + "' && /usr/bin/env printf '%s' 'marker-1 two'; true");
    Event event = launch("printf %s marker-1 two");
    assertThat(text(event, "process.file.path")).endsWith("/bin/printf");
    assertThat(text(event, "process.file.name")).isEqualTo("printf");
    assertThat(event.texts("process.cmd_args")).containsExactly("printf", "%s", "marker-1 two");
    assertThat(text(event, "process.working_directory")).isEqualTo(folder.toString());
    assertThat(text(event, "process.user.name")).isEqualTo("root");
    assertThat(text(event, "process.user.uid")).isEqualTo("0");
    assertThat(text(event, "process.parent_process.file.path")).endsWith("sh");
    assertThat(text(event, "process.parent_process.cmd_line")).contains("-c cd '");
    assertThat(text(event, "process.capabilities")).isNotEqualTo("0");
    assertThat(text(event, "process.file.changed_time")).hasSize(19);
    assertThat(text(event, "device.hostname")).isEqualTo("test");
    assertThat(Math.abs(event.time() - System.currentTimeMillis() * 1_000_000L))
        .isLessThan(60_000_000_000L);
    String key = text(event, "process.uid");
    List<Event> ends =
        collected.await(
            1, ended -> ended.activity() == 2 && text(ended, "process.uid").equals(key));
    assertThat(ends).hasSize(1);
    assertThat(text(ends.getFirst(), "process.exit_code")).isEqualTo("0");
  }

  @Test
  void scriptsLongCommandLinesAndSignalsAreTold() throws Exception {
    Path script = temporary.resolve("script.sh");
    Files.writeString(script, "#!/bin/sh\nkill -9 $$\n");
    run("/bin/chmod", "755", script.toString());
    run("/bin/sh", "-c", "cd " + temporary + " && ./script.sh; true");
    Event event =
        collected.await(1, with(PROCESS, 1, "process.script.path", script.toString())).getLast();
    assertThat(text(event, "process.file.path")).endsWith("sh");
    String key = text(event, "process.uid");
    List<Event> ends =
        collected.await(
            1, ended -> ended.activity() == 2 && text(ended, "process.uid").equals(key));
    assertThat(text(ends.getFirst(), "process.exit_signal")).isEqualTo("9");
    run("/bin/true", "long-argument", "y".repeat(3000));
    Event cut = launch("/bin/true long-argument");
    assertThat(text(cut, "process.cmd_line")).hasSize(2048);
    assertThat(sensor.counts().cut()).isPositive();
  }

  @Test
  void aProgramThatLiesInMemoryAndOneThatIsNotThereAreTold() throws Exception {
    run(
        "/usr/bin/python3",
        "-c",
        """
        import os
        f = os.memfd_create("hidden")
        os.write(f, open("/bin/true", "rb").read())
        if os.fork() == 0:
            os.execve(f, ["memory-marker"], {})
        os.wait()
        """);
    Event event = launch("memory-marker");
    assertThat(text(event, "process.file.is_in_memory")).isEqualTo("true");
    assertThat(text(event, "process.file.is_deleted")).isEqualTo("true");
    assertThat(text(event, "process.file.path")).isEqualTo("/memfd:hidden");
    assertThat(collected.await(1, with(EventClass.MEMORY_ACTIVITY, 99, "resources.name", "hidden")))
        .hasSize(1);
    run("/bin/sh", "-c", "exec /nowhere/at-all 2>/dev/null; true");
    List<Event> failed =
        collected.await(1, with(PROCESS, 99, "process.file.path", "/nowhere/at-all"));
    assertThat(failed).isNotEmpty();
    assertThat(text(failed.getFirst(), "linux.syscall.exit")).isEqualTo("-2");
    assertThat(text(failed.getFirst(), "status")).isEqualTo("failure");
  }

  /// The process in between is gone before its child starts a program.
  @Test
  void whoMadeAProcessIsToldThoughItIsGone() throws Exception {
    run(
        "/usr/bin/python3",
        "-c",
        """
        import os, time
        if os.fork() == 0:
            if os.fork() == 0:
                time.sleep(0.3)
                os.execv("/bin/true", ["double-fork-marker"])
            os._exit(0)
        os.wait()
        time.sleep(0.5)
        """);
    Event event = launch("double-fork-marker");
    String parent = text(event, "process.parent_process.uid");
    List<Event> forks =
        collected.all(fork ->
            text(fork, "activity_name").equals("fork") && text(fork, "process.uid").equals(parent));
    assertThat(forks).as("the process in between").hasSize(1);
    assertThat(text(event, "process.parent_process.file.path")).contains("python3");
  }

  @Test
  void everyOneOfTwoThousandProgramsIsToldAndNoneIsLost() throws Exception {
    long begin = System.nanoTime();
    run(
        "/bin/sh",
        "-c",
        "i=0; while [ $i -lt 2000 ]; do /bin/true storm-marker-$i; i=$((i+1)); done");
    double seconds = (System.nanoTime() - begin) / 1e9;
    List<Event> found =
        collected.await(
            2000,
            event ->
                event.activity() == 1
                    && text(event, "process.cmd_line").startsWith("/bin/true storm-marker-"));
    Set<String> lines = new HashSet<>();
    Set<String> keys = new HashSet<>();
    Set<String> parents = new HashSet<>();
    for (Event event : found) {
      lines.add(text(event, "process.cmd_line"));
      keys.add(text(event, "process.uid"));
      parents.add(text(event, "process.parent_process.uid"));
    }
    assertThat(lines).hasSize(2000);
    assertThat(keys).hasSize(2000);
    assertThat(parents).hasSize(1);
    assertThat(collected.losses()).isEmpty();
    assertThat(sensor.counts().lost()).isZero();
    System.out.printf("proven: 2000 programs in %.1f s, 0 lost%n", seconds);
  }

  @Test
  void connectionsAreToldWithBothEndsAndTheirBytes() throws Exception {
    for (String address : List.of("127.0.0.1", "::1")) {
      boolean six = address.contains(":");
      String program =
          """
          import socket, os
          family = socket.AF_INET6 if %s else socket.AF_INET
          server = socket.socket(family); server.bind(("%s", 0)); server.listen()
          port = server.getsockname()[1]
          pid = os.fork()
          if pid == 0:
              client = socket.create_connection(("%s", port))
              client.sendall(b"x" * 100000)
              client.shutdown(socket.SHUT_WR)
              while client.recv(65536): pass
              client.close()
              os._exit(0)
          one, _ = server.accept()
          while one.recv(65536): pass
          one.sendall(b"y" * 2345)
          one.close()
          os.waitpid(pid, 0)
          print(port); print(pid); print(os.getpid())
          """
              .formatted(six ? "True" : "False", address, address);
      List<String> numbers = run("/usr/bin/python3", "-c", program).lines().toList();
      String port = numbers.get(0);
      List<Event> opens = collected.await(2, with(NETWORK, 1, "dst_endpoint.port", port));
      Event out =
          opens.stream()
              .filter(it -> text(it, "connection_info.is_initiated").equals("true"))
              .findFirst()
              .orElseThrow();
      assertThat(text(out, "actor.process.pid")).isEqualTo(numbers.get(1));
      assertThat(text(out, "actor.process.file.path")).contains("python3");
      assertThat(text(out, "actor.process.cmd_line")).contains("import socket");
      assertThat(text(out, "actor.user.name")).isEqualTo("root");
      assertThat(text(out, "dst_endpoint.ip")).isEqualTo(address);
      assertThat(text(out, "src_endpoint.ip")).isEqualTo(address);
      assertThat(text(out, "connection_info.protocol_name")).isEqualTo("tcp");
      Event in =
          opens.stream()
              .filter(it -> text(it, "connection_info.is_initiated").equals("false"))
              .findFirst()
              .orElseThrow();
      assertThat(text(in, "actor.process.pid")).isEqualTo(numbers.get(2));
      assertThat(text(in, "src_endpoint.port")).isEqualTo(text(out, "src_endpoint.port"));
      List<Event> closes = collected.await(2, with(NETWORK, 2, "dst_endpoint.port", port));
      assertThat(closes).hasSize(2);
      assertThat(closes)
          .allSatisfy(close -> {
            assertThat(text(close, "traffic.bytes_out")).isEqualTo("100000");
            assertThat(text(close, "traffic.bytes_in")).isEqualTo("2345");
          });
      assertThat(collected.await(1, with(NETWORK, 7, "dst_endpoint.port", port))).hasSize(1);
    }
  }

  @Test
  void aConnectionThatIsRefusedIsTold() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    run("/bin/bash", "-c", "echo > /dev/tcp/127.0.0.1/" + port);
    List<Event> failed = collected.await(1, with(NETWORK, 4, "dst_endpoint.port", "" + port));
    assertThat(failed).hasSize(1);
    assertThat(text(failed.getFirst(), "actor.process.file.path")).contains("bash");
    assertThat(text(failed.getFirst(), "status_code")).isEqualTo("111");
  }

  @Test
  void dnsIsToldWithWhoAskedAndConnectionsWithTheNameTheyWereMadeTo() throws Exception {
    assumeTrue(free(53), "not proven: port 53 is taken");
    try (DatagramSocket server =
            new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 53));
        ServerSocket goal = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.9"))) {
      Thread answering = new Thread(() -> answer(server));
      answering.start();
      String program =
          """
          import socket, struct
          s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
          name = b"".join(bytes([len(p)]) + p for p in b"walk.example.test".split(b".")) + b"\\0"
          s.sendto(struct.pack(">HHHHHH", 0x4d2, 0x100, 1, 0, 0, 0) + name + struct.pack(">HH", 1, 1), ("127.0.0.1", 53))
          s.recv(512)
          socket.create_connection(("127.0.0.9", %d)).close()
          import os; print(os.getpid())
          """
              .formatted(goal.getLocalPort());
      String pid = run("/usr/bin/python3", "-c", program).strip();
      answering.join();
      List<Event> asked =
          collected.await(
              1, with(EventClass.DNS_ACTIVITY, 1, "query.hostname", "walk.example.test"));
      assertThat(asked).hasSize(1);
      assertThat(text(asked.getFirst(), "actor.process.pid")).isEqualTo(pid);
      assertThat(text(asked.getFirst(), "query.type")).isEqualTo("A");
      List<Event> answered =
          collected.await(1, with(EventClass.DNS_ACTIVITY, 2, "answers.rdata", "127.0.0.9"));
      assertThat(answered).hasSize(1);
      assertThat(text(answered.getFirst(), "actor.process.pid")).isEqualTo(pid);
      List<Event> named =
          collected.await(1, with(NETWORK, 1, "dst_endpoint.hostname", "walk.example.test"));
      assertThat(named).isNotEmpty();
      assertThat(text(named.getFirst(), "dst_endpoint.ip")).isEqualTo("127.0.0.9");
    }
  }

  private static boolean free(int port) {
    try (DatagramSocket _ =
        new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))) {
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  private static void answer(DatagramSocket server) {
    try {
      byte[] buffer = new byte[512];
      DatagramPacket question = new DatagramPacket(buffer, buffer.length);
      server.setSoTimeout(20_000);
      server.receive(question);
      byte[] answer = java.util.Arrays.copyOf(buffer, question.getLength() + 16);
      answer[2] = (byte) 0x81;
      answer[7] = 1;
      byte[] record = {(byte) 0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 127, 0, 0, 9};
      System.arraycopy(record, 0, answer, question.getLength(), record.length);
      server.send(new DatagramPacket(answer, answer.length, question.getSocketAddress()));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void rareCallsAreToldAtOnce() throws Exception {
    run(
        "/usr/bin/python3",
        "-c",
        """
        import ctypes, os, signal
        libc = ctypes.CDLL(None)
        child = os.fork()
        if child == 0:
            signal.pause()
        libc.ptrace(16, child, 0, 0)
        os.kill(child, 9)
        libc.syscall(425, 8, 0)
        if os.fork() == 0:
            os.setuid(1)
            os._exit(0)
        """);
    List<Event> traced = collected.await(1, with(PROCESS, 3, "linux.syscall.name", "ptrace"));
    assertThat(traced).isNotEmpty();
    assertThat(text(traced.getFirst(), "process.pid")).isNotEmpty();
    assertThat(collected.urgent())
        .anyMatch(event -> text(event, "linux.syscall.name").equals("ptrace"));
    assertThat(
            collected.await(
                1, with(EventClass.KERNEL_ACTIVITY, 99, "linux.syscall.name", "io_uring_setup")))
        .isNotEmpty();
    assertThat(collected.await(1, with(PROCESS, 5, "linux.syscall.name", "setuid"))).isNotEmpty();
  }

  @Test
  void theSensorProvesItselfAndHealsWhatWasUnpinned() throws Exception {
    assertThat(
            collected.await(
                2,
                event ->
                    event.eventClass() == EventClass.APPLICATION_LIFECYCLE
                        && text(event, "status").equals("success")))
        .hasSizeGreaterThanOrEqualTo(2);
    run("/bin/true", "for-capabilities");
    launch("/bin/true for-capabilities");
    assertThat(sensor.capabilities().entries())
        .anySatisfy(entry -> {
          assertThat(entry.eventClass()).isEqualTo(PROCESS);
          assertThat(entry.quality()).isEqualTo(Capabilities.Quality.PROVEN);
        });
    try (var walk = Files.walk(temporary.resolve("pins"))) {
      Path pin = walk.filter(path -> path.endsWith("processes/on_exec")).findFirst().orElseThrow();
      Files.delete(pin);
    }
    assertThat(
            collected.await(
                1, with(EventClass.APPLICATION_LIFECYCLE, 99, "activity_name", "sensor tampering")))
        .isNotEmpty();
    assertThat(collected.losses()).anyMatch(loss -> loss.reason().equals("unpinned"));
    run("/bin/true", "after-healing");
    launch("/bin/true after-healing");
  }

  @Test
  void theAgentsOwnConnectionsAreLeftOut() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        Socket client = new Socket(InetAddress.getLoopbackAddress(), server.getLocalPort());
        Socket accepted = server.accept()) {
      client.getOutputStream().write(1);
      assertThat(accepted.getInputStream().read()).isEqualTo(1);
      run("/bin/true", "after-own-connection");
      launch("/bin/true after-own-connection");
      assertThat(collected.all(with(NETWORK, 1, "dst_endpoint.port", "" + server.getLocalPort())))
          .isEmpty();
    }
  }
}
