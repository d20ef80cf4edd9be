// SPDX-License-Identifier: Apache-2.0
package dev.shirube.certificates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuthorityTest {
  private static final int PATIENCE_MILLIS = 30_000;

  private static final String[][] OPENSSL = {
    {
      "openssl",
      "verify",
      "-x509_strict",
      "-purpose",
      "sslserver",
      "-CAfile",
      "ours/authority.pem",
      "ours/door.pem"
    },
    {
      "openssl",
      "verify",
      "-x509_strict",
      "-purpose",
      "sslclient",
      "-CAfile",
      "ours/authority.pem",
      "a-1/identity.pem"
    },
    {"openssl", "req", "-verify", "-noout", "-in", "request.pem"},
  };

  @TempDir private Path folder;
  private final Instant now = Instant.now();

  private Authority authority(String name) throws IOException {
    return Authority.own(folder.resolve(name), now);
  }

  private ClientIdentity client(Authority authority, String name) throws IOException {
    KeyPair keys = SigningRequest.keys();
    SigningRequest request = SigningRequest.read(SigningRequest.make(keys, "whoever"));
    String pem = Authority.pem(authority.issue(request, name, now));
    return ClientIdentity.write(folder.resolve(name), keys, pem, authority.pem());
  }

  /// Shakes hands and tells whom the server saw.
  private static String seen(ServerIdentity server, Authority trusted, SSLContext client)
      throws Exception {
    SSLContext context = server.context(List.of(trusted.certificate()));
    InetAddress here = InetAddress.getLoopbackAddress();
    StringBuilder seen = new StringBuilder();
    try (SSLServerSocket listening =
        (SSLServerSocket) context.getServerSocketFactory().createServerSocket(0, 1, here)) {
      Thread serving = Thread.ofVirtual().start(() -> serve(listening, seen));
      try (SSLSocket socket =
          (SSLSocket) client.getSocketFactory().createSocket(here, listening.getLocalPort())) {
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.startHandshake();
        assertThat(socket.getInputStream().read()).isEqualTo('!');
      } finally {
        serving.join();
      }
    }
    return seen.toString();
  }

  private static void serve(SSLServerSocket listening, StringBuilder seen) {
    try (SSLSocket accepted = (SSLSocket) listening.accept()) {
      accepted.setSoTimeout(PATIENCE_MILLIS);
      SSLParameters parameters = accepted.getSSLParameters();
      parameters.setNeedClientAuth(true);
      accepted.setSSLParameters(parameters);
      accepted.startHandshake();
      X509Certificate shown = (X509Certificate) accepted.getSession().getPeerCertificates()[0];
      seen.append(ClientIdentity.name(shown));
      accepted.getOutputStream().write('!');
    } catch (IOException e) {
      seen.append(e.getMessage());
    }
  }

  @Test
  void bothSidesKnowEachOtherByIt() throws Exception {
    Authority authority = authority("ours");
    ServerIdentity server = authority.server(folder.resolve("ours"), now);
    ClientIdentity client = client(authority, "a-1");
    assertThat(seen(server, authority, client.context())).isEqualTo("a-1");
    assertThat(ClientIdentity.read(folder.resolve("a-1")).name()).isEqualTo("a-1");
    assertThat(client.until())
        .isBetween(now.plus(Duration.ofDays(6)), now.plus(Duration.ofDays(8)));
    assertThat(authority("ours").fingerprint()).isEqualTo(authority.fingerprint());
    assertThat(authority.server(folder.resolve("ours"), now).fingerprint())
        .isEqualTo(server.fingerprint());
    Instant later = now.plus(Duration.ofDays(200));
    assertThat(authority.server(folder.resolve("ours"), later).fingerprint())
        .isNotEqualTo(server.fingerprint());
  }

  @Test
  void nobodyElseIsTrusted() throws Exception {
    Authority ours = authority("ours");
    Authority others = authority("others");
    ServerIdentity server = others.server(folder.resolve("others"), now);
    ClientIdentity client = client(ours, "a-1");
    Throwable failure =
        catchThrowableOfType(IOException.class, () -> seen(server, ours, client.context()));
    ForeignAuthority foreign = ForeignAuthority.in(Objects.requireNonNull(failure));
    assertThat(Objects.requireNonNull(foreign).issuer()).contains("Shirube authority");
    ServerIdentity self = ServerIdentity.own(folder.resolve("self"), now);
    Throwable other =
        catchThrowableOfType(IOException.class, () -> seen(self, ours, client.context()));
    assertThat(ForeignAuthority.in(Objects.requireNonNull(other))).isNotNull();
    // A client that pretends to be the server.
    ServerIdentity pretender =
        ServerIdentity.read(folder.resolve("a-1/identity.pem"), folder.resolve("a-1/identity.pem"));
    assertThatThrownBy(() -> seen(pretender, ours, client.context()))
        .hasMessageContaining("not for servers");
    // A client of another authority.
    ServerIdentity right = ours.server(folder.resolve("ours"), now);
    ClientIdentity strange = client(others, "a-2");
    Path identity = folder.resolve("a-2/authority.pem");
    Files.writeString(identity, ours.pem());
    SSLContext mixed = ClientIdentity.read(folder.resolve("a-2")).context();
    assertThat(strange.name()).isEqualTo("a-2");
    assertThatThrownBy(() -> seen(right, ours, mixed)).isInstanceOf(IOException.class);
  }

  @Test
  void theFingerprintIsEnoughToEnroll() throws Exception {
    Authority authority = authority("ours");
    ServerIdentity server = authority.server(folder.resolve("ours"), now);
    SSLContext known = ClientIdentity.enrolling(authority.fingerprint());
    // The server asks for a certificate that there is none of yet: the handshake gets that far.
    assertThatThrownBy(() -> seen(server, authority, known))
        .satisfies(it -> assertThat(ForeignAuthority.in(it)).isNull());
    SSLContext unknown = ClientIdentity.enrolling("00:11");
    Throwable failure =
        catchThrowableOfType(IOException.class, () -> seen(server, authority, unknown));
    assertThat(ForeignAuthority.in(Objects.requireNonNull(failure))).isNotNull();
  }

  private static @Nullable String fault(String pem) {
    CertificateFault fault =
        catchThrowableOfType(CertificateFault.class, () -> SigningRequest.read(pem));
    return fault == null ? null : fault.problems().getFirst().what().id();
  }

  @Test
  void requestsOfOthersAreHeldAgainstAllThatTheyMustBe() throws Exception {
    KeyPair keys = SigningRequest.keys();
    String good = SigningRequest.make(keys, "x");
    assertThat(SigningRequest.read(good).open()).isEqualTo(keys.getPublic());
    assertThat(fault("")).isEqualTo("certificate.request");
    assertThat(fault("x".repeat(100_000))).isEqualTo("certificate.request");
    KeyPairGenerator large = KeyPairGenerator.getInstance("EC");
    large.initialize(new ECGenParameterSpec("secp384r1"));
    assertThat(fault(SigningRequest.make(large.generateKeyPair(), "x")))
        .isEqualTo("certificate.request.key");
    KeyPair mixed = new KeyPair(keys.getPublic(), SigningRequest.keys().getPrivate());
    assertThat(fault(SigningRequest.make(mixed, "x"))).isEqualTo("certificate.request.signature");
  }

  @Test
  void whateverTheRequestReadingEnds() throws IOException {
    byte[] good =
        PemBlock.blocks(folder, SigningRequest.make(SigningRequest.keys(), "x"), new ArrayList<>())
            .getFirst()
            .bytes();
    SplittableRandom random = new SplittableRandom(6);
    int refused = 0;
    for (int turn = 0; turn < 3000; turn++) {
      byte[] damaged =
          Arrays.copyOf(good, random.nextInt(3) == 0 ? random.nextInt(good.length) : good.length);
      for (int change = 0; change < 2 && damaged.length > 0; change++) {
        damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
      }
      refused += fault(PemBlock.text("CERTIFICATE REQUEST", damaged)) == null ? 0 : 1;
    }
    // Nothing but a change that undoes itself leaves a signature whole.
    assertThat(refused).isGreaterThan(2900);
  }

  @Test
  void aKeyThatIsGoneIsNotReplaced() throws IOException {
    Authority _ = authority("ours");
    Files.delete(folder.resolve("ours/authority-key.pem"));
    CertificateFault fault = catchThrowableOfType(CertificateFault.class, () -> authority("ours"));
    assertThat(Objects.requireNonNull(fault).problems().getFirst().what().id())
        .isEqualTo("certificate.authority.half");
  }

  @Test
  void answersThatDoNotFitAreNotWritten() throws IOException {
    Authority authority = authority("ours");
    KeyPair keys = SigningRequest.keys();
    SigningRequest other = new SigningRequest(SigningRequest.keys().getPublic());
    String pem = Authority.pem(authority.issue(other, "a-9", now));
    Path place = folder.resolve("a-9");
    assertThatThrownBy(() -> ClientIdentity.write(place, keys, pem, authority.pem()))
        .isInstanceOf(CertificateFault.class);
    String foreign = authority("others").pem();
    assertThatThrownBy(() -> ClientIdentity.write(place, keys, pem, foreign))
        .isInstanceOf(CertificateFault.class);
    assertThat(ClientIdentity.isIn(place)).isFalse();
  }

  @Test
  void opensslReadsWhatItSays() throws Exception {
    Authority authority = authority("ours");
    ServerIdentity _ = authority.server(folder.resolve("ours"), now);
    ClientIdentity _ = client(authority, "a-1");
    Files.writeString(
        folder.resolve("request.pem"), SigningRequest.make(SigningRequest.keys(), "x"));
    for (String[] command : OPENSSL) {
      Process process;
      try {
        process =
            new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
      } catch (IOException _) {
        System.out.println("not proven: that OpenSSL reads what our authority makes");
        return;
      }
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(String.join(" ", command) + ": " + said).isZero();
    }
  }

  @Test
  void derOfOthersHasOneSpellingAlone() {
    byte[][] wrong = {
      {0x30, (byte) 0x81, 0x01, 0},
      {0x30, (byte) 0x80, 0},
      {0x30, (byte) 0x84, 0, 0, 0, 0},
      {0x30, 5, 0},
      {0x30},
      {},
      {0x02, 0}
    };
    for (byte[] der : wrong) {
      assertThatThrownBy(() -> new DerReader(der).content(0x30))
          .isInstanceOf(RuntimeException.class);
    }
    byte[] whole = Der.sequence(Der.octets(new byte[300]), Der.integer(BigInteger.ONE));
    DerReader inner = new DerReader(whole).content(0x30);
    assertThat(inner.content(0x04).rest()).hasSize(300);
    assertThat(inner.content(0x02).rest()).containsExactly(1);
    assertThat(inner.isDone()).isTrue();
  }
}
