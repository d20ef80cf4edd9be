// SPDX-License-Identifier: Apache-2.0
package dev.shirube.fleet;

import static dev.shirube.fleet.Yard.ONE;
import static dev.shirube.fleet.Yard.PEER;
import static dev.shirube.fleet.Yard.TWO;
import static dev.shirube.fleet.Yard.given;
import static dev.shirube.fleet.Yard.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shirube.access.PrincipalId;
import dev.shirube.audit.ChainEntry;
import dev.shirube.certificates.Authority;
import dev.shirube.certificates.ClientIdentity;
import dev.shirube.certificates.SigningRequest;
import dev.shirube.doors.Agents;
import dev.shirube.wire.EnrolAnswer;
import dev.shirube.wire.Frame;
import dev.shirube.wire.Hello;
import dev.shirube.wire.HelloAnswer;
import dev.shirube.wire.Lane;
import dev.shirube.wire.Policy;
import dev.shirube.wire.RenewRequest;
import dev.shirube.wire.WireException;
import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a fleet does, whichever database keeps it.
interface FleetContract {
  /// The fleet.
  Yard yard();

  private static Frame frame(String agent, long epoch, Lane lane, long first, long count) {
    return new Frame(agent, epoch, lane, first, count, 1, new byte[] {'E'});
  }

  @Test
  default void aMachineJoinsByATokenOnce() throws IOException {
    String token = yard().token(ONE);
    KeyPair keys = SigningRequest.keys();
    byte[] answer = given(yard().room.enroll(Yard.request(token, keys, "web1"), PEER));
    EnrolAnswer read = EnrolAnswer.read(answer);
    X509Certificate certificate = Yard.certificate(read.certificate());
    assertThat(ClientIdentity.name(certificate))
        .isEqualTo(read.agent())
        .startsWith("a-")
        .hasSize(18);
    assertThat(certificate.getPublicKey()).isEqualTo(keys.getPublic());
    assertThat(read.authority()).isEqualTo(yard().authority.pem());
    assertThat(given(yard().room.who(certificate)))
        .isEqualTo(new Agents.Known(ONE, read.agent(), "web1"));
    Host host = Objects.requireNonNull(yard().room.host(ONE, read.agent()));
    assertThat(host.state()).isEqualTo(Host.State.ACTIVE);
    assertThat(host.system()).isEqualTo("Debian GNU/Linux 12");
    assertThat(yard().room.host(TWO, read.agent())).isNull();
    assertThat(yard().room.hosts(TWO)).isEmpty();
    // The same token again.
    byte[] again = Yard.request(token, SigningRequest.keys(), "web2");
    assertThat(refused(yard().room.enroll(again, PEER))).isEqualTo("401 fleet.token.used");
    yard().restart();
    assertThat(refused(yard().room.enroll(again, PEER))).isEqualTo("401 fleet.token.used");
    assertThat(given(yard().room.who(certificate)).tenant()).isEqualTo(ONE);
    assertThat(yard().room.hosts(ONE)).hasSize(1);
    assertThat(yard().deeds(ONE))
        .containsExactly(
            "fleet.deed.token", "fleet.deed.enrolled", "fleet.deed.used", "fleet.deed.used");
    assertThat(yard().box.codes()).containsExactly("host.enrolled");
    assertThat(yard().chain.verify(ONE, List.of()).isWhole()).isTrue();
  }

