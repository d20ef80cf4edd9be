// SPDX-License-Identifier: Apache-2.0
package dev.shirube.certificates;

import dev.shirube.catalog.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/// What a client shows of itself over TLS, and the authority that vouches for it and for its
/// server. Files of a folder: identity.pem, which holds the private key and the certificate
/// together, so that a power cut never leaves one without the other, and authority.pem.
public final class ClientIdentity {
  private static final String FILE = "identity.pem";
  private static final String AUTHORITY = "authority.pem";
  private static final String COMMON = "CN=";

  private final X509Certificate certificate;
  private final PrivateKey key;
  private final X509Certificate authority;

  private ClientIdentity(X509Certificate certificate, PrivateKey key, X509Certificate authority) {
    this.certificate = certificate;
    this.key = key;
    this.authority = authority;
  }

  /// Whether a folder has one.
  public static boolean isIn(Path folder) {
    return Files.exists(folder.resolve(FILE));
  }

  /// Reads the one of a folder.
  ///
  /// @throws CertificateFault with everything that is wrong
  public static ClientIdentity read(Path folder) throws CertificateFault {
    List<Problem> problems = new ArrayList<>();
    Path file = folder.resolve(FILE);
    List<X509Certificate> own = Pem.certificates(file, problems);
    PrivateKey key = own.isEmpty() ? null : Pem.key(file, file, own, problems);
    List<X509Certificate> roots = Pem.certificates(folder.resolve(AUTHORITY), problems);
    if (key == null || !problems.isEmpty()) {
      throw new CertificateFault(problems);
    }
    return new ClientIdentity(own.getFirst(), key, roots.getFirst());
  }

  /// Writes what an authority gave for a key, in the place of what is there.
  ///
  /// @throws CertificateFault when the certificate is not of this key, or not by the authority:
  ///   nothing is written then
  public static ClientIdentity write(
      Path folder, KeyPair keys, String certificate, String authority) throws IOException {
    X509Certificate own = Pem.certificates(certificate).getFirst();
    X509Certificate root = Pem.certificates(authority).getFirst();
    try {
      own.verify(root.getPublicKey());
    } catch (GeneralSecurityException _) {
      throw fault(folder, "certificate.answer");
    }
    if (!own.getPublicKey().equals(keys.getPublic())) {
      throw fault(folder, "certificate.answer");
    }
    SecretFile.place(folder.resolve(AUTHORITY), Pem.text(root));
    SecretFile.write(
        folder.resolve(FILE),
        PemBlock.text("PRIVATE KEY", keys.getPrivate().getEncoded()) + Pem.text(own).strip());
    return new ClientIdentity(own, keys.getPrivate(), root);
  }

  private static CertificateFault fault(Path folder, String id) {
    return new CertificateFault(List.of(CertificateFault.problem(folder.resolve(FILE), 0, id)));
  }

  /// Who it is: the certificate's common name.
  public String name() {
    return name(certificate);
  }

  /// The common name of a certificate of our authority, which has no other name; empty for others.
  public static String name(X509Certificate certificate) {
    String all = certificate.getSubjectX500Principal().getName(X500Principal.RFC2253);
    boolean plain = all.startsWith(COMMON) && all.indexOf(',') < 0 && all.indexOf('+') < 0;
    return plain ? all.substring(COMMON.length()) : "";
  }

  /// When the certificate ends.
  public Instant until() {
    return certificate.getNotAfter().toInstant();
  }

  /// For how long it is good from when it was issued.
  public Duration life() {
    Instant issued = certificate.getNotBefore().toInstant().plus(Issuance.BEFORE);
    return Duration.between(issued, until());
  }

  /// When it is time for the next one: at half of its life.
  public Instant renewal() {
    return until().minus(life().dividedBy(2));
  }

  /// The authority's certificate as PEM.
  public String authority() {
    return Pem.text(authority);
  }

  /// For the client: shows this identity, and trusts servers of its authority alone.
  public SSLContext context() {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      char[] none = new char[0];
      store.setKeyEntry("client", key, none, new X509Certificate[] {certificate});
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, none);
      String fingerprint = OneCertificate.fingerprint(authority);
      return context(keys.getKeyManagers(), new PinnedAuthority(authority, fingerprint));
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("a key that was read cannot be used", e);
    }
  }

  /// For who has no identity yet: trusts servers of the authority that has a fingerprint.
  ///
  /// @param fingerprint as {@link Authority#fingerprint} gives it
  public static SSLContext enrolling(String fingerprint) {
    return context(null, new PinnedAuthority(null, fingerprint));
  }

  private static SSLContext context(KeyManager @Nullable [] keys, TrustManager trust) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys, new TrustManager[] {trust}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no TLS", e);
    }
  }
}
