// SPDX-License-Identifier: Apache-2.0
package dev.shirube.installation;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.shirube.catalog.Language;
import dev.shirube.catalog.Problem;
import dev.shirube.enrich.Network;
import dev.shirube.event.Severity;
import dev.shirube.event.TenantId;
import dev.shirube.match.Cidr;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The standard test of settings: defaults, the full mapping, every mistake and retired key.
class SettingsReaderTest {
  private final FileSystem files = Jimfs.newFileSystem(Configuration.windows());
  private final Path home = files.getPath("C:\\shirube");
  private final Path file = home.resolve("shirube.yaml");
  private final Settings standard = Settings.standard(home, Language.EN, ZoneOffset.UTC);

  @BeforeEach
  void makeHome() throws IOException {
    Files.createDirectories(home);
  }

  @AfterEach
  void close() throws IOException {
    files.close();
  }

  private SettingsReader.Loaded read(String text) throws IOException {
    Files.writeString(file, text);
    return SettingsReader.read(file, standard);
  }

  @Test
  void defaultsHoldWhereTheFileSaysNothing() throws IOException {
    SettingsReader.Loaded loaded = read("# nothing\n");
    assertThat(loaded.problems()).isEmpty();
    assertThat(loaded.settings()).isEqualTo(standard);
    assertThat(standard.data()).isEqualTo(home.resolve("data"));
    assertThat(standard.inbox()).isEqualTo(home.resolve("data").resolve("inbox"));
    assertThat(standard.encoding()).isEqualTo(Charset.forName("windows-1252"));
    assertThat(Settings.standard(home, Language.JA, ZoneOffset.UTC).encoding())
        .isEqualTo(Charset.forName("windows-31j"));
    assertThat(standard.minimumLevel()).isEqualTo(Severity.INFORMATIONAL);
    assertThat(standard.workers()).isPositive();
  }

  @Test
  void everyKeyIsMapped() throws IOException {
    SettingsReader.Loaded loaded =
        read(
            """
            language: ja
            data: D:\\shirube-data
            inbox: drop
            zone: Asia/Tokyo
            encoding: EUC-JP
            minimum-level: Medium
            workers: 3
            listen: 192.0.2.1
            syslog-port: 514
            relp-port: 0
            keep-days: 90
            agent-certificate-minutes: 60
            networks:
              本社: [10.1.0.0/16, 2001:db8::/32]
              acme: {shop: 192.0.2.7}
            relp-tls-port: 2515
            api-tls: yes
            api-listen: 0.0.0.0
            tls-certificate: tls.pem
            tls-key: tls.key
            records:
              url: postgresql://db:5432/shirube?ssl=true
              user: shirube
              password-file: secret
            placeholders:
              Administrators: [tanaka, suzuki]
              Server: web01
            """);
    assertThat(loaded.problems()).isEmpty();
    assertThat(loaded.settings())
        .isEqualTo(
            new Settings(
                Language.JA,
                files.getPath("D:\\shirube-data"),
                home.resolve("drop"),
                ZoneId.of("Asia/Tokyo"),
                Charset.forName("EUC-JP"),
                Severity.MEDIUM,
                3,
                new RecordingPlan(
                    "192.0.2.1",
                    514,
                    0,
                    9200,
                    7781,
                    7780,
                    90,
                    60,
                    new RecordingPlan.Secured(
                        0,
                        2515,
                        0,
                        true,
                        "0.0.0.0",
                        home.resolve("tls.pem"),
                        home.resolve("tls.key"))),
                List.of(
                    network(TenantId.LOCAL, "10.1.0.0/16", "本社"),
                    network(TenantId.LOCAL, "2001:db8::/32", "本社"),
                    network(new TenantId("acme"), "192.0.2.7", "shop")),
                new RecordsPlan(
                    "jdbc:postgresql://db:5432/shirube?ssl=true",
                    "shirube",
                    home.resolve("secret"),
                    8),
                Map.of("Administrators", List.of("tanaka", "suzuki"), "Server", List.of("web01"))));
    assertThat(SettingsReader.KEYS)
        .hasSize(
            Settings.class.getRecordComponents().length
                - 1
                + RecordingPlan.class.getRecordComponents().length
                - 1
                + RecordingPlan.Secured.class.getRecordComponents().length);
  }

