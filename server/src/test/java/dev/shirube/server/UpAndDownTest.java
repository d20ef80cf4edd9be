// SPDX-License-Identifier: Apache-2.0
package dev.shirube.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Beginning and ending: what is looked at before, what is said of it, and what is left behind.
class UpAndDownTest {
  private static final int PATIENCE_SECONDS = 120;

  @TempDir private Path folder;
  private Installation shirube;
  private Path data;

  @BeforeEach
  void install() throws IOException {
    shirube = new Installation(folder);
    data = shirube.home.resolve("data");
    shirube.write("logs/a.json", Installation.started(1, "PC-A", "notepad.exe"));
  }

  @AfterEach
  void remove() throws IOException {
    shirube.close();
  }

  private static int free() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void settings(String more) throws IOException {
    Files.writeString(
        shirube.home.resolve("shirube.yaml"),
        "language: en\nlisten: 127.0.0.1\nsyslog-port: 0\nrelp-port: 0\n" + more);
  }

  private int does(String... command) {
    return shirube.run(command);
  }

  @Test
  void commandsReachOverTlsWhatRunsAndNothingIsRemovedMeanwhile() throws Exception {
    settings("bulk-port: 0\nagent-port: 0\napi-tls: yes\napi-port: " + free() + "\n");
    Thread up = Thread.ofPlatform().start(() -> assertThat(does("up")).isZero());
    try {
      long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
      CountDownLatch never = new CountDownLatch(1);
      while (!Files.exists(data.resolve("recorder.address"))) {
        assertThat(System.nanoTime()).as("it starts in time").isLessThan(until);
        assertThat(up.isAlive()).as(shirube.said()).isTrue();
        boolean _ = never.await(50, TimeUnit.MILLISECONDS);
      }
      assertThat(Files.readString(data.resolve("recorder.address")))
          .startsWith("https://127.0.0.1:");
      assertThat(does("import", shirube.work.resolve("logs").toString())).isZero();
      assertThat(does("hunt", "notepad")).as(shirube.said()).isZero();
      assertThat(shirube.out).contains("1 shown");
      assertThat(does("doctor")).as("the clock of this test is years behind").isEqualTo(1);
      assertThat(shirube.out)
          .contains("held by the Shirube that is running", "Certificate for TLS")
          .contains("a file of the data folder was written at");
      assertThat(does("down", "--remove", "--yes")).isEqualTo(2);
      assertThat(shirube.err).contains("Shirube is running on this data folder");
    } finally {
      shirube.stop.now();
      up.join();
    }
    assertThat(shirube.out).contains("https://127.0.0.1:", "fingerprint").doesNotContain("HOST:0");
    assertThat(shirube.out).doesNotContain("rsyslog:").doesNotContain("Winlogbeat:");
  }

  @Test
  void aTakenPortEndsItWithWhoHoldsItAndWhatToSet() throws IOException {
    try (ServerSocket one = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      settings(
          "agent-port: 0\nbulk-port: "
              + one.getLocalPort()
              + "\napi-port: "
              + other.getLocalPort()
              + "\n");
      assertThat(does("up")).isEqualTo(2);
      assertThat(shirube.err)
          .contains("Port " + one.getLocalPort(), "Port " + other.getLocalPort())
          .contains("bulk-port", "api-port");
      assertThat(data).as("what was made for nothing").doesNotExist();
      if (Files.isReadable(Path.of("/proc/net/tcp"))) {
        assertThat(shirube.err).contains("process " + ProcessHandle.current().pid());
      }
      assertThat(does("doctor")).isEqualTo(1);
      assertThat(shirube.out).contains("✗", "bulk-port", "This machine cannot record as it is");
    }
    settings("data: fresh\nbulk-port: 0\nagent-port: 0\napi-port: " + free() + "\n");
    assertThat(does("doctor", "--lang", "ja")).as(shirube.said()).isZero();
    assertThat(shirube.out).contains("この機械で記録できます");
  }

  @Test
  void downRemovesWhatWasMadeAndNothingElse() throws IOException {
    settings("bulk-port: 0\nagent-port: 0\napi-port: " + free() + "\n");
    assertThat(does("down")).as("nothing runs").isEqualTo(2);
    assertThat(does("down", "--remove")).as("nothing there").isEqualTo(2);
    Files.createDirectories(data);
    Path foreign = Files.writeString(data.resolve("diary.txt"), "dear diary");
    assertThat(does("down", "--remove", "--yes")).as("not ours").isEqualTo(2);
    shirube.stop.now();
    assertThat(does("up")).as(shirube.said()).isZero();
    assertThat(does("down", "--remove", "--yes")).as("not ours alone").isEqualTo(2);
    assertThat(shirube.err).contains("diary.txt");
    Files.delete(foreign);
    assertThat(does("down", "--remove")).as("not agreed").isEqualTo(2);
    assertThat(data).exists();
    assertThat(does("down", "--remove", "--yes")).as(shirube.said()).isZero();
    assertThat(data).doesNotExist();
    assertThat(shirube.home.resolve("shirube.yaml")).exists();
  }

  @Test
  void whatIsWrongWithCertificatesIsToldAtOnce() throws IOException {
    settings(
        "bulk-port: 0\nagent-port: 0\nsyslog-tls-port: "
            + free()
            + "\ntls-certificate: no.pem\ntls-key: no.key\n");
    assertThat(does("up")).isEqualTo(2);
    assertThat(shirube.err).contains("1. ", "no.pem", "2. ", "no.key");
    assertThat(data).doesNotExist();
    settings(
        "bulk-port: 0\nagent-port: 0\nrecords: {url: postgresql://127.0.0.1:1/nowhere, user: u}\napi-port: "
            + free()
            + "\n");
    assertThat(does("up")).isEqualTo(3);
    assertThat(shirube.err).contains("database of records", "127.0.0.1:1");
  }
}
