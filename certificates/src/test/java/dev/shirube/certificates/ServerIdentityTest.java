// SPDX-License-Identifier: Apache-2.0
package dev.shirube.certificates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.shirube.catalog.Problem;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Certificates and keys, made here and by OpenSSL.
class ServerIdentityTest {
  private static final int PATIENCE_MILLIS = 30_000;

  @TempDir private Path folder;

  private final Instant begun = Instant.now();

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  /// What OpenSSL says; null where there is none.
  private @Nullable String openssl(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("openssl"));
    command.addAll(List.of(arguments));
    Process process;
    try {
      process =
          new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    } catch (IOException _) {
      System.out.println("not proven: that OpenSSL reads our certificates and we its keys");
      return null;
    }
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(String.join(" ", command) + ": " + said).isZero();
    return said;
  }

  /// Lets a client shake hands with a server.
  private static void shakeHands(SSLContext server, SSLContext client) throws Exception {
    InetAddress here = InetAddress.getLoopbackAddress();
    try (SSLServerSocket listening =
        (SSLServerSocket) server.getServerSocketFactory().createServerSocket(0, 1, here)) {
      Thread serving =
          Thread.ofVirtual()
              .start(() -> {
                try (SSLSocket accepted = (SSLSocket) listening.accept()) {
                  accepted.setSoTimeout(PATIENCE_MILLIS);
                  accepted.getOutputStream().write(accepted.getInputStream().read());
                } catch (IOException e) {
                  // The client went away, which is for the client's side to judge.
                  assertThat(e).isNotNull();
                }
              });
      try (SSLSocket socket =
          (SSLSocket) client.getSocketFactory().createSocket(here, listening.getLocalPort())) {
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.getOutputStream().write('x');
        assertThat(socket.getInputStream().read()).isEqualTo('x');
      } finally {
        serving.join();
      }
    }
  }

  @Test
  void makesAnIdentityOnceAndItsFingerprintTellsIt() throws Exception {
    ServerIdentity made = ServerIdentity.own(folder, begun);
    ServerIdentity again = ServerIdentity.own(folder, begun.plus(Duration.ofDays(1)));
    assertThat(again.fingerprint()).isEqualTo(made.fingerprint()).hasSize(95);
    assertThat(made.until()).isAfter(begun.plus(Duration.ofDays(3_600)));
    assertThat(made.notices(begun)).isEmpty();
    shakeHands(made.context(), ServerIdentity.trusting(made.fingerprint()));
    ServerIdentity other = ServerIdentity.own(folder.resolve("other"), begun);
    assertThatThrownBy(
            () -> shakeHands(other.context(), ServerIdentity.trusting(made.fingerprint())))
        .isInstanceOf(SSLException.class);
  }

  @Test
  void opensslFindsItsCertificateRight() throws Exception {
    ServerIdentity made = ServerIdentity.own(folder, begun);
    String shown =
        openssl("x509", "-in", "certificate.pem", "-noout", "-text", "-fingerprint", "-sha256");
    assumeTrue(shown != null);
    assertThat(shown)
        .contains("DNS:localhost", "IP Address:127.0.0.1", "IP Address:0:0:0:0:0:0:0:1")
        .contains("CA:FALSE", "Digital Signature", "TLS Web Server Authentication")
        .contains(made.fingerprint());
    assertThat(
            openssl(
                "verify",
                "-x509_strict",
                "-CAfile",
                "certificate.pem",
                "-verify_ip",
                "127.0.0.1",
                "-purpose",
                "sslserver",
                "certificate.pem"))
        .contains("OK");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "genrsa -traditional -out key.pem 2048",
        "genrsa -out key.pem 2048",
        "ecparam -name secp384r1 -genkey -out key.pem",
        "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out key.pem",
        "genpkey -algorithm ed25519 -out key.pem"
      })
  void readsTheKeysThatOpensslMakes(String command) throws Exception {
    assumeTrue(openssl(command.split(" ", -1)) != null);
    openssl("req", "-x509", "-key", "key.pem", "-subj", "/CN=a", "-days", "3", "-out", "c.pem");
    ServerIdentity read = ServerIdentity.read(folder.resolve("c.pem"), folder.resolve("key.pem"));
    shakeHands(read.context(), ServerIdentity.trusting(read.fingerprint()));
    Instant now = Instant.now().plusSeconds(2);
    assertThat(read.notices(now))
        .extracting(it -> it.what().id())
        .containsExactly("certificate.ends");
    assertThat(read.notices(begun.plus(Duration.ofDays(9))))
        .extracting(it -> it.what().id())
        .containsExactly("certificate.ended");
    assertThat(read.notices(begun.minus(Duration.ofDays(9))))
        .extracting(it -> it.what().id())
        .containsExactly("certificate.early");
    // One file with both is as good.
    Path both =
        write(
            "both.pem",
            Files.readString(folder.resolve("key.pem"))
                + Files.readString(folder.resolve("c.pem")));
    assertThat(ServerIdentity.read(both, both).fingerprint()).isEqualTo(read.fingerprint());
  }

  private static List<String> faults(Path chain, Path key) {
    CertificateFault fault =
        catchThrowableOfType(CertificateFault.class, () -> ServerIdentity.read(chain, key));
    return Objects.requireNonNull(fault).problems().stream()
        .map(Problem::what)
        .map(it -> it.id())
        .toList();
  }

  @Test
  void tellsEverythingThatIsWrong() throws Exception {
    ServerIdentity _ = ServerIdentity.own(folder, begun);
    ServerIdentity _ = ServerIdentity.own(folder.resolve("other"), begun);
    Path good = folder.resolve("certificate.pem");
    Path key = folder.resolve("key.pem");
    Path nothing = folder.resolve("nothing.pem");
    assertThat(faults(nothing, nothing))
        .containsExactly("certificate.unreadable", "certificate.unreadable");
    assertThat(faults(good, folder.resolve("other/key.pem")))
        .containsExactly("certificate.mismatch");
    assertThat(faults(key, good)).containsExactly("certificate.none", "certificate.key.none");
    String text = Files.readString(good);
    assertThat(faults(write("cut.pem", text.substring(0, text.length() / 2)), key))
        .containsExactly("certificate.pem");
    assertThat(faults(write("junk.pem", text.replace('M', '!')), key))
        .containsExactly("certificate.pem");
    assertThat(faults(write("large.pem", "x".repeat(2 << 20)), key))
        .containsExactly("certificate.large");
    String hidden =
        """
        -----BEGIN ENCRYPTED PRIVATE KEY-----
        AAAA
        -----END ENCRYPTED PRIVATE KEY-----
        """;
    String old =
        """
        -----BEGIN RSA PRIVATE KEY-----
        Proc-Type: 4,ENCRYPTED
        DEK-Info: AES-256-CBC,00

        AAAA
        -----END RSA PRIVATE KEY-----
        """;
    for (String encrypted : Set.of(hidden, old)) {
      assertThat(faults(good, write("hidden.pem", encrypted)))
          .containsExactly("certificate.encrypted");
    }
  }

  @Test
  void anyBytesAreAnIdentityOrAFault() throws Exception {
    ServerIdentity made = ServerIdentity.own(folder, begun);
    String chain = Files.readString(made.file());
    String key = Files.readString(folder.resolve("key.pem"));
    int whole = 0;
    int refused = 0;
    for (long seed = 0; seed < 2_000; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Path first = write("fuzzed.pem", edited(chain, random));
      Path second = write("fuzzed.key", edited(key, random));
      try {
        assertThat(ServerIdentity.read(first, second).fingerprint()).hasSize(95);
        whole++;
      } catch (CertificateFault fault) {
        assertThat(fault.problems()).as("seed " + seed).isNotEmpty();
        refused++;
      }
    }
    assertThat(whole).isPositive();
    assertThat(refused).isGreaterThan(1_000);
  }

  private static String edited(String text, SplittableRandom random) {
    StringBuilder edited = new StringBuilder(text);
    int edits = random.nextInt(3);
    for (int edit = 0; edit < edits; edit++) {
      int at = random.nextInt(edited.length());
      switch (random.nextInt(3)) {
        case 0 -> edited.setCharAt(at, (char) ('+' + random.nextInt(80)));
        case 1 -> edited.deleteCharAt(at);
        default -> edited.insert(at, text, 0, random.nextInt(text.length()));
      }
    }
    return edited.toString();
  }
}