  @Test
  void everyMistakeIsToldWithItsLine() throws IOException {
    SettingsReader.Loaded loaded =
        read(
            """
            langauge: ja
            lang: ja
            timezone: UTC
            zone: Asia/Tokio
            encoding: utf-99
            minimum-level: awful
            data: "a\\0b"
            inbox: [1]
            placeholders: 7
            language: fr
            workers: 0
            """);
    assertThat(loaded.problems())
        .extracting(problem -> problem.position() + " " + problem.what().id())
        .containsExactlyInAnyOrder(
            "1 settings.unknown",
            "2 settings.retired",
            "3 settings.retired",
            "4 settings.zone",
            "5 settings.encoding",
            "6 settings.level",
            "7 settings.path",
            "8 settings.text",
            "9 settings.placeholders",
            "10 settings.language",
            "11 settings.number");
    assertThat(read("workers: many\n").problems()).hasSize(1);
    assertThat(read("workers: 257\n").problems()).hasSize(1);
    assertThat(loaded.problems()).extracting(Problem::file).containsOnly(file.toString());
    assertThat(loaded.problems().stream().filter(it -> it.position() == 4).findFirst())
        .get()
        .extracting(it -> it.advice().arguments().get(1))
        .isEqualTo("Asia/Tokyo");
  }

  private static Network network(TenantId tenant, String range, String name) {
    return new Network(tenant, Objects.requireNonNull(Cidr.parse(range)), name);
  }

  @Test
  void mistakesInNetworksAreToldOneByOne() throws IOException {
    SettingsReader.Loaded loaded =
        read(
            """
            networks:
              office: [10.1.0.0/16, 10.1.2.3/16, {}]
              ACME:
                shop: 192.0.2.0/24
              acme:
                shop: 192.0.2.0/33
                deeper: {still: 192.0.2.0/24}
            """);
    assertThat(loaded.problems())
        .extracting(problem -> problem.position() + " " + problem.what().id())
        .containsExactlyInAnyOrder(
            "2 settings.network",
            "2 settings.network",
            "3 settings.tenant",
            "6 settings.network",
            "7 settings.network");
    assertThat(loaded.settings().networks())
        .containsExactly(network(TenantId.LOCAL, "10.1.0.0/16", "office"));
    assertThat(read("networks: [10.0.0.0/8]\n").problems()).hasSize(1);
  }

  @Test
  void everyMistakeOfTlsAndRecordsIsTold() throws IOException {
    SettingsReader.Loaded loaded =
        read(
            """
            listen: example.org
            api-listen: 0.0.0.0
            api-tls: perhaps
            syslog-tls-port: 70000
            tls-key: key.pem
            records:
              url: postgresql://u:p@db/shirube
              connections: 1
              pasword-file: x
            """);
    assertThat(loaded.problems())
        .extracting(problem -> problem.position() + " " + problem.what().id())
        .containsExactlyInAnyOrder(
            "1 settings.address",
            "2 settings.api.plain",
            "3 settings.truth",
            "4 settings.number",
            "5 settings.tls.pair",
            "7 settings.records.secret",
            "8 settings.number",
            "9 settings.unknown",
            "7 settings.records.user");
    assertThat(read("records: yes\n").problems()).hasSize(1);
    assertThat(read("records: {url: mysql://db/x, user: u}\n").problems()).hasSize(1);
    assertThat(read("records: {url: postgresql://db/, user: u}\n").problems()).hasSize(1);
    assertThat(read("api-listen: '::1'\n").problems()).isEmpty();
  }

  @Test
  void everyRetiredKeyIsAnsweredWithOneThatIsRead() {
    assertThat(SettingsReader.RETIRED).isNotEmpty();
    assertThat(SettingsReader.KEYS).containsAll(SettingsReader.RETIRED.values());
  }

  @Test
  void whatIsNoMappingIsToldAndNothingIsGuessed() throws IOException {
    assertThat(read("- a\n").problems()).hasSize(1);
    assertThat(read("language: en\n---\nlanguage: ja\n").problems()).hasSize(1);
    assertThat(read("language: [\n").problems()).isNotEmpty();
  }
}
