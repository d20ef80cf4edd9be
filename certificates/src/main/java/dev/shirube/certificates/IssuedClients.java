// SPDX-License-Identifier: Apache-2.0
package dev.shirube.certificates;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/// Lets in clients that show a certificate which one authority issued to clients. Whether it has
/// ended or was revoked is not asked here, where all that could be said is a failed handshake: the
/// door asks, and tells.
final class IssuedClients extends X509ExtendedTrustManager {
  private static final String CLIENT = "1.3.6.1.5.5.7.3.2";

  private final X509Certificate authority;

  IssuedClients(X509Certificate authority) {
    this.authority = authority;
  }

  private void check(X509Certificate... chain) throws CertificateException {
    if (chain.length == 0) {
      throw new CertificateException("no certificate");
    }
    X509Certificate shown = chain[0];
    List<String> uses = shown.getExtendedKeyUsage();
    boolean ours = shown.getIssuerX500Principal().equals(authority.getSubjectX500Principal());
    if (!ours || uses == null || !uses.contains(CLIENT)) {
      throw new CertificateException("not a client of this authority");
    }
    try {
      shown.verify(authority.getPublicKey());
    } catch (GeneralSecurityException e) {
      throw new CertificateException("not signed by this authority", e);
    }
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    check(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    check(chain);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    throw new CertificateException("servers are not trusted by it");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    throw new CertificateException("servers are not trusted by it");
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    throw new CertificateException("servers are not trusted by it");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[] {authority};
  }
}
