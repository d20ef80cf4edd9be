// SPDX-License-Identifier: Apache-2.0
package dev.shirube.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.catalog.Language;
import dev.shirube.catalog.Messages;
import dev.shirube.certificates.SigningRequest;
import dev.shirube.doors.Agents;
import dev.shirube.event.EventClass;
import dev.shirube.event.FieldCatalogue;
import dev.shirube.event.TenantId;
import dev.shirube.fleet.FleetRoom;
import dev.shirube.installation.RuleFolders;
import dev.shirube.installation.Settings;
import dev.shirube.installation.SettingsReader;
import dev.shirube.installation.Station;
import dev.shirube.installation.Wiring;
import dev.shirube.wire.AgentHost;
import dev.shirube.wire.Capabilities;
import dev.shirube.wire.Capabilities.Quality;
import dev.shirube.wire.EnrolAnswer;
import dev.shirube.wire.EnrolRequest;
import dev.shirube.wire.Hello;
import dev.shirube.wire.HelloAnswer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What an administrator reads of hosts, and tells them, by commands.
class HostCommandsTest {
  @TempDir private Path folder;
  private Installation shirube;
  private Station station;

  @BeforeEach
  void start() throws IOException {
    shirube = new Installation(folder);
    shirube.write(
        "logs/a.json",
        Installation.started(1, "PC-A", "notepad.exe")
            + Installation.started(2, "web-7.corp.example", "notepad.exe"));
    Path file = shirube.home.resolve("shirube.yaml");
    Files.writeString(
        file,
        "syslog-port: 0\nrelp-port: 0\nbulk-port: 0\nagent-port: 0\napi-port: " + free() + "\n");
    // Taken in before anything runs.
    assertThat(shirube.run("import", shirube.work.resolve("logs").toString())).isZero();
    Settings standard = Settings.standard(shirube.home, Language.EN, ZoneOffset.UTC);
    Settings settings = SettingsReader.read(file, standard).settings();
    Wiring wiring =
        new Wiring(shirube.surroundings().content(), settings, shirube.surroundings().clock());
    station =
        new Station(
            wiring,
            Messages.load(wiring.content()).messages(),
            wiring.rules(new RuleFolders.Places(null, List.of(shirube.work.resolve("rules")))),
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

  private String does(String... command) {
    int code = shirube.run(command);
    assertThat(code).as(shirube.said()).isZero();
    return shirube.out;
  }

  private static <T> T given(Agents.Outcome<T> outcome) {
    if (outcome instanceof Agents.Outcome.Given<T>(T value)) {
      return value;
    }
    throw new AssertionError(outcome.toString());
  }

  private static AgentHost host() {
    return new AgentHost(
        "web-7", "Debian GNU/Linux 12", "6.18", "amd64", "m-7", "boot", List.of("192.0.2.7"));
  }

  private Agents.Known enrolled() throws IOException {
    FleetRoom fleet = station.fleet();
    String token = fleet.token(TenantId.LOCAL, "test", Duration.ofHours(1)).token();
    String request = SigningRequest.make(SigningRequest.keys(), "x");
    byte[] body = new EnrolRequest(token, request, "0.1", host()).bytes();
    String agent = EnrolAnswer.read(given(fleet.enroll(body, "192.0.2.7"))).agent();
    return new Agents.Known(TenantId.LOCAL, agent, "web-7");
  }

  private HelloAnswer hello(Agents.Known agent, long policy) throws IOException {
    int opens = FieldCatalogue.require("count").id();
    int status = FieldCatalogue.require("status").id();
    Capabilities sees =
        new Capabilities(
            List.of(
                new Capabilities.Entry(EventClass.PROCESS_ACTIVITY, 0, Quality.PROVEN, ""),
                new Capabilities.Entry(
                    EventClass.PROCESS_ACTIVITY, status, Quality.MISSING, "switched-off"),
                new Capabilities.Entry(
                    EventClass.FILE_ACTIVITY, 0, Quality.PARTLY, "not-watched nfs4"),
                new Capabilities.Entry(
                    EventClass.FILE_ACTIVITY, opens, Quality.PARTLY, "a-later-note 7")));
    Hello hello =
        new Hello(
            "0.1",
            7,
            shirube.surroundings().clock().millis() * 1_000_000L + 90_000_000_000L,
            host(),
            sees,
            List.of(new Hello.SensorState("kernel", 1234, 5, 0, 1_500_000_000L)),
            new Hello.Spool(2_000_000, 256 << 20, List.of()),
            policy);
    return HelloAnswer.read(given(station.fleet().hello(agent, hello.bytes())));
  }

  @Test
  void hostsThatOtherLogsNameAreListedUntilTheyHaveAnAgent() throws IOException {
    assertThat(does("hosts"))
        .contains("No host has an agent", "known from other logs (2)", "PC-A", "web-7.corp.example")
        .contains("2024-05-01");
    assertThat(does("hosts", "pc-a")).contains("pc-a has no agent");
    HelloAnswer _ = hello(enrolled(), 0);
    assertThat(does("hosts"))
        .contains("known from other logs (1)", "web-7")
        .doesNotContain("corp.example");
    assertThat(does("hosts", "--json")).contains("\"without_agent\":[{\"name\":\"PC-A\"");
  }

  @Test
  void aHostIsShownInWordsAndNotInCodes() throws IOException {
    Agents.Known agent = enrolled();
    HelloAnswer _ = hello(agent, 0);
    assertThat(does("hosts", "web-7"))
        .contains("web-7  active", agent.id(), "192.0.2.7", "Debian GNU/Linux 12 6.18")
        .contains("1 min", "ahead", "its certificate ends")
        .contains("Programs that start and end: seen on this host")
        .contains("starts that failed: not seen. Switched off by the policy")
        .contains("These file systems are not watched: nfs4")
        .contains("As the agent says: a-later-note 7")
        .contains("1,234", "Nothing is missing.", "The standard policy", "(the host follows it)")
        .doesNotContain("process_activity", "switched-off", "fleet.");
    assertThat(does("hosts", "web-7", "--json")).contains("\"why\":\"Switched off by the policy");
    assertThat(shirube.run("hosts", "nobody")).isEqualTo(2);
    assertThat(shirube.err).contains("There is no such host");
  }

  @Test
  void aPolicyIsSetForAHostAGroupOrAll() throws IOException {
    Agents.Known agent = enrolled();
    assertThat(does("agent", "policy")).contains("The standard policy", "--system-calls", "on");
    assertThat(does("agent", "policy", "--system-calls", "off", "--cpu", "15"))
        .contains("The policy of the whole tenant", "off", "15 %", "within 30 seconds");
    long version = hello(agent, 0).policy().version();
    assertThat(hello(agent, 0).policy().systemCalls()).isFalse();
    assertThat(hello(agent, 0).policy().limits().cpuPermille()).isEqualTo(150);
    assertThat(does("hosts", "web-7")).contains("hears of it with its next word");
    HelloAnswer _ = hello(agent, version);
    assertThat(does("hosts", "web-7")).contains("(the host follows it)");
    assertThat(does("agent", "policy", "@web", "--file-opens", "off"))
        .contains("The policy of the group web");
    assertThat(does("agent", "group", "web-7", "web")).contains("web-7 is in the group web now");
    assertThat(hello(agent, 0).policy().fileOpens()).isFalse();
    assertThat(does("agent", "policy", "web-7", "--file-opens", "on"))
        .contains("A policy of this host alone");
    assertThat(hello(agent, 0).policy().fileOpens()).isTrue();
    assertThat(does("agent", "policy", "web-7", "--inherit")).contains("The policy of the group");
    assertThat(does("agent", "group", "web-7")).contains("in no group");
    assertThat(hello(agent, 0).policy().fileOpens()).isTrue();
    assertThat(hello(agent, 0).policy().systemCalls()).isFalse();
    assertThat(shirube.run("agent", "policy", "--cpu", "many")).isEqualTo(2);
    assertThat(shirube.err).contains("cpu cannot be many", "a whole number from 1 to 100000");
    assertThat(shirube.run("agent", "policy", "--file-opens", "maybe")).isEqualTo(2);
    assertThat(shirube.err).contains("file-opens is on or off");
    assertThat(shirube.run("agent", "policy", "@a/b", "--file-opens", "on")).isEqualTo(2);
    assertThat(shirube.err).contains("A group cannot be called a/b");
  }
}
