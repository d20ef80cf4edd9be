// SPDX-License-Identifier: Apache-2.0
package dev.shirube.report;

import dev.shirube.catalog.Content;
import dev.shirube.catalog.Language;
import dev.shirube.catalog.Message;
import dev.shirube.catalog.Messages;
import dev.shirube.catalog.Problem;
import dev.shirube.catalog.Text;
import dev.shirube.containers.ReadCounts;
import dev.shirube.detect.Finding;
import dev.shirube.detect.FindingId;
import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.EventClass;
import dev.shirube.event.Field;
import dev.shirube.event.FieldCatalogue;
import dev.shirube.event.FieldNames;
import dev.shirube.event.Severity;
import dev.shirube.event.Technique;
import dev.shirube.event.TenantId;
import dev.shirube.event.TimeSource;
import dev.shirube.intake.IntakeReport;
import dev.shirube.sigma.Guidance;
import dev.shirube.sigma.LogSource;
import dev.shirube.sigma.Matcher.Evidence;
import dev.shirube.sigma.Rule;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// A small scan made by hand, the same on every run, with values an attacker would choose.
final class SampleScan {
  static final String HOSTILE =
      "</script><img src=x onerror=alert(1)>\u001b[31mred\u001b[0m\u202egnp.exe\r\n=cmd|'/c calc'!A0";

  private static final long START = 1_700_000_000L * 1_000_000_000L;
  private static final FieldNames NAMES = new FieldNames();

  private SampleScan() {}

  /// The rules that fire in it.
  static List<Rule> rules() {
    return List.of(
        rule(
            0,
            "LSASS memory read by an unusual program",
            Severity.CRITICAL,
            "credential-access",
            "T1003.001",
            guidance()),
        rule(
            1,
            "Suspicious encoded PowerShell command line",
            Severity.HIGH,
            "execution",
            "T1059.001",
            Guidance.NONE),
        rule(
            2,
            "New service installed " + HOSTILE,
            Severity.HIGH,
            "persistence",
            "T1543.003",
            Guidance.NONE),
        rule(3, "Discovery with net.exe", Severity.MEDIUM, "discovery", "T1087", Guidance.NONE),
        rule(
            4,
            "Remote desktop session from a new address",
            Severity.LOW,
            "lateral-movement",
            "T1021.001",
            Guidance.NONE),
        rule(
            5,
            "Script block logged",
            Severity.INFORMATIONAL,
            "execution",
            "T1059.001",
            Guidance.NONE));
  }

  private static Guidance guidance() {
    return new Guidance(
        new Text("LSASS のメモリーが通常でないプログラムに読まれた", "LSASS memory read by an unusual program"),
        new Text(
            "認証情報を保持する LSASS のメモリーが読み取られました。パスワードの写し取りによく使われます。",
            "The memory that holds credentials was read; this is how passwords are copied."),
        new Text("資産管理や監視の製品", "Inventory and monitoring products"),
        new Text("このプログラムは誰がいつ置いたものですか。", "Who put this program there, and when?"));
  }

  private static Rule rule(
      int number, String title, Severity severity, String tactic, String technique, Guidance g) {
    return new Rule(
        "00000000-0000-4000-8000-00000000000" + number,
        Integer.toString(number).repeat(64),
        Rule.Kind.DETECTION,
        title,
        "Says that something of this sort happened.\nA second line.",
        severity,
        "test",
        new LogSource("process_creation", "windows", null),
        List.of(new Technique(technique)),
        List.of(tactic),
        List.of("Administrators at work"),
        List.of(),
        g,
        new Rule.Origin("rules/r" + number + ".yml", 1, "A. Author", "DRL-1.1", List.of()));
  }

  /// So many findings, spread over hosts and two days.
  static List<Finding> findings(int count) {
    Random random = new Random(7);
    List<Rule> rules = rules();
    return IntStream.range(0, count)
        .mapToObj(index -> finding(index, rules.get(pick(random, index)), random))
        .toList();
  }

