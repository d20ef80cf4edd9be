// SPDX-License-Identifier: Apache-2.0
package dev.shirube.doors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.shirube.gateway.DoorCounters;
import dev.shirube.gateway.Envelope;
import dev.shirube.gateway.HttpServer;
import dev.shirube.gateway.HttpSettings;
import dev.shirube.gateway.Senders;
import dev.shirube.journal.Cursor;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The true rsyslog as sender, where it is installed.
class RsyslogTest {
  private static final Path PROGRAM = Path.of("/usr/sbin/rsyslogd");
  private static final Path MODULES = Path.of("/usr/lib/x86_64-linux-gnu/rsyslog");
  private static final int MESSAGES = 3_000;

  @TempDir Path folder;

  private TestInbox inbox;
  private @Nullable Process rsyslog;

  @BeforeEach
  void open() throws IOException {
    boolean there =
        Files.isExecutable(PROGRAM)
            && Files.exists(MODULES.resolve("omrelp.so"))
            && Files.exists(MODULES.resolve("omelasticsearch.so"));
    if (!there) {
      System.out.println(
          "SKIPPED: rsyslog, rsyslog-relp, rsyslog-elasticsearch are not installed;"
              + " the doors were not tried with a true sender");
    }
    assumeTrue(there);
    inbox = new TestInbox();
  }

  @AfterEach
  void close() throws Exception {
    if (rsyslog != null) {
      rsyslog.destroy();
      if (!rsyslog.waitFor(20, TimeUnit.SECONDS)) {
        rsyslog.destroyForcibly().waitFor();
      }
    }
    if (inbox != null) {
      inbox.close();
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /// Starts rsyslog with an action, and gives it messages at its own port.
  private void start(String module, String action) throws Exception {
    int port = freePort();
    Path configuration = folder.resolve("rsyslog.conf");
    Files.writeString(
        configuration,
        "global(workDirectory=\""
            + folder
            + "\" maxMessageSize=\"8k\")\n"
            + "module(load=\"imptcp\")\n"
            + (module.isEmpty() ? "" : "module(load=\"" + module + "\")\n")
            + "input(type=\"imptcp\" address=\"127.0.0.1\" port=\""
            + port
            + "\")\n"
            + "template(name=\"doc\" type=\"list\" option.json=\"on\") {\n"
            + " constant(value=\"{\\\"message\\\":\\\"\") property(name=\"msg\")"
            + " constant(value=\"\\\"}\") }\n"
            + action
            + "\n");
    Process started =
        new ProcessBuilder(
                PROGRAM.toString(),
                "-n",
                "-f",
                configuration.toString(),
                "-i",
                folder.resolve("pid").toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("rsyslog.out").toFile())
            .start();
    rsyslog = started;
    StringBuilder lines = new StringBuilder();
    for (int number = 0; number < MESSAGES; number++) {
      lines.append("<13>Jan  2 03:04:05 host app: number=").append(number).append("=\n");
    }
    feed(started, port, lines.toString());
  }

  private void feed(Process started, int port, String lines) throws Exception {
    long until = System.nanoTime() + TestInbox.LONG.toNanos();
    while (true) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        OutputStream out = socket.getOutputStream();
        out.write(lines.getBytes(StandardCharsets.UTF_8));
        return;
      } catch (SocketException e) {
        if (System.nanoTime() > until || !started.isAlive()) {
          throw new AssertionError(Files.readString(folder.resolve("rsyslog.out")), e);
        }
        Thread.onSpinWait();
      }
    }
  }

  /// Reads until every message has come.
  ///
  /// @return how many came twice
  private int readAll() throws Exception {
    Set<Integer> seen = new TreeSet<>();
    int twice = 0;
    try (Cursor cursor = inbox.cursor()) {
      while (seen.size() < MESSAGES) {
        for (Envelope.RawRecord entry : TestInbox.next(cursor).records()) {
          String text = new String(entry.bytes(), StandardCharsets.UTF_8);
          int at = text.indexOf("number=");
          if (at >= 0) {
            int number = Integer.parseInt(text.substring(at + 7, text.indexOf('=', at + 7)));
            twice += seen.add(number) ? 0 : 1;
          }
        }
      }
    }
    return twice;
  }

  private static DoorSettings at(String name, int port) {
    return DoorSettings.of(name, "127.0.0.1", port);
  }

  @Test
  void sendsOverTcp() throws Exception {
    try (SyslogStreamDoor door =
        new SyslogStreamDoor(
            at("syslog-tcp", 0), TestInbox::everyone, inbox, InstantSource.system())) {
      start(
          "",
          "action(type=\"omfwd\" target=\"127.0.0.1\" protocol=\"tcp\" port=\""
              + door.port()
              + "\" TCP_Framing=\"octet-counted\")");
      assertThat(readAll()).isZero();
    }
  }

  @Test
  void losesNothingOverRelpThoughTheDoorIsClosedMeanwhile() throws Exception {
    int port = freePort();
    RelpDoor door =
        new RelpDoor(at("relp", port), TestInbox::everyone, inbox, InstantSource.system());
    try {
      start(
          "omrelp",
          "action(type=\"omrelp\" target=\"127.0.0.1\" port=\""
              + port
              + "\" action.resumeRetryCount=\"-1\" action.resumeInterval=\"1\")");
      try (Cursor cursor = inbox.cursor()) {
        for (int round = 0; round < 3; round++) {
          TestInbox.next(cursor);
          door.close();
          door = new RelpDoor(at("relp", port), TestInbox::everyone, inbox, InstantSource.system());
        }
      }
      int twice = readAll();
      System.out.printf(
          "rsyslog over RELP: %d messages, door closed 3 times, 0 lost, %d sent twice%n",
          MESSAGES, twice);
    } finally {
      door.close();
    }
  }

  @Test
  void sendsToTheLookAlike() throws Exception {
    DoorCounters counters = new DoorCounters();
    Senders senders =
        presented -> {
          assertThat(presented.credential())
              .isEqualTo(new Senders.Credential.Basic("fw", "secret"));
          return TestInbox.KNOWN;
        };
    ElasticDoor door =
        new ElasticDoor(
            ElasticSettings.standard(), senders, inbox, InstantSource.system(), counters);
    inbox.full.set(3);
    try (HttpServer server =
        HttpServer.start(
            HttpSettings.of("elastic", "127.0.0.1", 0).with(ElasticDoor.HEADERS),
            door.routes(),
            counters)) {
      start(
          "omelasticsearch",
          "action(type=\"omelasticsearch\" server=\"http://127.0.0.1\" serverport=\""
              + server.port()
              + "\" template=\"doc\" searchIndex=\"logs\" bulkmode=\"on\" searchType=\"\""
              + " uid=\"fw\" pwd=\"secret\" action.resumeRetryCount=\"-1\""
              + " action.resumeInterval=\"1\")");
      readAll();
    }
  }
}
