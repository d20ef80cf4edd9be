// SPDX-License-Identifier: Apache-2.0
package dev.shirube.proc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.event.Event;
import dev.shirube.event.EventClass;
import dev.shirube.sensor.HostIdentity;
import dev.shirube.sensor.ProcessTable;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class FallbackSensorTest {
  private static final EventClass PROCESS = EventClass.PROCESS_ACTIVITY;
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());

  @Test
  void readsMessagesOfTheConnectorAndNothingElse() {
    byte[] bytes = message(ProcMessage.STARTED, 42, 41);
    ProcMessage message = new ProcMessage();
    assertThat(message.set(bytes, bytes.length) && message.isTold()).isTrue();
    assertThat(message.what()).isEqualTo(ProcMessage.STARTED);
    assertThat(message.number(1)).isEqualTo(41);
    assertThat(message.set(bytes, 40)).isFalse();
    INT.set(bytes, 16, 2);
    assertThat(message.set(bytes, bytes.length)).isFalse();
    Random random = new Random(17);
    int taken = 0;
    for (int round = 0; round < 20_000; round++) {
      byte[] noise = message(1 << random.nextInt(12), 5, 6);
      noise[random.nextInt(noise.length)] = (byte) random.nextInt(256);
      if (message.set(noise, random.nextInt(noise.length + 9)) && message.isTold()) {
        taken++;
        message.number(3);
      }
    }
    assertThat(taken).isPositive();
  }

  private static byte[] message(int what, int first, int second) {
    byte[] bytes = new byte[76];
    INT.set(bytes, 0, bytes.length);
    INT.set(bytes, 16, 1);
    INT.set(bytes, 20, 1);
    INT.set(bytes, 36, what);
    INT.set(bytes, 52, first);
    INT.set(bytes, 56, second);
    return bytes;
  }

  @Test
  void readsSocketsWhateverTheBytesAre() {
    byte[] answer = new byte[16 + 72];
    INT.set(answer, 0, answer.length);
    answer[4] = 20;
    answer[16] = 2;
    answer[17] = 1;
    answer[20] = 0x1f;
    answer[21] = (byte) 0x90;
    answer[24] = 127;
    answer[27] = 1;
    INT.set(answer, 16 + 68, 4711);
    Map<Long, SocketMessage.Socket> found = new HashMap<>();
    assertThat(SocketMessage.read(answer, answer.length, (byte) 6, found)).isFalse();
    assertThat(found)
        .containsEntry(4711L, new SocketMessage.Socket("tcp", 1, "127.0.0.1", 8080, "0.0.0.0", 0));
    assertThat(SocketMessage.inode("socket:[4711]")).isEqualTo(4711);
    assertThat(SocketMessage.inode("pipe:[4711]")).isZero();
    Random random = new Random(19);
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes = answer.clone();
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      SocketMessage.read(bytes, random.nextInt(bytes.length + 9), (byte) 17, found);
    }
    assertThat(found).hasSizeGreaterThan(1);
  }

  /// Needs root.
  @Test
  @Tag("prove")
  void tellsWhatRunsAlready() throws Exception {
    HostIdentity host = HostIdentity.of(Path.of("/"));
    ProcessTable table = new ProcessTable(host, 10_000);
    Kept kept = new Kept();
    Outbox outbox = new Outbox("snapshot", host, kept, new Tally(InstantSource.system()));
    int count = new ProcSnapshot(new ProgramHashes()).tell(table, outbox);
    assertThat(kept.events()).hasSize(count).hasSizeGreaterThan(5);
    assertThat(table.size()).isEqualTo(count);
    String own = Long.toString(ProcessHandle.current().pid());
    Event me = kept.await(PROCESS, 99, "process.pid", own);
    assertThat(me.texts("process.file.path").getFirst()).endsWith("/java");
    assertThat(me.texts("process.user.name")).containsExactly("root");
    assertThat(me.texts("process.is_preexisting")).containsExactly("true");
    Set<String> seen = new HashSet<>();
    int withParent = 0;
    for (Event event : kept.events()) {
      seen.add(event.texts("process.uid").getFirst());
      for (String parent : event.texts("process.parent_process.uid")) {
        assertThat(seen).as(Kept.text(event)).contains(parent);
        withParent++;
      }
    }
    assertThat(withParent).isGreaterThan(3);
  }

  /// Needs root.
  @Test
  @Tag("prove")
  void tellsProcessesAndConnections() throws Exception {
    HostIdentity host = HostIdentity.of(Path.of("/"));
    ProcessTable table = new ProcessTable(host, 10_000);
    Kept kept = new Kept();
    ProcSnapshot snapshot = new ProcSnapshot(new ProgramHashes());
    try (FallbackSensor sensor = new FallbackSensor(host, table, snapshot, InstantSource.system());
        ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Socket socket = new Socket(server.getInetAddress(), server.getLocalPort())) {
      sensor.start(kept);
      Shell.run("sleep 0.4; exit 0");
      Event started =
          kept.await(event ->
              event.eventClass() == PROCESS
                  && event.activity() == 1
                  && event.texts("process.cmd_line").contains("sleep 0.4"));
      assertThat(started.texts("process.file.name")).containsExactly("sleep");
      assertThat(started.texts("process.parent_process.uid")).hasSize(1);
      String key = started.texts("process.uid").getFirst();
      Event ended = kept.await(PROCESS, 2, "process.uid", key);
      assertThat(ended.texts("process.exit_code")).containsExactly("0");
      assertThat(ended.time()).isGreaterThan(started.time());
      Event connected =
          kept.await(
              EventClass.NETWORK_ACTIVITY,
              1,
              "dst_endpoint.port",
              Integer.toString(server.getLocalPort()));
      assertThat(connected.texts("actor.process.pid"))
          .containsExactly(Long.toString(ProcessHandle.current().pid()));
      assertThat(socket.isConnected()).isTrue();
      assertThat(sensor.capabilities().entries()).hasSizeGreaterThan(5);
    }
  }

  /// Needs root. Every start is told, though of the shortest not what was started.
  @Test
  @Tag("prove")
  void missesNoStartInAStorm() throws Exception {
    HostIdentity host = HostIdentity.of(Path.of("/"));
    Kept kept = new Kept();
    try (FallbackSensor sensor =
        new FallbackSensor(
            host,
            new ProcessTable(host, 10_000),
            new ProcSnapshot(new ProgramHashes()),
            InstantSource.system())) {
      sensor.start(kept);
      String pid = Shell.run("i=0; while [ $i -lt 1000 ]; do /bin/true; i=$((i+1)); done; echo $$");
      kept.await(PROCESS, 2, "process.pid", pid);
      long children =
          kept.events().stream()
              .filter(event -> event.eventClass() == PROCESS && event.activity() == 1)
              .filter(event -> event.texts("process.parent_process.pid").contains(pid))
              .count();
      long unread =
          kept.events().stream()
              .filter(event -> event.texts("type_name").contains("not-seen"))
              .count();
      System.out.printf(
          "fallback: %d starts of 1000, %d unread, %s%n", children, unread, sensor.counts());
      assertThat(kept.losses()).isEmpty();
      assertThat(children).isEqualTo(1000);
    }
  }
}
