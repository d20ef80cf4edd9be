// SPDX-License-Identifier: Apache-2.0
package dev.shirube.certificates;

import dev.shirube.catalog.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/// What a server shows of itself over TLS: its certificate with those above it, and the private key
/// that belongs to it.
public final class ServerIdentity {
  private static final Duration SOON = Duration.ofDays(30);

  private final Path file;
  private final List<X509Certificate> chain;
  private final PrivateKey key;

  private ServerIdentity(Path file, List<X509Certificate> chain, PrivateKey key) {
    this.file = file;
    this.chain = List.copyOf(chain);
    this.key = key;
  }

  /// Reads PEM files.
  ///
  /// @param chainFile the server's own certificate first, then those above it; the one that signed
  ///   itself at the top may be left out
  /// @param keyFile the private key, without a password
  /// @throws CertificateFault with everything that is wrong with both
  public static ServerIdentity read(Path chainFile, Path keyFile) throws CertificateFault {
    List<Problem> problems = new ArrayList<>();
    List<X509Certificate> chain = Pem.certificates(chainFile, problems);
    PrivateKey key = Pem.key(keyFile, chainFile, chain, problems);
    if (key == null || !problems.isEmpty()) {
      throw new CertificateFault(problems);
    }
    return new ServerIdentity(chainFile, chain, key);
  }

  /// Reads the identity that this machine made for itself; makes one, for all the machine's names,
  /// if there is none: the files certificate.pem, to be given to whoever is to trust it, and
  /// key.pem, which its owner alone may read.
  public static ServerIdentity own(Path folder, Instant now) throws IOException {
    Path chainFile = folder.resolve("certificate.pem");
    Path keyFile = folder.resolve("key.pem");
    if (!Files.exists(chainFile) || !Files.exists(keyFile)) {
      try {
        Issuance.Made made = SelfSigned.make(SelfSigned.namesOfMachine(), now);
        SecretFile.write(
            keyFile, PemBlock.text("PRIVATE KEY", made.keys().getPrivate().getEncoded()).strip());
        Files.writeString(chainFile, Pem.text(made.certificate()));
      } catch (GeneralSecurityException e) {
        throw new IOException(e);
      }
    }
    return read(chainFile, keyFile);
  }

  /// For servers: shows this identity, and knows no client by a certificate.
  public SSLContext context() {
    return context((TrustManager @Nullable []) null);
  }

  /// For both sides: shows this identity, and takes of the other side what is vouched for by the
  /// certificates of a PEM file.
  ///
  /// @throws CertificateFault if there are none in it
  public SSLContext context(Path trusted) throws CertificateFault {
    List<Problem> problems = new ArrayList<>();
    List<X509Certificate> roots = Pem.certificates(trusted, problems);
    if (!problems.isEmpty()) {
      throw new CertificateFault(problems);
    }
    return context(roots);
  }

  /// The same with certificates at hand, such as an authority's.
  public SSLContext context(List<X509Certificate> roots) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      for (X509Certificate root : roots) {
        store.setCertificateEntry("root-" + store.size(), root);
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      return context(trust.getTrustManagers());
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("certificates that were read cannot be used", e);
    }
  }

  /// For the door of agents: shows this identity, and takes of a client what an authority issued,
  /// were it ended long ago.
  ///
  /// @param authority its certificate
  public SSLContext contextForClients(X509Certificate authority) {
    return context(new TrustManager[] {new IssuedClients(authority)});
  }

  private SSLContext context(TrustManager @Nullable [] trust) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      char[] none = new char[0];
      store.setKeyEntry("server", key, none, chain.toArray(X509Certificate[]::new));
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, none);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), trust, null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("a key that was read cannot be used", e);
    }
  }

  /// For clients: trusts the one server that shows the certificate of a fingerprint, by whatever
  /// name it was reached.
  public static SSLContext trusting(String fingerprint) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {new OneCertificate(fingerprint)}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no TLS", e);
    }
  }

  /// The certificate, and those above it.
  public List<X509Certificate> chain() {
    return chain;
  }

  /// The file that the certificate was read from.
  public Path file() {
    return file;
  }

  /// SHA-256 of the certificate, in hexadecimal digits with colons between, as tools show it.
  public String fingerprint() {
    return OneCertificate.fingerprint(chain.getFirst());
  }

  /// When the certificate ends.
  public Instant until() {
    return chain.getFirst().getNotAfter().toInstant();
  }

  /// What somebody should know of it: that it ends soon, has ended, or has not begun.
  public List<Problem> notices(Instant now) {
    Instant from = chain.getFirst().getNotBefore().toInstant();
    if (now.isBefore(from)) {
      return List.of(CertificateFault.problem(file, 0, "certificate.early", from));
    }
    if (now.isAfter(until())) {
      return List.of(CertificateFault.problem(file, 0, "certificate.ended", until()));
    }
    return now.plus(SOON).isAfter(until())
        ? List.of(CertificateFault.problem(file, 0, "certificate.ends", until()))
        : List.of();
  }
}
