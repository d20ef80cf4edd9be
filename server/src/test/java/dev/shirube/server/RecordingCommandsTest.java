// SPDX-License-Identifier: Apache-2.0
package dev.shirube.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The commands that fill, ask and keep the recording, on the disk of this machine.
class RecordingCommandsTest {
  private static final String NOT_ENCODED = "notepad.exe";

  @TempDir private Path folder;
  private Installation shirube;

  @BeforeEach
  void install() throws IOException {
    shirube = new Installation(folder);
    shirube.write(
        "logs/a.json",
        Installation.started(1, "PC-A", Installation.ENCODED)
            + Installation.started(2, "PC-A", NOT_ENCODED)
            + Installation.started(3, "PC-B", NOT_ENCODED));
    does("rules", "add", at("rules"));
  }

  @AfterEach
  void remove() throws IOException {
    shirube.close();
  }

  private String at(String name) {
    return shirube.work.resolve(name).toString();
  }

  private void does(String... command) {
    int code = shirube.run(command);
    assertThat(code).as(shirube.said()).isZero();
  }

  private void settings() throws IOException {
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    Files.writeString(
        shirube.home.resolve("shirube.yaml"),
        "syslog-port: 0\nrelp-port: 0\nbulk-port: 0\nagent-port: 0\napi-port: " + free + "\n");
  }

  @Test
  void takesInOnceWhatIsGivenTwice() {
    does("import", at("logs"));
    assertThat(shirube.out).contains("Records read: 3, events that were new: 3, findings: 1");
    does("import", at("logs"));
    assertThat(shirube.out).contains("Records read: 3, events that were new: 0, findings: 1");
    does("hunt", "source=windows.sysmon | count");
    assertThat(shirube.out).contains("3");
    does("verify");
    assertThat(shirube.out).contains("as it was written");
  }

  @Test
  void answersWhatIsAsked() {
    does("import", at("logs"));
    does("hunt", "notepad");
    assertThat(shirube.out).contains("PC-A", "PC-B", "2 shown");
    does("hunt", "source=windows.sysmon | top 1 device.hostname");
    assertThat(shirube.out).contains("PC-A", "2").doesNotContain("PC-B");
    does("hunt", "notepad | head 1 | join process");
    assertThat(shirube.out).contains("1 shown");
    does("hunt", "--json", "class=detection_finding");
    assertThat(shirube.out).contains("\"title\":\"Encoded command\"");
  }

  @Test
  void rulesAreTriedOnThePast() throws IOException {
    String id = "11111111-2222-4333-8444-555555555555";
    does("import", at("logs"));
    does("rules", "backtest");
    assertThat(shirube.out).contains("Encoded command", "PC-A", "1 findings");
    does("rules", "backtest", id);
    assertThat(shirube.out).contains("3 events held against 1 rules: 1 findings");
    does("rules", "backtest", at("rules"), "--since", "2024-05-01T10:02", "--lang", "ja");
    assertThat(shirube.out).contains("イベント 2 件にルール 1 件を当てました。検知 0 件。");
    does("rules", "backtest", at("rules"), "--in", "2024年5月1日 device.hostname=PC-A");
    assertThat(shirube.out).contains("2 events held against 1 rules: 1 findings");
    shirube.write(
        "more/notepad.yml",
        """
        title: Notepad
        name: notepad
        logsource: {category: process_creation, product: windows}
        detection: {any: {CommandLine|contains: notepad}, condition: any}
        level: low
        ---
        title: Notepad twice
        correlation: {type: event_count, rules: [notepad], timespan: 5m, condition: {gte: 2}}
        level: medium
        """);
    does("rules", "backtest", "--json", at("more"));
    assertThat(shirube.out.lines()).hasSize(2);
    assertThat(shirube.out)
        .contains("\"title\":\"Notepad twice\"", "{\"answer\":{\"findings\":1,\"events\":3");
    assertThat(shirube.run("rules", "backtest", "none")).isEqualTo(2);
    assertThat(shirube.err).contains("neither a file nor the id");
    assertThat(shirube.run("rules", "backtest", id, at("more"))).isEqualTo(2);
    assertThat(shirube.run("rules", "backtest", "--in", "* | count")).isEqualTo(2);
    shirube.stop.now();
    assertThat(shirube.run("rules", "backtest")).as("stopped").isEqualTo(3);
    assertThat(shirube.out).contains("Broken off");
  }

  @Test
  void whatIsAskedForIsWrittenToAFile() throws IOException {
    does("import", at("logs"));
    String file = at("out.jsonl");
    does("export", "class=process_activity", "--to", file);
    assertThat(shirube.out).contains("Wrote 3 to");
    assertThat(Files.readAllLines(Path.of(file)))
        .hasSize(3)
        .allMatch(line -> line.contains("\"class_uid\":1007") && line.startsWith("{"));
    does("export", "* | count class", "--to", file, "--format", "jsonl");
    assertThat(Files.readAllLines(Path.of(file)))
        .hasSize(3)
        .last()
        .asString()
        .startsWith("{\"answer\":");
    assertThat(shirube.run("export", "* | count", "--to", file)).isEqualTo(2);
    shirube.stop.now();
    assertThat(shirube.run("export", "*", "--to", at("more.jsonl"))).isEqualTo(2);
    assertThat(shirube.work.resolve("more.jsonl")).doesNotExist();
    assertThat(shirube.work.resolve("more.jsonl.part")).doesNotExist();
  }

