// SPDX-License-Identifier: Apache-2.0
package dev.shirube.doors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.gateway.DoorStatus.Count;
import dev.shirube.gateway.Envelope;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// RELP over true sockets.
class RelpDoorTest {
  private TestInbox inbox;
  private RelpDoor door;

  @BeforeEach
  void open() throws IOException {
    inbox = new TestInbox();
    door =
        new RelpDoor(
            DoorSettings.of("relp", "127.0.0.1", 0),
            TestInbox::everyone,
            inbox,
            InstantSource.system());
  }

  @AfterEach
  void close() throws IOException {
    door.close();
    inbox.close();
  }

  private static String frame(int number, String command, String data) {
    return new String(RelpFrames.Frame.of(number, command, data), StandardCharsets.UTF_8);
  }

  /// Sends all, and reads what is answered until the door closes.
  private String talk(String... sent) throws IOException {
    StringBuilder heard = new StringBuilder();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), door.port())) {
      socket.setSoTimeout(60_000);
      for (String piece : sent) {
        socket.getOutputStream().write(piece.getBytes(StandardCharsets.UTF_8));
      }
      InputStream in = socket.getInputStream();
      int octet = in.read();
      while (octet >= 0) {
        heard.append((char) octet);
        octet = in.read();
      }
    } catch (SocketException e) {
      heard.append("reset");
    }
    return heard.toString();
  }

  @Test
  void answersEveryMessageInOrderWhenItIsOnTheDisk() throws Exception {
    String heard =
        talk(
            frame(1, "open", "relp_version=0\ncommands=syslog"),
            frame(2, "syslog", "<13>one\n") + frame(3, "syslog", "<13>二"),
            "4 sys",
            "log 7 <13>\nab\n",
            "5 close 0\n");
    assertThat(heard)
        .isEqualTo(
            """
            1 rsp 59 200 OK
            relp_version=0
            relp_software=shirube
            commands=syslog
            2 rsp 6 200 OK
            3 rsp 6 200 OK
            4 rsp 6 200 OK
            5 rsp 6 200 OK
            0 serverclose 0
            """);
    assertThat(inbox.all())
        .extracting(it -> new String(it.bytes(), StandardCharsets.UTF_8))
        .containsExactly("<13>one", "<13>二", "<13>\nab");
    assertThat(door.status().count(Count.DURABLE)).isEqualTo(3);
  }

  @Test
  void saysNothingWhileItCannotKeepIt() throws Exception {
    inbox.full.set(Integer.MAX_VALUE);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), door.port())) {
      socket
          .getOutputStream()
          .write(
              (frame(1, "open", "") + frame(2, "syslog", "<13>a"))
                  .getBytes(StandardCharsets.UTF_8));
      InputStream in = socket.getInputStream();
      StringBuilder heard = new StringBuilder();
      while (!heard.toString().endsWith("commands=syslog\n")) {
        heard.append((char) in.read());
      }
      socket.setSoTimeout(300);
      assertThat(waits(in)).isTrue();
      inbox.full.set(0);
      socket.setSoTimeout(60_000);
      assertThat(new String(in.readNBytes(15), StandardCharsets.UTF_8))
          .isEqualTo("2 rsp 6 200 OK\n");
    }
    assertThat(inbox.all()).hasSize(1);
  }

  private static boolean waits(InputStream in) throws IOException {
    try {
      return in.read() < -1;
    } catch (SocketTimeoutException e) {
      return true;
    }
  }

  @Test
  void whatMakesNoSenseEndsTheConversation() throws Exception {
    List<String> junk =
        List.of(
            "GET / HTTP/1.1\r\n\r\n",
            "1 syslog 3 abc\n",
            "1 open 99999999999 x\n",
            "12345678901 open 0\n",
            "1  open 0\n",
            "1 open x\n",
            "1 open 2 abc\n",
            frame(1, "open", "") + frame(2, "open", ""),
            frame(1, "open", "") + frame(2, "reboot", "now"),
            "1 " + "a".repeat(100) + " 0\n");
    for (String each : junk) {
      assertThat(talk(each)).as(each).doesNotContain("2 rsp 6 200 OK");
    }
    assertThat(inbox.all()).isEmpty();
  }

  @Test
  void aRefusalIsToldAndLongMessagesKeepTheirHead() throws Exception {
    inbox.refuses = true;
    assertThat(talk(frame(1, "open", ""), frame(2, "syslog", "<13>a"), "3 close 0\n"))
        .contains("2 rsp 11 500 refused\n");
    inbox.refuses = false;
    String data = "x".repeat(DoorSettings.RECORD_BYTES + 5);
    assertThat(talk(frame(1, "open", ""), frame(2, "syslog", data), "3 close 0\n"))
        .contains("2 rsp 6 200 OK\n");
    List<Envelope.RawRecord> records = new ArrayList<>(inbox.all());
    assertThat(records).hasSize(1);
    assertThat(records.getFirst().cut()).isTrue();
    assertThat(records.getFirst().bytes()).hasSize(DoorSettings.RECORD_BYTES);
  }
}
