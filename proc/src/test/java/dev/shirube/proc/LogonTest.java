// SPDX-License-Identifier: Apache-2.0
package dev.shirube.proc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.event.Event;
import dev.shirube.event.EventClass;
import dev.shirube.sensor.HostIdentity;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogonTest {
  private static final EventClass LOGON = EventClass.AUTHENTICATION;
  private static final HostIdentity HOST = new HostIdentity("id", "web01", "boot");
  private static final String AUDIT =
      "audit(1700000002.123:44): pid=200 uid=0 auid=4294967295 ses=4294967295 msg='op=login"
          + " acct=\"root\" exe=\"/usr/sbin/sshd\" hostname=? addr=198.51.100.7 terminal=sshd"
          + " res=failed'";

  @TempDir Path root;

  private static byte[] utmp(int type, String line, String user, String host, long seconds) {
    ByteBuffer record = ByteBuffer.allocate(384).order(ByteOrder.nativeOrder());
    record.putShort(0, (short) type);
    record.put(8, line.getBytes(StandardCharsets.UTF_8));
    record.put(44, user.getBytes(StandardCharsets.UTF_8));
    record.put(76, host.getBytes(StandardCharsets.UTF_8));
    record.putInt(340, (int) seconds);
    record.putInt(344, 500_000);
    if (host.equals("far")) {
      record.put(348, new byte[] {(byte) 198, 51, 100, 9});
    }
    return record.array();
  }

  @Test
  void readsLinesOfSyslog() {
    Logon ssh =
        logon(
            "Nov 14 22:13:20 web01 sshd[77]: Failed password for invalid user a from b from"
                + " 198.51.100.7 port 40122 ssh2");
    assertThat(ssh.kind()).isEqualTo(Logon.Kind.REFUSED);
    assertThat(ssh.user()).isEqualTo("a from b");
    assertThat(ssh.from()).isEqualTo("198.51.100.7");
    assertThat(ssh.port()).isEqualTo(40122);
    Logon key =
        logon(
            "2026-11-14T22:13:20+09:00 web01 sshd-session[7]: Accepted publickey for taro from"
                + " 2001:db8::1 port 50100 ssh2: ED25519 SHA256:abc");
    assertThat(key.kind()).isEqualTo(Logon.Kind.ON);
    assertThat(key.method()).isEqualTo("publickey");
    Logon sudo =
        logon(
            "Nov 14 22:13:20 web01 sudo:     taro : TTY=pts/0 ; PWD=/home/taro ; USER=root ;"
                + " COMMAND=/usr/bin/cat /etc/shadow");
    assertThat(sudo.kind()).isEqualTo(Logon.Kind.COMMAND);
    assertThat(sudo.by()).isEqualTo("taro");
    assertThat(sudo.user()).isEqualTo("root");
    assertThat(sudo.command()).isEqualTo("/usr/bin/cat /etc/shadow");
    Logon su =
        logon(
            "Nov 14 22:13:20 web01 su(pam_unix)[88]: session opened for user root by taro(uid=1)");
    assertThat(su.by()).isEqualTo("taro");
    assertThat(su.service()).isEqualTo("su");
    assertThat(AuthLine.of("no line")).isNull();
  }

  private static Logon logon(String line) {
    return Objects.requireNonNull(Objects.requireNonNull(AuthLine.of(line)).logon());
  }

  @Test
  void readsAuditMessages() {
    Logon refused = Objects.requireNonNull(AuditMessage.logon(AuditMessage.LOGIN, AUDIT));
    assertThat(refused.kind()).isEqualTo(Logon.Kind.REFUSED);
    assertThat(refused.user()).isEqualTo("root");
    assertThat(refused.service()).isEqualTo("sshd");
    assertThat(refused.from()).isEqualTo("198.51.100.7");
    assertThat(AuditMessage.nanos(AUDIT)).isEqualTo(1_700_000_002_123_000_000L);
    Map<String, String> values = AuditMessage.values("audit(1.000:1): cmd=6C73 acct=\"a b\" x=1");
    assertThat(values)
        .containsEntry("cmd", "ls")
        .containsEntry("acct", "a b")
        .containsEntry("x", "1");
    assertThat(AuditMessage.logon(1300, AUDIT)).isNull();
  }

  @Test
  void tellsRecordsUntilLinesSpeak() throws Exception {
    Path log = Files.createDirectories(root.resolve("var/log"));
    Files.write(log.resolve("wtmp"), utmp(7, "pts/9", "before", "", 1_700_000_000L));
    Files.write(log.resolve("btmp"), new byte[0]);
    Files.writeString(log.resolve("auth.log"), "");
    Kept kept = new Kept();
    try (LogonSensor sensor = new LogonSensor(HOST, InstantSource.system(), root)) {
      sensor.start(kept);
      append(log.resolve("wtmp"), utmp(7, "pts/0", "taro", "far", 1_700_000_100L));
      append(log.resolve("btmp"), utmp(7, "ssh:notty", "oracle", "far", 1_700_000_101L));
      append(log.resolve("wtmp"), utmp(8, "pts/0", "", "", 1_700_000_102L));
      Event on = kept.await(LOGON, 1, "user.name", "taro");
      assertThat(on.texts("src_endpoint.ip")).containsExactly("198.51.100.9");
      assertThat(on.texts("status")).containsExactly("Success");
      assertThat(on.time()).isEqualTo(1_700_000_100_500_000_000L);
      Event refused = kept.await(LOGON, 1, "user.name", "oracle");
      assertThat(refused.texts("status")).containsExactly("Failure");
      kept.await(LOGON, 2, "user.name", "taro");
      append(
          log.resolve("auth.log"),
          ("Nov 14 22:13:20 web01 sshd[7]: Accepted password for hanako"
                  + " from 192.0.2.1 port 5 ssh2\n")
              .getBytes(StandardCharsets.UTF_8));
      kept.await(LOGON, 1, "user.name", "hanako");
      append(log.resolve("wtmp"), utmp(7, "pts/1", "again", "far", 1_700_000_200L));
      append(
          log.resolve("auth.log"),
          "Nov 14 22:13:21 web01 su[8]: session closed for user last\n"
              .getBytes(StandardCharsets.UTF_8));
      kept.await(LOGON, 2, "user.name", "last");
      assertThat(kept.events())
          .noneMatch(event -> event.texts("user.name").contains("before"))
          .noneMatch(event -> event.texts("user.name").contains("again"));
    }
  }

  private static void append(Path file, byte[] bytes) throws IOException {
    Files.write(file, bytes, StandardOpenOption.APPEND);
  }

  @Test
  void goesOnWhateverTheBytesAre() {
    Random random = new Random(13);
    LoginRecords records = new LoginRecords(false, false);
    LoginRecords wide = new LoginRecords(true, true);
    int read = 0;
    for (int round = 0; round < 20_000; round++) {
      byte[] bytes =
          java.util.Arrays.copyOf(utmp(7 + round % 2, "pts/0", "u", "far", 1_700_000_000L), 400);
      for (int change = random.nextInt(6); change > 0; change--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      read += records.read(bytes, 0) == null ? 0 : 1;
      wide.read(bytes, 0);
      String audit = new String(ProcFactsTest.changed(AUDIT, random), StandardCharsets.UTF_8);
      read += AuditMessage.logon(AuditMessage.LOGIN, audit) == null ? 0 : 1;
      AuditMessage.nanos(audit);
      AuthLine line = AuthLine.of(audit);
      read += line == null || line.logon() == null ? 0 : 1;
    }
    assertThat(read).isGreaterThan(20_000);
  }
}
