// SPDX-License-Identifier: Apache-2.0
package dev.shirube.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.access.AccessRoom;
import dev.shirube.access.Change;
import dev.shirube.catalog.Language;
import dev.shirube.catalog.Messages;
import dev.shirube.event.TenantId;
import dev.shirube.installation.RuleFolders;
import dev.shirube.installation.Settings;
import dev.shirube.installation.SettingsReader;
import dev.shirube.installation.Station;
import dev.shirube.installation.Wiring;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The commands that ask the process which has the recording open, while one has.
class RunningCommandsTest {
  @TempDir private Path folder;
  private Installation shirube;
  private Station station;

  @BeforeEach
  void start() throws IOException {
    shirube = new Installation(folder);
    shirube.write(
        "logs/a.json",
        Installation.started(1, "PC-A", Installation.ENCODED)
            + Installation.started(2, "PC-A", "notepad.exe")
            + Installation.started(3, "PC-B", "notepad.exe"));
    shirube.write("names.txt", "PC-A\n\nPC-C\n");
    Path file = shirube.home.resolve("shirube.yaml");
    Files.writeString(
        file,
        "syslog-port: 0\nrelp-port: 0\nbulk-port: 0\nagent-port: 0\napi-port: " + free() + "\n");
    Settings standard = Settings.standard(shirube.home, Language.EN, ZoneOffset.UTC);
    Settings settings = SettingsReader.read(file, standard).settings();
    Wiring wiring =
        new Wiring(shirube.surroundings().content(), settings, shirube.surroundings().clock());
    List<Path> rules = List.of(shirube.work.resolve("rules"));
    station =
        new Station(
            wiring,
            Messages.load(wiring.content()).messages(),
            wiring.rules(new RuleFolders.Places(null, rules)),
            String::length);
  }

  private static int free() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @AfterEach
  void stop() throws IOException {
    station.close();
    shirube.close();
  }

  private String at(String name) {
    return shirube.work.resolve(name).toString();
  }

  private void does(String... command) {
    int code = shirube.run(command);
    assertThat(code).as(shirube.said()).isZero();
  }

  @Test
  void whatIsAskedIsAnsweredAsIfNothingRan() throws IOException {
    does("import", at("logs"));
    assertThat(shirube.out).isEqualTo("Records read: 3, events that were new: 3, findings: 1\n");
    does("hunt", "device.hostname in @" + at("names.txt") + " class=process_activity | count");
    assertThat(shirube.out).contains("2").contains("1 shown");
    does("hunt", "class=process_activity | histogram 1d", "--zone", "Asia/Tokyo");
    assertThat(shirube.out).contains("2024-05-01 00:00:00.000");
    String id = "11111111-2222-4333-8444-555555555555";
    for (String rule : List.of(id, at("rules"))) {
      does("rules", "backtest", rule);
      assertThat(shirube.out)
          .contains("Encoded command", "PC-A", "3 events held against 1 rules: 1 findings");
    }
    does("rules", "backtest", id, "--until", "2024-04-30");
    assertThat(shirube.out).contains("0 events held against 1 rules: 0 findings");
    does("rules", "backtest", "--json", at("rules"), "--in", "PC-A");
    assertThat(shirube.out.lines()).hasSize(2);
    assertThat(shirube.out).contains("{\"answer\":{\"findings\":1,\"events\":2");
  }

  @Test
  void exportsThroughIt() throws IOException {
    does("import", at("logs"));
    does("export", "device.hostname in @" + at("names.txt") + "", "--to", at("out.jsonl"));
    // The finding names its host too.
    assertThat(Files.readAllLines(shirube.work.resolve("out.jsonl"))).hasSize(3);
    does("export", "PC-A", "--format", "parquet", "--to", at("out.parquet"));
    assertThat(shirube.out).contains("Wrote 3 to");
    assertThat(Files.readString(shirube.work.resolve("out.parquet"), StandardCharsets.ISO_8859_1))
        .startsWith("PAR1")
        .endsWith("PAR1");
    assertThat(shirube.run("export", "*", "--to", at("o.jsonl"), "--tenant", "nobody"))
        .isEqualTo(2);
    assertThat(shirube.err).contains("refused").doesNotContain("{");
    assertThat(shirube.work.resolve("o.jsonl")).doesNotExist();
  }

  @Test
  void verifiesThroughIt() throws IOException {
    does("import", at("logs"));
    does("verify");
    assertThat(shirube.out)
        .contains("local: the recording is as it was written")
        .doesNotContain("journal");
    Path damaged = shirube.home.resolve("data/journal/damaged");
    Files.createDirectories(damaged);
    Files.writeString(damaged.resolve("00-00.bytes"), "no frame");
    does("verify");
    assertThat(shirube.out).contains("Of the journal 1 places").contains(damaged.toString());
    Path foreign = shirube.home.resolve("data/recording/tenant-local/foreign.txt");
    Files.writeString(foreign, "not ours");
    assertThat(shirube.run("verify")).isEqualTo(3);
    assertThat(shirube.out)
        .contains("local: the recording is not as it was written")
        .contains("1. ", "foreign.txt");
  }

  @Test
  void aRefusalIsASentence() throws IOException {
    does("import", at("logs"));
    assertThat(shirube.run("hunt", "notepad", "--tenant", "nobody")).isEqualTo(2);
    assertThat(shirube.err).contains("The running Shirube refused:").doesNotContain("{");
    assertThat(shirube.run("import", at("logs"), "--tenant", "nobody", "--lang", "ja"))
        .isEqualTo(2);
    assertThat(shirube.err).contains("受け付けませんでした").doesNotContain("{");
    AccessRoom access = station.access();
    TenantId other = new TenantId("other");
    Change.Changed _ =
        access.change(AccessRoom.administrator(), new Change.CreateTenant(other, "Other", "boss"));
    does("import", at("logs"), "--tenant", "other");
    assertThat(shirube.out).contains("events that were new: 3, findings: 1");
    assertThat(station.store().size(other).openEvents() + station.store().size(other).events())
        .isEqualTo(4);
    assertThat(shirube.run("hunt", "notepad", "--tenant", "other"))
        .as("whoever makes tenants reads nothing in them")
        .isEqualTo(2);
  }
}
