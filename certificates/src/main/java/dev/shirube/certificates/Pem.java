// SPDX-License-Identifier: Apache-2.0
package dev.shirube.certificates;

import dev.shirube.catalog.Problem;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Certificates and keys of PEM files.
final class Pem {
  private static final String CERTIFICATE = "CERTIFICATE";

  private Pem() {}

  /// The certificates of a file, in its order.
  ///
  /// @param problems takes what is wrong, if only that there are none
  static List<X509Certificate> certificates(Path file, List<Problem> problems) {
    int before = problems.size();
    List<X509Certificate> chain = of(file, PemBlock.read(file, problems), problems);
    if (chain.isEmpty() && problems.size() == before) {
      problems.add(CertificateFault.problem(file, 0, "certificate.none"));
    }
    return chain;
  }

  /// The certificates of a text that others sent.
  static List<X509Certificate> certificates(String text) throws CertificateFault {
    Path nowhere = Path.of("");
    List<Problem> problems = new ArrayList<>();
    List<X509Certificate> chain = of(nowhere, PemBlock.blocks(nowhere, text, problems), problems);
    if (chain.isEmpty() && problems.isEmpty()) {
      problems.add(CertificateFault.problem(nowhere, 0, "certificate.none"));
    }
    if (!problems.isEmpty()) {
      throw new CertificateFault(problems);
    }
    return chain;
  }

  private static List<X509Certificate> of(
      Path file, List<PemBlock> blocks, List<Problem> problems) {
    List<X509Certificate> chain = new ArrayList<>();
    for (PemBlock block : blocks) {
      if (block.label().equals(CERTIFICATE) || block.label().equals("X509 CERTIFICATE")) {
        try {
          CertificateFactory factory = CertificateFactory.getInstance("X.509");
          if (factory.generateCertificate(new ByteArrayInputStream(block.bytes()))
              instanceof X509Certificate read) {
            chain.add(read);
          }
        } catch (CertificateException _) {
          problems.add(
              CertificateFault.problem(file, block.line(), "certificate.pem", block.label()));
        }
      }
    }
    return chain;
  }

  /// The private key of a file, if it belongs to the first certificate of a chain.
  ///
  /// @param problems takes what is wrong
  static @Nullable PrivateKey key(
      Path file, Path chainFile, List<X509Certificate> chain, List<Problem> problems) {
    PemBlock block = keyBlock(file, problems);
    if (block == null || chain.isEmpty()) {
      return null;
    }
    PrivateKey key = PrivateKeys.of(block, chain.getFirst().getPublicKey());
    if (key == null) {
      problems.add(CertificateFault.problem(file, block.line(), "certificate.mismatch", chainFile));
    }
    return key;
  }

  private static @Nullable PemBlock keyBlock(Path file, List<Problem> problems) {
    int before = problems.size();
    for (PemBlock block : PemBlock.read(file, problems)) {
      if (PrivateKeys.isKey(block)) {
        return block;
      }
      if (PrivateKeys.isEncrypted(block)) {
        problems.add(
            CertificateFault.problem(file, block.line(), "certificate.encrypted", block.label()));
      }
    }
    if (problems.size() == before) {
      problems.add(CertificateFault.problem(file, 0, "certificate.key.none"));
    }
    return null;
  }

  /// A certificate as text.
  static String text(X509Certificate certificate) {
    try {
      return PemBlock.text(CERTIFICATE, certificate.getEncoded());
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("a certificate that was read has no form", e);
    }
  }
}
