// SPDX-License-Identifier: Apache-2.0
package dev.shirube.certificates;

import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;

/// The other side's chain of certificates does not end at our authority: somebody in between opens
/// TLS, as proxies of firms do, or it is another server.
public final class ForeignAuthority extends CertificateException {
  private static final long serialVersionUID = 1;

  private final String issuer;

  ForeignAuthority(X509Certificate last) {
    super("authority: " + last.getIssuerX500Principal().getName());
    issuer = last.getIssuerX500Principal().getName();
  }

  /// Who made the last certificate of the chain.
  public String issuer() {
    return issuer;
  }

  /// The foreign authority that a failed connection was told of; null if it failed otherwise.
  public static @Nullable ForeignAuthority in(Throwable failure) {
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < 16; depth++) {
      if (cause instanceof ForeignAuthority found) {
        return found;
      }
      cause = cause.getCause();
    }
    return null;
  }
}
