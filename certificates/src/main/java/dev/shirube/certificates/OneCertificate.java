// SPDX-License-Identifier: Apache-2.0
package dev.shirube.certificates;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Locale;

/// Trusts a server that shows one known certificate, and nobody else. What name it was reached by
/// does not count: the fingerprint says more.
final class OneCertificate extends ServerTrust {
  private final String fingerprint;

  OneCertificate(String fingerprint) {
    this.fingerprint = fingerprint;
  }

  /// The SHA-256 of a certificate, as people compare it.
  static String fingerprint(X509Certificate certificate) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
      return HexFormat.ofDelimiter(":").formatHex(hash).toUpperCase(Locale.ROOT);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a certificate that was read has no form", e);
    }
  }

  @Override
  void check(X509Certificate... chain) throws CertificateException {
    if (chain.length == 0 || !fingerprint(chain[0]).equals(fingerprint)) {
      throw new CertificateException("another certificate than the one that is trusted");
    }
  }
}