  @Test
  default void tokensEndAndAreKnownAsAWholeOrNotAtAll() throws IOException {
    String token = yard().token(ONE);
    KeyPair keys = SigningRequest.keys();
    List<String> foreign =
        List.of(
            "",
            "SHR1-",
            token + "A",
            token.toLowerCase(java.util.Locale.ROOT),
            "SHR1-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            "shirube_wrong",
            "' OR 1=1 --");
    for (String other : foreign) {
      assertThat(refused(yard().room.enroll(Yard.request(other, keys, "web1"), PEER)))
          .isEqualTo("401 fleet.token.unknown");
    }
    yard().time.pass(Duration.ofMinutes(61));
    assertThat(refused(yard().room.enroll(Yard.request(token, keys, "web1"), PEER)))
        .isEqualTo("401 fleet.token.expired");
    yard().restart();
    assertThat(refused(yard().room.enroll(Yard.request(token, keys, "web1"), PEER)))
        .isEqualTo("401 fleet.token.expired");
    assertThat(yard().room.hosts(ONE)).isEmpty();
    assertThat(yard().box.all).isEmpty();
    assertThat(yard().deeds(ONE)).contains("fleet.deed.token", "fleet.deed.expired");
    assertThat(yard().providerDeeds()).contains("fleet.deed.wrong");
    for (Duration life : List.of(Duration.ZERO, Duration.ofHours(-1), Duration.ofDays(31))) {
      assertThatThrownBy(() -> yard().room.token(ONE, "admin", life))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  default void whoGuessesTokensHasToWaitAndIsCountedNotWrittenDownEachTime() throws IOException {
    int tried = 0;
    String said = "401 fleet.token.unknown";
    for (; said.startsWith("401") && tried < 200; tried++) {
      String wrong = "SHR1-" + "A".repeat(38) + String.format("%02d", tried % 100);
      said = refused(yard().room.enroll(Yard.request(wrong, SigningRequest.keys(), "x"), PEER));
    }
    assertThat(tried).isBetween(15, 30);
    assertThat(said).isEqualTo("429 fleet.busy");
    // Who has a right one does not wait.
    assertThat(yard().enroll(ONE, "honest").agent()).isNotEmpty();
    assertThat(yard().providerDeeds()).containsExactly("fleet.deed.wrong");
    yard().time.pass(Duration.ofMinutes(2));
    yard().room.upkeep();
    assertThat(yard().providerDeeds()).containsExactly("fleet.deed.wrong", "fleet.deed.wrong");
    ChainEntry counted = yard().chain.entries(PrincipalId.PROVIDER, 2, 1).getFirst();
    assertThat(counted.what().arguments()).containsExactly(Integer.toString(tried - 1));
  }

  @Test
  default void aKeyIsOfOneAgentForEver() throws IOException {
    Yard.Machine one = yard().enroll(ONE, "one");
    byte[] stolen = Yard.request(yard().token(TWO), one.keys(), "two");
    assertThat(refused(yard().room.enroll(stolen, PEER))).isEqualTo("409 fleet.key");
    assertThat(yard().deeds(TWO)).contains("fleet.deed.key");
    Yard.Machine two = yard().enroll(TWO, "two");
    byte[] renewal = new RenewRequest(SigningRequest.make(one.keys(), "x")).bytes();
    assertThat(refused(yard().room.renew(two.known(), renewal))).isEqualTo("409 fleet.key");
    yard().restart();
    assertThat(refused(yard().room.enroll(stolen, PEER))).isEqualTo("409 fleet.key");
  }

  @Test
  default void certificatesAreRenewedAndEnd() throws IOException {
    Yard.Machine machine = yard().enroll(ONE, "one");
    yard().time.pass(Duration.ofDays(4));
    KeyPair keys = SigningRequest.keys();
    byte[] renewal = new RenewRequest(SigningRequest.make(keys, "x")).bytes();
    EnrolAnswer answer = EnrolAnswer.read(given(yard().room.renew(machine.known(), renewal)));
    assertThat(answer.agent()).isEqualTo(machine.agent());
    X509Certificate next = Yard.certificate(answer.certificate());
    assertThat(given(yard().room.who(next))).isEqualTo(machine.known());
    assertThat(given(yard().room.who(machine.certificate()))).isEqualTo(machine.known());
    yard().time.pass(Duration.ofDays(4));
    assertThat(refused(yard().room.who(machine.certificate())))
        .isEqualTo("401 fleet.certificate.ended");
    assertThat(given(yard().room.who(next))).isEqualTo(machine.known());
    yard().restart();
    assertThat(given(yard().room.who(next))).isEqualTo(machine.known());
    for (int more = 0; more < 2; more++) {
      assertThat(refused(yard().room.renew(machine.known(), renewal))).isEqualTo("given");
    }
    String said = "given";
    for (int more = 0; more < 5 && said.equals("given"); more++) {
      said = refused(yard().room.renew(machine.known(), renewal));
    }
    assertThat(said).isEqualTo("429 fleet.busy");
  }

  @Test
  default void whoIsRevokedIsSoAtOnceAndForEver() throws IOException {
    Yard.Machine machine = yard().enroll(ONE, "one");
    Yard.Machine other = yard().enroll(ONE, "two");
    assertThat(yard().room.revoke(TWO, "spy", machine.agent())).isFalse();
    assertThat(given(yard().room.who(machine.certificate()))).isEqualTo(machine.known());
    assertThat(yard().room.revoke(ONE, "admin", machine.agent())).isTrue();
    assertThat(refused(yard().room.who(machine.certificate()))).isEqualTo("403 fleet.revoked");
    assertThat(given(yard().room.who(other.certificate()))).isEqualTo(other.known());
    assertThat(yard().room.revoke(ONE, "admin", machine.agent())).isTrue();
    yard().restart();
    assertThat(refused(yard().room.who(machine.certificate()))).isEqualTo("403 fleet.revoked");
    assertThat(yard().deeds(ONE)).containsOnlyOnce("fleet.deed.revoked");
    assertThat(yard().box.codes()).containsOnlyOnce("host.revoked");
    assertThat(Objects.requireNonNull(yard().room.host(ONE, machine.agent())).state())
        .isEqualTo(Host.State.REVOKED);
    // A certificate that this authority signed and that nobody was given.
    X509Certificate forged =
        yard()
            .authority
            .issue(
                SigningRequest.read(SigningRequest.make(SigningRequest.keys(), "x")),
                other.agent(),
                Instant.now());
    assertThat(refused(yard().room.who(forged))).isEqualTo("401 fleet.certificate.unknown");
  }

  @Test
  default void aHelloTellsHowItIsAndIsToldWhatToDo() throws IOException {
    Yard.Machine machine = yard().enroll(ONE, "one");
    List<Hello.LaneState> lanes =
        List.of(new Hello.LaneState(Lane.FILES, 5, 9), new Hello.LaneState(Lane.IMPORTANT, 0, 0));
    Hello hello = yard().hello("renamed", "boot-1", 77, lanes);
    HelloAnswer answer = HelloAnswer.read(given(yard().room.hello(machine.known(), hello.bytes())));
    assertThat(answer.everySeconds()).isEqualTo(30);
    assertThat(answer.policy()).isEqualTo(Policy.DEFAULT);
    assertThat(answer.next()).isEqualTo(Map.of(Lane.FILES, 5L, Lane.IMPORTANT, 0L));
    Host host = Objects.requireNonNull(yard().room.host(ONE, machine.agent()));
    assertThat(host.name()).isEqualTo("renamed");
    assertThat(host.clockOffset()).isEqualTo(250_000_000L);
    yard().room.took(machine.known(), List.of(frame(machine.agent(), 77, Lane.FILES, 5, 4)));
    yard().restart();
    Agents.Known known = given(yard().room.who(machine.certificate()));
    assertThat(known.host()).isEqualTo("renamed");
    assertThat(yard().room.places(known, 77))
        .isEqualTo(
            Map.of(Lane.FILES, new Agents.Place(5, 9), Lane.IMPORTANT, new Agents.Place(0, 0)));
    Hello said =
        Objects.requireNonNull(
            Objects.requireNonNull(yard().room.host(ONE, machine.agent())).said());
    assertThat(said.sensors().getFirst().seen()).isEqualTo(10);
    // What it has let go of was acknowledged, whatever our own note says.
    Hello later =
        yard().hello("renamed", "boot-1", 77, List.of(new Hello.LaneState(Lane.FILES, 30, 40)));
    answer = HelloAnswer.read(given(yard().room.hello(known, later.bytes())));
    assertThat(answer.next()).containsEntry(Lane.FILES, 30L);
  }

  @Test
  default void policiesAreOfAnAgentOrItsTenantAndStay() throws IOException {
    Yard.Machine machine = yard().enroll(ONE, "one");
    Yard.Machine other = yard().enroll(TWO, "two");
    Policy quiet = new Policy(0, false, false, false, 30, Policy.Limits.DEFAULT);
    Policy tenant = yard().room.follow(ONE, "admin", "", quiet);
    assertThat(yard().room.policy(machine.known())).isEqualTo(tenant.version()).isPositive();
    assertThat(yard().room.policy(other.known())).isZero();
    yard().time.pass(Duration.ofSeconds(1));
    Policy own = yard().room.follow(ONE, "admin", machine.agent(), Policy.DEFAULT);
    yard().restart();
    assertThat(yard().room.policy(ONE, machine.agent())).isEqualTo(own);
    assertThat(yard().room.policy(ONE, "a-other").scriptContent()).isFalse();
    assertThat(yard().room.policy(TWO, machine.agent())).isEqualTo(Policy.DEFAULT);
    assertThat(yard().deeds(ONE)).contains("fleet.deed.policy");
  }

  @Test
  default void aSilentHostIsToldOfOnceAndAgainWhenItReturns() throws IOException {
    Yard.Machine machine = yard().enroll(ONE, "one");
    Yard.Machine steady = yard().enroll(ONE, "two");
    byte[] hello = yard().hello("one", "boot-1", 1, List.of()).bytes();
    byte[] other = yard().hello("two", "boot-1", 2, List.of()).bytes();
    assertThat(refused(yard().room.hello(machine.known(), hello))).isEqualTo("given");
    int second = 0;
    for (; !yard().box.codes().contains("host.silent") && second < 300; second++) {
      yard().time.pass(Duration.ofSeconds(1));
      if (second % 30 == 0) {
        assertThat(refused(yard().room.hello(steady.known(), other))).isEqualTo("given");
      }
      yard().room.upkeep();
    }
    assertThat(second).as("seconds after its last word").isBetween(80, 90);
    assertThat(Objects.requireNonNull(yard().room.host(ONE, machine.agent())).state())
        .isEqualTo(Host.State.SILENT);
    yard().time.pass(Duration.ofSeconds(30));
    assertThat(refused(yard().room.hello(steady.known(), other))).isEqualTo("given");
    yard().restart();
    yard().time.pass(Duration.ofSeconds(80));
    yard().room.upkeep();
    assertThat(yard().box.codes()).containsOnlyOnce("host.silent");
    assertThat(refused(yard().room.hello(machine.known(), hello))).isEqualTo("given");
    assertThat(yard().box.codes().getLast()).isEqualTo("host.returned");
    assertThat(Objects.requireNonNull(yard().room.host(ONE, machine.agent())).state())
        .isEqualTo(Host.State.ACTIVE);
    // And once more, while there is no room for events about it.
    yard().box.full = true;
    yard().time.pass(Duration.ofSeconds(91));
    assertThat(refused(yard().room.hello(steady.known(), other))).isEqualTo("given");
    yard().room.upkeep();
    yard().box.full = false;
    yard().room.upkeep();
    assertThat(yard().box.codes().stream().filter("host.silent"::equals)).hasSize(2);
  }

  @Test
  default void twoMachinesWithOneCertificateAreNoticed() throws IOException {
    Yard.Machine machine = yard().enroll(ONE, "one");
    byte[] first = yard().hello("one", "boot-1", 1, List.of()).bytes();
    byte[] rebooted = yard().hello("one", "boot-2", 1, List.of()).bytes();
    byte[] renewed = yard().hello("one", "boot-2", 5, List.of()).bytes();
    for (byte[] honest : List.of(first, first, rebooted, rebooted, renewed)) {
      assertThat(refused(yard().room.hello(machine.known(), honest))).isEqualTo("given");
    }
    yard().restart();
    assertThat(refused(yard().room.hello(machine.known(), renewed))).isEqualTo("given");
    assertThat(refused(yard().room.hello(machine.known(), first))).isEqualTo("409 fleet.twice");
    assertThat(refused(yard().room.who(machine.certificate()))).isEqualTo("409 fleet.twice");
    assertThat(yard().box.codes()).containsOnlyOnce("host.twice");
    assertThat(yard().deeds(ONE)).contains("fleet.deed.twice");
    yard().restart();
    assertThat(refused(yard().room.who(machine.certificate()))).isEqualTo("409 fleet.twice");
    assertThat(Objects.requireNonNull(yard().room.host(ONE, machine.agent())).state())
        .isEqualTo(Host.State.TWICE);
    // It stays out until it is enrolled anew.
    Yard.Machine anew = yard().enroll(ONE, "one");
    assertThat(refused(yard().room.hello(anew.known(), first))).isEqualTo("given");
  }

  @Test
  default void oneAgentMaySendSoMuchAndAllOfATenantSoMuchTogether() throws IOException {
    yard()
        .limit(
            new FleetLimits(
                Duration.ofSeconds(30),
                Duration.ofSeconds(90),
                new FleetLimits.Amount(10, 1_000, 2),
                new FleetLimits.Amount(25, 100_000, 2),
                Authority.CLIENT));
    Yard.Machine one = yard().enroll(ONE, "one");
    Yard.Machine two = yard().enroll(ONE, "two");
    Yard.Machine other = yard().enroll(TWO, "three");
    assertThat(yard().room.count(one.known(), 1, 5_000)).isZero();
    assertThat(yard().room.count(one.known(), 1, 10))
        .isBetween(Duration.ofSeconds(2), Duration.ofSeconds(4));
    // Who is refused for its bytes has not paid in frames, of its own or its tenant's.
    for (int asked = 0; asked < 60; asked++) {
      assertThat(yard().room.count(one.known(), 1, 10)).isPositive();
    }
    assertThat(yard().room.count(two.known(), 30, 10)).isZero();
    assertThat(yard().room.count(two.known(), 1, 10)).isPositive();
    assertThat(yard().room.count(other.known(), 1, 10)).isZero();
    yard().time.pass(Duration.ofSeconds(5));
    assertThat(yard().room.count(one.known(), 1, 10)).isZero();
    Yard.Machine greedy = yard().enroll(TWO, "four");
    assertThat(yard().room.count(greedy.known(), 60, 10)).isZero();
    assertThat(yard().room.count(other.known(), 1, 10))
        .as("the tenant's share is gone")
        .isPositive();
    assertThat(yard().room.count(one.known(), 1, 10)).as("of another it is not").isZero();
  }

  @Test
  default void whatMachinesSayOfThemselvesIsLookedAt() throws IOException {
    int refusals = 0;
    for (String name :
        List.of(
            "",
            "a b",
            "a\u0000b",
            "a\nb",
            "../etc",
            "<b>",
            "\u202egnp",
            "x".repeat(254),
            "端末",
            "a;b",
            "$(id)")) {
      byte[] body = Yard.request(yard().token(ONE), SigningRequest.keys(), name);
      assertThatThrownBy(() -> yard().room.enroll(body, PEER)).isInstanceOf(WireException.class);
      refusals++;
    }
    assertThat(refusals).isEqualTo(11);
    assertThat(yard().room.hosts(ONE)).isEmpty();
    assertThat(yard().box.all).isEmpty();
    // None of it cost the token: the machine that has it may try again.
    String token = yard().token(ONE);
    byte[] wrong = Yard.request(token, SigningRequest.keys(), "a b");
    assertThatThrownBy(() -> yard().room.enroll(wrong, PEER)).isInstanceOf(WireException.class);
    assertThat(refused(yard().room.enroll(Yard.request(token, SigningRequest.keys(), "ab"), PEER)))
        .isEqualTo("given");
  }

  /// One fleet for each test.
  abstract class Fixture implements FleetContract, SightingContract {
    @TempDir protected Path folder;
    private Yard yard;

    /// Makes it.
    abstract Yard make() throws IOException;

    @BeforeEach
    void open() throws IOException {
      yard = make();
    }

    @AfterEach
    void close() {
      yard.close();
    }

    @Override
    public Yard yard() {
      return yard;
    }
  }
}
