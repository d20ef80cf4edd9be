// SPDX-License-Identifier: Apache-2.0
package dev.shirube.certificates;

import dev.shirube.catalog.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// The authority of one installation: it vouches for the agents, and for the one door they speak
/// to. Nobody outside is to trust it, and agents trust nobody else. Its key never leaves the data
/// folder.
public final class Authority {
  /// How long an agent's certificate is good unless settings say otherwise. One that is stolen is
  /// of no use for longer; an agent that was away for longer must be enrolled anew.
  public static final Duration CLIENT = Duration.ofDays(7);

  private static final Duration SERVER = Duration.ofDays(365);
  private static final Duration LENGTH = Duration.ofDays(7_300);
  private static final String CERTIFICATE = "CERTIFICATE";
  private static final String KEY = "PRIVATE KEY";

  private final X509Certificate certificate;
  private final PrivateKey key;

  private Authority(X509Certificate certificate, PrivateKey key) {
    this.certificate = certificate;
    this.key = key;
  }

  /// Reads the authority of a folder, and makes it if there is none: the files authority.pem, which
  /// agents are given, and authority-key.pem, which its owner alone may read.
  ///
  /// @throws CertificateFault when one of them is damaged, or the key is gone: that is not mended
  ///   by making a new one, since every agent trusts the one it knows
  public static Authority own(Path folder, Instant now) throws IOException {
    Path file = folder.resolve("authority.pem");
    Path keyFile = folder.resolve("authority-key.pem");
    if (!Files.exists(file)) {
      try {
        Issuance.Plan plan =
            new Issuance.Plan(
                Issuance.Purpose.AUTHORITY,
                "Shirube authority of this installation",
                Set.of(),
                now.minus(Issuance.BEFORE),
                now.plus(LENGTH));
        Issuance.Made made = Issuance.selfSigned(plan);
        // A key without a certificate was never shown to anybody: it may be replaced.
        SecretFile.write(
            keyFile, PemBlock.text(KEY, made.keys().getPrivate().getEncoded()).strip());
        SecretFile.place(file, PemBlock.text(CERTIFICATE, made.certificate().getEncoded()));
      } catch (GeneralSecurityException e) {
        throw new IOException(e);
      }
    }
    return read(file, keyFile);
  }

  private static Authority read(Path file, Path keyFile) throws CertificateFault {
    if (!Files.exists(keyFile)) {
      throw new CertificateFault(
          List.of(CertificateFault.problem(keyFile, 0, "certificate.authority.half", file)));
    }
    List<Problem> problems = new ArrayList<>();
    List<X509Certificate> chain = Pem.certificates(file, problems);
    PrivateKey key = Pem.key(keyFile, file, chain, problems);
    if (key == null || !problems.isEmpty()) {
      throw new CertificateFault(problems);
    }
    return new Authority(chain.getFirst(), key);
  }

  /// Its certificate.
  public X509Certificate certificate() {
    return certificate;
  }

  /// Its certificate as PEM.
  public String pem() {
    return Pem.text(certificate);
  }

  /// SHA-256 of its certificate, as people and install lines have it: hexadecimal digits with
  /// colons between.
  public String fingerprint() {
    return OneCertificate.fingerprint(certificate);
  }

  /// A client's certificate, good for {@link #CLIENT}.
  ///
  /// @param name who it is: the common name, which the server goes by
  public X509Certificate issue(SigningRequest request, String name, Instant now) {
    return issue(request, name, now, CLIENT);
  }

  /// A client's certificate.
  ///
  /// @param name who it is: the common name, which the server goes by
  /// @param life how long it is good
  public X509Certificate issue(SigningRequest request, String name, Instant now, Duration life) {
    Instant from = now.minus(Issuance.BEFORE);
    Issuance.Plan plan =
        new Issuance.Plan(Issuance.Purpose.CLIENT, name, Set.of(), from, now.plus(life));
    try {
      return Issuance.issue(plan, request.open(), certificate, key);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("an authority that was read cannot sign", e);
    }
  }

  /// A certificate as PEM.
  public static String pem(X509Certificate issued) {
    return Pem.text(issued);
  }

  /// What the door of the agents shows: a certificate of this authority, with the authority's
  /// behind it. The files door.pem and door-key.pem; made anew when there are none, half their time
  /// is over, or another authority made them.
  public ServerIdentity server(Path folder, Instant now) throws IOException {
    Path file = folder.resolve("door.pem");
    Path keyFile = folder.resolve("door-key.pem");
    if (!isGood(file, keyFile, now)) {
      Set<String> names = SelfSigned.namesOfMachine();
      String common = names.stream().findFirst().orElse("shirube");
      Instant from = now.minus(Issuance.BEFORE);
      try {
        KeyPair keys = Issuance.keys();
        Issuance.Plan plan =
            new Issuance.Plan(Issuance.Purpose.SERVER, common, names, from, now.plus(SERVER));
        X509Certificate made = Issuance.issue(plan, keys.getPublic(), certificate, key);
        SecretFile.write(keyFile, PemBlock.text(KEY, keys.getPrivate().getEncoded()).strip());
        SecretFile.place(file, Pem.text(made) + pem());
      } catch (GeneralSecurityException e) {
        throw new IOException(e);
      }
    }
    return ServerIdentity.read(file, keyFile);
  }

  private boolean isGood(Path file, Path keyFile, Instant now) {
    if (!Files.exists(file) || !Files.exists(keyFile)) {
      return false;
    }
    List<Problem> problems = new ArrayList<>();
    List<X509Certificate> chain = Pem.certificates(file, problems);
    boolean whole = problems.isEmpty() && Pem.key(keyFile, file, chain, problems) != null;
    Instant renewal = now.plus(SERVER.dividedBy(2));
    return whole
        && chain.getLast().equals(certificate)
        && chain.getFirst().getNotAfter().toInstant().isAfter(renewal);
  }
}