  /// What stands in it is read by DuckDB in the room oracle.
  @Test
  void eventsAreWrittenAsParquet() throws IOException {
    does("import", at("logs"));
    String file = at("out.parquet");
    String[] export = {"export", "notepad", "--format", "parquet", "--to", file};
    does(export);
    assertThat(shirube.out).contains("Wrote 2 to");
    byte[] first = Files.readAllBytes(Path.of(file));
    assertThat(new String(first, StandardCharsets.ISO_8859_1))
        .startsWith("PAR1")
        .endsWith("PAR1")
        .contains("process.cmd_line", "unmapped");
    does("export", "nothing-like-it", "--format", "parquet", "--to", at("empty.parquet"));
    assertThat(shirube.out).contains("Wrote 0 to");
    assertThat(shirube.work.resolve("empty.parquet")).isNotEmptyFile();
    assertThat(shirube.run("export", "* | count", "--format", "parquet", "--to", file))
        .isEqualTo(2);
    assertThat(shirube.run("export", "*", "--format", "parquet", "--to", at("logs"))).isEqualTo(2);
    assertThat(shirube.run("export", "*", "--format", "parquet", "--to", at("no/such/x")))
        .isEqualTo(2);
    shirube.stop.now();
    assertThat(shirube.run(export)).as("stopped").isEqualTo(2);
    assertThat(Path.of(file)).as("what was there before").hasBinaryContent(first);
    assertThat(shirube.work.resolve("out.parquet.part")).doesNotExist();
  }

  /// A disk that takes no more: nothing stays, and it is said.
  @Test
  void aDiskThatIsFullLeavesNothing() throws IOException {
    Path full = Path.of("/dev/full");
    if (!Files.exists(full)) {
      System.out.println("not proven: a full disk (there is no /dev/full)");
      return;
    }
    does("import", at("logs"));
    Files.createSymbolicLink(shirube.work.resolve("out.parquet.part"), full);
    assertThat(shirube.run("export", "*", "--format", "parquet", "--to", at("out.parquet")))
        .isNotZero();
    assertThat(shirube.err).contains("No space left");
    assertThat(shirube.work.resolve("out.parquet")).doesNotExist();
    assertThat(shirube.work.resolve("out.parquet.part")).doesNotExist();
    assertThat(full).exists();
  }

  @Test
  void filesAreTakenInForATenantThatIsThere() {
    assertThat(shirube.run("import", at("logs"), "--tenant", "nobody")).isEqualTo(2);
    assertThat(shirube.err).contains("There is no tenant of this name");
    assertThat(shirube.run("import", at("logs"), "--tenant", "No!")).isEqualTo(2);
    does("import", at("logs"), "--tenant", "local");
  }

  @Test
  void tellsWhatIsWrong() {
    assertThat(shirube.run("hunt", "notepad")).as("no recording").isEqualTo(2);
    assertThat(shirube.err).contains("There is no recording yet");
    does("import", at("logs"));
    assertThat(shirube.run("hunt", "process.cmd_lin:x")).as("no such field").isEqualTo(2);
    assertThat(shirube.err).contains("process.cmd_line");
    assertThat(shirube.run("show", "12")).as("no id").isEqualTo(2);
    assertThat(shirube.run("tail", "notepad")).as("nothing runs").isEqualTo(2);
  }

  @Test
  void aBackupIsTheRecordingElsewhere() throws IOException {
    does("import", at("logs"));
    does("backup", at("saved"));
    Path other = folder.resolve("other.yaml");
    Files.writeString(other, "data: other\n");
    does("restore", at("saved"), "--settings", other.toString());
    does("hunt", "notepad", "--settings", other.toString());
    assertThat(shirube.out).contains("2 shown");
    assertThat(shirube.run("restore", at("saved"), "--settings", other.toString())).isEqualTo(2);
  }

  @Test
  void upTakesInWhatIsDroppedAndGoesOnAfterRestarts() throws IOException {
    settings();
    Path inbox = shirube.home.resolve("data").resolve("inbox");
    Files.createDirectories(inbox);
    Files.copy(shirube.work.resolve("logs").resolve("a.json"), inbox.resolve("a.json"));
    shirube.stop.now();
    assertThat(shirube.run("up")).as("asked to end: one look, nothing lost").isZero();
    assertThat(shirube.out).contains("Recording, with", "Ended. Findings kept: 0");
    assertThat(shirube.home.resolve("data").resolve("recorder.address")).doesNotExist();
    Files.delete(shirube.home.resolve("data").resolve("administrator.token"));
    assertThat(shirube.run("up")).as("without the administrator's token").isZero();
  }
}
