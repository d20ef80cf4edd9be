// SPDX-License-Identifier: Apache-2.0
package dev.shirube.certificates;

import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Trusts servers that one authority vouches for, and nobody else, whatever the system trusts. What
/// name a server was reached by does not count: an authority of one installation vouches for no
/// other servers than that installation's.
final class PinnedAuthority extends ServerTrust {
  private static final String SERVING = "1.3.6.1.5.5.7.3.1";

  private final @Nullable X509Certificate authority;
  private final String fingerprint;

  /// @param authority null while only its fingerprint is known
  PinnedAuthority(@Nullable X509Certificate authority, String fingerprint) {
    this.authority = authority;
    this.fingerprint = fingerprint;
  }

  @Override
  void check(X509Certificate... chain) throws CertificateException {
    if (chain.length == 0) {
      throw new CertificateException("no certificate");
    }
    List<X509Certificate> path = new ArrayList<>(Arrays.asList(chain));
    X509Certificate anchor = authority;
    if (OneCertificate.fingerprint(path.getLast()).equals(fingerprint)) {
      anchor = path.removeLast();
    }
    if (anchor == null || path.isEmpty()) {
      throw new ForeignAuthority(chain[chain.length - 1]);
    }
    try {
      path.getLast().verify(anchor.getPublicKey());
    } catch (GeneralSecurityException _) {
      throw new ForeignAuthority(path.getLast());
    }
    try {
      PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(anchor, null)));
      parameters.setRevocationEnabled(false);
      CertPathValidator.getInstance("PKIX")
          .validate(CertificateFactory.getInstance("X.509").generateCertPath(path), parameters);
    } catch (GeneralSecurityException e) {
      throw new CertificateException("not vouched for by the authority: " + e.getMessage(), e);
    }
    List<String> uses = path.getFirst().getExtendedKeyUsage();
    if (uses == null || !uses.contains(SERVING)) {
      throw new CertificateException("a certificate that is not for servers");
    }
  }
}
