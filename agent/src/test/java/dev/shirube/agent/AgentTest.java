// SPDX-License-Identifier: Apache-2.0
package dev.shirube.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.shirube.certificates.ClientIdentity;
import dev.shirube.journal.FileDisk;
import dev.shirube.wire.Hello;
import dev.shirube.wire.Policy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whole agents against a server over TLS on this machine.
class AgentTest {
  @TempDir private Path folder;

  private static void await(BooleanSupplier done) {
    long until = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!done.getAsBoolean()) {
      assertThat(System.nanoTime()).isLessThan(until);
      Thread.onSpinWait();
    }
  }

  private AgentSettings settings(TlsServer server, AgentSettings.@Nullable Proxy proxy) {
    return AgentSettings.of(folder.resolve("agent"), server.address(), proxy, "0.1");
  }

  private static ClientIdentity enroll(AgentSettings settings, String fingerprint, String token)
      throws IOException, InterruptedException {
    try (HttpsTransport transport =
        new HttpsTransport(settings, ClientIdentity.enrolling(fingerprint))) {
      return Enrolment.enroll(settings, transport, token, Rig.HOST);
    }
  }

  private static AgentParts parts(AgentSettings settings, ReplaySensor sensor, Runnable test)
      throws IOException {
    ClientIdentity identity = ClientIdentity.read(settings.folder());
    return new AgentParts(
        settings,
        () -> Rig.HOST,
        Rig.IDENTITY,
        List.of(sensor),
        Masking.none(),
        new HttpsTransport(settings, identity.context()),
        new FileDisk(),
        Recorder.Clocks.SYSTEM,
        new AgentParts.Load() {
          @Override
          public long cpuNanos() {
            return -1;
          }

          @Override
          public long memoryBytes() {
            return -1;
          }
        },
        test,
        new Random(3));
  }

  @Test
  void enrollsRecordsSendsAndGoesOnAfterAStart() throws Exception {
    Rig events = new Rig(folder.resolve("rig"), new FakeServer());
    try (TlsServer server = new TlsServer(folder.resolve("server"), Instant.now())) {
      AgentSettings settings = settings(server, null);
      AgentFault foreign =
          catchThrowableOfType(AgentFault.class, () -> enroll(settings, "00:11", "good"));
      assertThat(Objects.requireNonNull(foreign).problem().what().id())
          .isEqualTo("agent.intercepted");
      AgentFault bad =
          catchThrowableOfType(
              AgentFault.class, () -> enroll(settings, server.fingerprint(), "bad"));
      assertThat(Objects.requireNonNull(bad).problem().what().id()).isEqualTo("agent.enroll");
      assertThat(enroll(settings, server.fingerprint(), "good").name()).isEqualTo("a-77");
      AtomicInteger tests = new AtomicInteger();
      for (int run = 0; run < 2; run++) {
        ReplaySensor sensor = new ReplaySensor();
        AgentSettings again = AgentSettings.read(settings.folder(), null, "0.1");
        try (Agent agent = new Agent(parts(again, sensor, tests::incrementAndGet))) {
          agent.start();
          sensor.see(events.batch(30), false);
          long from = System.nanoTime();
          sensor.see(events.batch(2), true);
          String last = Long.toString(events.serial - 1);
          await(() -> server.says.stored.containsKey(last));
          long millis = (System.nanoTime() - from) / 1_000_000;
          System.out.printf(
              "limits: agent: an urgent event was at the server after %d ms%n", millis);
        }
      }
      assertThat(tests.get()).isPositive();
      long serials = server.says.stored.keySet().stream().filter(it -> it.indexOf('/') < 0).count();
      assertThat(serials).isEqualTo(events.serial);
      assertThat(server.says.undeclared()).isZero();
      assertThat(server.seen.get("a-77 /agent/v1/frames")).isPositive();
      Hello hello = server.says.hellos.getLast();
      assertThat(hello.sensors().getFirst().name()).isEqualTo("replay");
    }
  }

  @Test
  void sensorsFollowThePolicyFromTheStartAndWithEachChange() throws Exception {
    Policy silent = new Policy(7, false, false, false, 60, Policy.Limits.DEFAULT);
    try (TlsServer server = new TlsServer(folder.resolve("server"), Instant.now())) {
      AgentSettings settings = settings(server, null);
      ClientIdentity _ = enroll(settings, server.fingerprint(), "good");
      ReplaySensor sensor = new ReplaySensor();
      server.says.policy = silent;
      try (Agent agent = new Agent(parts(settings, sensor, () -> {}))) {
        assertThat(sensor.followed).containsExactly(Policy.DEFAULT);
        agent.start();
        await(() -> sensor.followed.size() == 2);
        assertThat(sensor.followed.getLast()).isEqualTo(silent);
      }
      ReplaySensor next = new ReplaySensor();
      try (Agent _ = new Agent(parts(settings, next, () -> {}))) {
        assertThat(next.followed).containsExactly(silent);
      }
    }
  }

  @Test
  void renewsItsCertificateAtHalfOfItsLife() throws Exception {
    Rig events = new Rig(folder.resolve("rig"), new FakeServer());
    Instant begun = Instant.now();
    try (TlsServer server = new TlsServer(folder.resolve("server"), begun)) {
      AgentSettings settings = settings(server, null);
      ClientIdentity first = enroll(settings, server.fingerprint(), "good");
      assertThat(first.renewal())
          .isBetween(begun.plus(Duration.ofDays(3)), begun.plus(Duration.ofDays(4)));
      byte[] before = Files.readAllBytes(settings.folder().resolve("identity.pem"));
      events.wall = begun.plus(Duration.ofDays(4));
      try (HttpsTransport transport = new HttpsTransport(settings, first.context())) {
        ClientIdentity second = Enrolment.renew(settings, transport);
        transport.identify(second);
        assertThat(second.name()).isEqualTo("a-77");
        assertThat(transport.post("/agent/v1/hello", "x", hello(events)).status()).isEqualTo(200);
      }
      assertThat(Files.readAllBytes(settings.folder().resolve("identity.pem")))
          .isNotEqualTo(before);
      assertThat(server.seen.get("a-77 /agent/v1/renew")).isEqualTo(1);
      assertThat(server.seen.get("a-77 /agent/v1/hello")).isEqualTo(1);
      if (Files.getFileStore(folder).supportsFileAttributeView("posix")) {
        Path file = settings.folder().resolve("identity.pem");
        assertThat(Files.getAttribute(file, "posix:permissions").toString())
            .doesNotContain("GROUP")
            .doesNotContain("OTHERS");
      }
    }
  }

  private static byte[] hello(Rig events) {
    return new Hello(
            "0.1", 5, 5, Rig.HOST, null, List.of(), new Hello.Spool(0, 0, List.of()), events.ticks)
        .bytes();
  }

  @Test
  void goesThroughAProxyThatAsksForALogin() throws Exception {
    String login = Base64.getEncoder().encodeToString("bob:pw".getBytes(StandardCharsets.UTF_8));
    try (TlsServer server = new TlsServer(folder.resolve("server"), Instant.now());
        ConnectProxy proxy = new ConnectProxy(login)) {
      AgentSettings.Proxy known = new AgentSettings.Proxy("127.0.0.1", proxy.port(), "bob", "pw");
      AgentSettings settings = settings(server, known);
      assertThat(enroll(settings, server.fingerprint(), "good").name()).isEqualTo("a-77");
      assertThat(proxy.opened.get()).isPositive();
      AgentSettings.Proxy unknown = new AgentSettings.Proxy("127.0.0.1", proxy.port(), "bob", "no");
      AgentFault refused =
          catchThrowableOfType(
              AgentFault.class,
              () -> enroll(settings(server, unknown), server.fingerprint(), "good"));
      assertThat(Objects.requireNonNull(refused).problem().what().id())
          .isEqualTo("agent.proxy.login");
      assertThat(known.toString()).doesNotContain("pw");
    }
  }

  @Test
  void whoOpensTlsOnTheWayIsNamed() throws Exception {
    try (TlsServer server = new TlsServer(folder.resolve("server"), Instant.now());
        TlsServer between = new TlsServer(folder.resolve("between"), Instant.now())) {
      AgentSettings settings = settings(server, null);
      ClientIdentity identity = enroll(settings, server.fingerprint(), "good");
      AgentSettings away = settings(between, null);
      try (HttpsTransport transport = new HttpsTransport(away, identity.context())) {
        AgentFault fault =
            catchThrowableOfType(
                AgentFault.class, () -> transport.post("/agent/v1/hello", "x", new byte[1]));
        assertThat(Objects.requireNonNull(fault).problem().what().arguments().getFirst())
            .contains("Shirube authority");
      }
      assertThat(between.seen).isEmpty();
    }
  }
}
