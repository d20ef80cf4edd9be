// SPDX-License-Identifier: Apache-2.0
package dev.shirube.fleet;

import dev.shirube.certificates.Authority;
import dev.shirube.certificates.SigningRequest;
import dev.shirube.event.Digests;
import dev.shirube.event.TenantId;
import dev.shirube.event.Timestamps;
import dev.shirube.records.Condition;
import dev.shirube.records.Find;
import dev.shirube.records.Row;
import dev.shirube.records.Transaction;
import dev.shirube.wire.EnrolAnswer;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HexFormat;

/// Issues certificates of agents and keeps them in the records.
final class Certifying {
  private static final long REMEMBERED = Duration.ofDays(90).toNanos();

  private final Authority authority;
  private final FleetTime time;
  private final Register register;
  private final Duration life;

  Certifying(FleetParts parts, Register register) {
    authority = parts.authority();
    time = parts.time();
    life = parts.limits().certificate();
    this.register = register;
  }

  /// A certificate that is going to be given.
  record Issued(String agent, X509Certificate certificate) {
    private String key() {
      return Certifying.key(certificate.getPublicKey());
    }
  }

  /// How a public key is known.
  static String key(PublicKey key) {
    return HexFormat.of().formatHex(hash(key.getEncoded()));
  }

  /// How a certificate is known.
  static String fingerprint(X509Certificate certificate) {
    try {
      return HexFormat.of().formatHex(hash(certificate.getEncoded()));
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("a certificate that was read has no form", e);
    }
  }

  private static byte[] hash(byte[] bytes) {
    MessageDigest digest = Digests.sha256();
    return digest.digest(bytes);
  }

  /// Makes a certificate; nobody has it yet.
  Issued issue(SigningRequest request, String agent) {
    return new Issued(agent, authority.issue(request, agent, time.clock().instant(), life));
  }

  /// Writes a certificate down, and forgets those of the agent that ended long ago.
  void write(Transaction rows, TenantId tenant, Issued issued) {
    X509Certificate certificate = issued.certificate();
    long now = time.now();
    Find old =
        Find.in(Tables.CERTIFICATES)
            .where(
                Condition.is("agent", issued.agent()), Condition.below("until", now - REMEMBERED));
    rows.delete(tenant, old);
    rows.insert(
        tenant,
        Tables.CERTIFICATES,
        Row.empty()
            .with("fingerprint", fingerprint(certificate))
            .with("agent", issued.agent())
            .with("serial", certificate.getSerialNumber().toString(16))
            .with("public_key", issued.key())
            .with("issued", now)
            .with("until", until(certificate))
            .with("revoked", 0));
  }

  private static long until(X509Certificate certificate) {
    return Timestamps.nanosOf(certificate.getNotAfter().toInstant());
  }

  /// Knows a certificate from now on, once it is written down.
  void know(Issued issued) {
    X509Certificate certificate = issued.certificate();
    register.put(
        fingerprint(certificate),
        issued.key(),
        new Register.Certified(issued.agent(), until(certificate), false));
  }

  /// Revokes all certificates of an agent, in a transaction.
  void revoke(Transaction rows, TenantId tenant, String agent) {
    Find all = Find.in(Tables.CERTIFICATES).where(Condition.is("agent", agent));
    rows.update(tenant, all, Row.empty().with("revoked", time.now()));
  }

  /// What the agent is given.
  byte[] answer(Issued issued) {
    return new EnrolAnswer(issued.agent(), Authority.pem(issued.certificate()), authority.pem())
        .bytes();
  }
}
