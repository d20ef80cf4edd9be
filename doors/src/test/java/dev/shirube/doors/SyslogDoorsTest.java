// SPDX-License-Identifier: Apache-2.0
package dev.shirube.doors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.certificates.ServerIdentity;
import dev.shirube.gateway.ConnectionLimits;
import dev.shirube.gateway.DoorStatus;
import dev.shirube.gateway.DoorStatus.Count;
import dev.shirube.gateway.Envelope;
import dev.shirube.gateway.Senders;
import dev.shirube.journal.Cursor;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Syslog over true sockets.
class SyslogDoorsTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-01-02T03:04:05.000000006Z"));
  private static final ConnectionLimits HASTY =
      new ConnectionLimits(64, 16, Duration.ofMillis(700), Duration.ofMillis(700), 1_000);

  @TempDir Path folder;

  private TestInbox inbox;

  @BeforeEach
  void open() throws IOException {
    inbox = new TestInbox();
  }

  @AfterEach
  void close() throws IOException {
    inbox.close();
  }

  private SyslogStreamDoor tcp(DoorSettings settings) throws IOException {
    return new SyslogStreamDoor(settings, TestInbox::everyone, inbox, CLOCK);
  }

  private static DoorSettings local(String name) {
    return DoorSettings.of(name, "127.0.0.1", 0);
  }

  private static void await(BooleanSupplier condition) {
    long until = System.nanoTime() + TestInbox.LONG.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > until) {
        throw new AssertionError("it did not come to pass");
      }
      Thread.onSpinWait();
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void tcpTakesBothFramings() throws Exception {
    try (SyslogStreamDoor door = tcp(local("syslog-tcp"));
        Cursor cursor = inbox.cursor();
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), door.port())) {
      socket.getOutputStream().write(bytes("<13>one\n8 <13>two\n<13>三\n"));
      Envelope envelope = TestInbox.next(cursor);
      assertThat(envelope.tenant()).isEqualTo(TestInbox.KNOWN.tenant());
      assertThat(envelope.source()).isEqualTo("source-1");
      assertThat(envelope.door()).isEqualTo("syslog-tcp");
      assertThat(envelope.format()).isEqualTo("syslog");
      assertThat(envelope.sender()).isEqualTo("127.0.0.1");
      assertThat(envelope.receivedNanos()).isEqualTo(1_767_323_045_000_000_006L);
      assertThat(envelope.records()).hasSize(3);
      socket.getOutputStream().write(bytes("<13>no end"));
      socket.shutdownOutput();
      assertThat(TestInbox.texts(cursor, 1)).containsExactly("<13>no end");
      await(() -> door.status().count(Count.DURABLE) == 4);
    }
  }

  @Test
  void longLinesKeepTheirHead() throws Exception {
    try (SyslogStreamDoor door = tcp(local("syslog-tcp"));
        Cursor cursor = inbox.cursor();
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), door.port())) {
      socket.getOutputStream().write(bytes("<13>" + "x".repeat(1 << 20) + "\n<13>next\n"));
      Envelope.RawRecord first = TestInbox.next(cursor).records().getFirst();
      assertThat(first.bytes()).hasSize(DoorSettings.RECORD_BYTES);
      assertThat(first.cut()).isTrue();
      await(() -> door.status().count(Count.DURABLE) == 2);
      assertThat(door.status().count(Count.CUT)).isEqualTo(1);
    }
  }

  @Test
  void tcpIsNotReadWhileTheInboxIsFullAndNothingIsLost() throws Exception {
    inbox.full.set(20);
    inbox.disk.failSyncs(4);
    try (SyslogStreamDoor door = tcp(local("syslog-tcp"));
        Cursor cursor = inbox.cursor();
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), door.port())) {
      StringBuilder all = new StringBuilder();
      IntStream.range(0, 20_000).forEach(line -> all.append("<13>line ").append(line).append('\n'));
      socket.getOutputStream().write(bytes(all.toString()));
      socket.shutdownOutput();
      List<String> expected = IntStream.range(0, 20_000).mapToObj(it -> "<13>line " + it).toList();
      assertThat(TestInbox.texts(cursor, 20_000)).isEqualTo(expected);
      await(() -> door.status().count(Count.DURABLE) == 20_000);
      assertThat(door.status().count(Count.FULL)).isEqualTo(20);
      assertThat(door.status().count(Count.LOST)).isZero();
    }
  }

  @Test
  void tlsTakesThemToo() throws Exception {
    ServerIdentity identity = ServerIdentity.own(folder, Instant.now());
    SSLContext context = identity.context(identity.file());
    DoorSettings settings = local("syslog-tls").with(context, true).with(HASTY);
    List<Senders.Presented> seen = new ArrayList<>();
    Senders senders =
        presented -> {
          seen.add(presented);
          return TestInbox.KNOWN;
        };
    try (SyslogStreamDoor door = new SyslogStreamDoor(settings, senders, inbox, CLOCK);
        Cursor cursor = inbox.cursor();
        Socket half = new Socket(InetAddress.getLoopbackAddress(), door.port())) {
      half.getOutputStream().write(new byte[] {0x16, 3, 1, 1});
      try (Socket socket =
          context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), door.port())) {
        socket.getOutputStream().write(bytes("13 <13>over TLS!"));
        assertThat(TestInbox.texts(cursor, 1)).containsExactly("<13>over TLS!");
      }
      assertThat(seen.getFirst().certificates()).hasSize(1);
      awaitEnd(half);
      assertThat(door.status().count(Count.TIMED_OUT)).isPositive();
    }
  }

  private static void awaitEnd(Socket socket) throws IOException {
    socket.setSoTimeout(60_000);
    try (InputStream in = socket.getInputStream()) {
      in.readAllBytes();
    } catch (SocketException e) {
      assertThat(socket.isConnected()).isTrue();
    }
  }

  @Test
  void hostileConnectionsAreBounded() throws Exception {
    try (SyslogStreamDoor door = tcp(local("syslog-tcp").with(HASTY));
        Cursor cursor = inbox.cursor()) {
      List<Socket> sockets = new ArrayList<>();
      for (int count = 0; count < 200; count++) {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), door.port());
        sockets.add(socket);
        if (count % 2 == 0) {
          begin(socket);
        }
      }
      for (Socket socket : sockets) {
        awaitEnd(socket);
      }
      DoorStatus status = door.status();
      assertThat(status.count(Count.REFUSED_CONNECTIONS)).isGreaterThan(100);
      assertThat(status.count(Count.TIMED_OUT)).isPositive();
      assertThat(status.count(Count.CONNECTIONS) + status.count(Count.REFUSED_CONNECTIONS))
          .isEqualTo(200);
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), door.port())) {
        socket.getOutputStream().write(bytes("<13>still here\n"));
        List<String> texts = new ArrayList<>();
        while (!texts.contains("<13>still here")) {
          texts.addAll(TestInbox.texts(cursor, 1));
        }
      }
    }
  }

  private static void begin(Socket socket) throws IOException {
    try {
      socket.getOutputStream().write('<');
    } catch (SocketException e) {
      // One of those that were refused.
      assertThat(socket.isConnected()).isTrue();
    }
  }

  @Test
  void whoIsNotKnownIsNotRead() throws Exception {
    Senders nobody = presented -> new Senders.Sender.Unknown();
    try (SyslogStreamDoor door = new SyslogStreamDoor(local("syslog-tcp"), nobody, inbox, CLOCK);
        SyslogUdpDoor udp = new SyslogUdpDoor(local("syslog-udp"), nobody, inbox, CLOCK);
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), door.port())) {
      awaitEnd(socket);
      send(udp, "<13>a");
      await(() -> udp.status().count(Count.UNKNOWN_SENDERS) == 1);
      assertThat(door.status().count(Count.UNKNOWN_SENDERS)).isEqualTo(1);
      assertThat(inbox.offers).hasValue(0);
    }
  }

  private static void send(SyslogUdpDoor door, String text) throws IOException {
    try (DatagramSocket socket = new DatagramSocket()) {
      byte[] datagram = bytes(text);
      socket.send(
          new DatagramPacket(
              datagram, datagram.length, InetAddress.getLoopbackAddress(), door.port()));
    }
  }

  @Test
  void udpCountsWhatItCannotKeep() throws Exception {
    try (SyslogUdpDoor door =
            new SyslogUdpDoor(local("syslog-udp"), TestInbox::everyone, inbox, CLOCK);
        Cursor cursor = inbox.cursor()) {
      inbox.full.set(3);
      send(door, "<13>one\n\0");
      assertThat(TestInbox.texts(cursor, 1)).containsExactly("<13>one");
      inbox.refuses = true;
      send(door, "<13>two");
      await(() -> door.status().count(Count.LOST) == 1);
      inbox.refuses = false;
      inbox.disk.failSyncs(2);
      send(door, "<13>three");
      await(() -> door.status().count(Count.LOST) == 2);
      send(door, "x".repeat(60_000));
      assertThat(TestInbox.texts(cursor, 1).getFirst()).hasSize(60_000);
      await(() -> door.status().count(Count.DURABLE) == 2);
      assertThat(door.status().count(Count.RECORDS)).isEqualTo(4);
      assertThat(door.status().kernelDrops().isPresent())
          .isEqualTo(Files.isReadable(Path.of("/proc/net/udp")));
    }
  }

  @Test
  void readsTheSystemsTableOfDrops() {
    List<String> table =
        List.of(
            "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt"
                + "   uid  timeout inode ref pointer drops",
            " 100: 00000000:0202 00000000:0000 07 00000000:00000000 00:00000000 00000000"
                + "     0        0 1 2 0000000000000000 17",
            " 101: 0100007F:0202 00000000:0000 07 00000000:00000000 00:00000000 00000000"
                + "     0        0 1 2 0000000000000000 5",
            " 102: 0100007F:0035 00000000:0000 07 0:0 00:0 0 0 0 1 2 0 9",
            "",
            "junk");
    assertThat(KernelDrops.read(table, 514)).hasValue(22);
    assertThat(KernelDrops.read(table, 53)).hasValue(9);
    assertThat(KernelDrops.read(table, 99)).isEmpty();
    assertThat(KernelDrops.read(List.of("1: 0:0063 x"), 99)).isEmpty();
  }
}