  private static int pick(Random random, int index) {
    return index < 6 ? index : (int) Math.min(5, Math.floor(Math.sqrt(random.nextInt(36))));
  }

  private static Finding finding(int index, Rule rule, Random random) {
    EventBatch batch = new EventBatch(TenantId.LOCAL, NAMES);
    int event = batch.beginEvent();
    long time = START + (long) (random.nextDouble() * 172_800e9);
    batch.setTime(event, time, TimeSource.LOG, 0);
    batch.setClass(event, EventClass.PROCESS_ACTIVITY, 1);
    batch.setSource(event, NAMES.intern("windows-sysmon"));
    batch.setInput(event, NAMES.intern("logs/host.zip!/Sysmon.evtx"));
    batch.setPosition(event, 100 + index);
    String host = index % 11 == 10 ? "" : "PC-" + (char) ('A' + index % 4);
    String command =
        index == 2 ? HOSTILE : "powershell.exe -enc " + "SQBFAFgA".repeat(1 + index % 9);
    add(batch, "Computer", host, "device.hostname");
    add(batch, "User", "EXAMPLE\\tanaka", "user.name");
    add(batch, "EventID", "1", "metadata.event_code");
    add(batch, "Channel", "Microsoft-Windows-Sysmon/Operational", "metadata.log_name");
    add(batch, "Image", "C:\\Windows\\System32\\powershell.exe", "process.file.path");
    add(batch, "CommandLine", command, "process.cmd_line");
    add(batch, "ParentImage", "C:\\Windows\\explorer.exe", "process.parent_process.file.path");
    batch.setId(event, batch.importedId(event, "evtx"));
    Event kept = new Event().on(batch, event).keep();
    return new Finding(
        FindingId.of(rule.id(), rule.hash(), List.of(kept.id())),
        TenantId.LOCAL,
        rule,
        List.of(kept),
        1,
        List.of(
            new Evidence("selection", "CommandLine", "*-enc *", command),
            new Evidence("selection", "Image", "*\\powershell.exe", "C:\\Windows\\powershell.exe")),
        index == 5);
  }

  private static void add(EventBatch batch, String name, String value, String path) {
    int entry = batch.addText(NAMES.intern(name), value);
    Field field = FieldCatalogue.builtIn().find(path);
    if (field != null) {
      batch.setField(entry, field.id());
    }
  }

  /// What was read.
  static ScanFacts facts() {
    ReadCounts evtx = new ReadCounts(12_345, 3, 17, 0);
    ReadCounts json = new ReadCounts(400, 0, 0, 1);
    Problem problem =
        new Problem(
            "logs/" + HOSTILE,
            12,
            Message.of("intake.medium", "input/output error"),
            Message.of("intake.medium.advice"));
    IntakeReport intake =
        new IntakeReport(
            new TreeMap<>(
                Map.of(
                    "evtx", new IntakeReport.FormatCounts(4, evtx),
                    "json", new IntakeReport.FormatCounts(1, json))),
            Map.of("windows-sysmon", 12_000L, "", 5L),
            List.of(),
            List.of("logs/photo.jpg"),
            1,
            List.of(problem),
            1,
            new IntakeReport.EventCounts(
                12_745, 0, 2, 40, true, START, START + 172_800_000_000_000L),
            false);
    return new ScanFacts(
        List.of("logs"),
        intake,
        3_805,
        2,
        1_204,
        Duration.ofMillis(1_234),
        Duration.ofMillis(8_765),
        Instant.ofEpochSecond(1_750_000_000L),
        "0.1.0");
  }

  /// The words of a reader in Tokyo.
  static Words words(Language language) throws IOException {
    Path root = Path.of(System.getProperty("shirube.root", ".."));
    Messages messages = Messages.load(new Content(root.resolve("content"))).messages();
    return new Words(messages, language, ZoneId.of("Asia/Tokyo"));
  }
}
