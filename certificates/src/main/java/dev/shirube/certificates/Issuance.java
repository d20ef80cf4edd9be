// SPDX-License-Identifier: Apache-2.0
package dev.shirube.certificates;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Makes certificates (RFC 5280, version 3), signed by ECDSA with SHA-256.
final class Issuance {
  /// ecdsa-with-SHA256, as a signature names it.
  static final byte[] ALGORITHM = Der.sequence(Der.id(1, 2, 840, 10045, 4, 3, 2));

  /// Clocks differ: a certificate is good from a day before it was made.
  static final Duration BEFORE = Duration.ofDays(1);

  private static final int SERIAL_BITS = 127;
  private static final int KEY_ID_BYTES = 20;
  private static final int LAST_SHORT_YEAR = 2049;

  private Issuance() {}

  /// What a certificate is for.
  enum Purpose {
    /// Serving TLS.
    SERVER,
    /// Being known to a server over TLS.
    CLIENT,
    /// Signing certificates of the other two kinds.
    AUTHORITY
  }

  /// What a certificate says.
  ///
  /// @param common the name for people
  /// @param names DNS names and addresses, of servers alone
  record Plan(Purpose purpose, String common, Set<String> names, Instant from, Instant until) {}

  /// A key and its certificate.
  record Made(KeyPair keys, X509Certificate certificate) {}

  /// A new key on P-256.
  static KeyPair keys() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  /// A new key with a certificate that it signed itself.
  static Made selfSigned(Plan plan) throws GeneralSecurityException {
    KeyPair keys = keys();
    byte[] content = content(plan, keys.getPublic(), null);
    return new Made(keys, signed(content, keys.getPrivate()));
  }

  /// A certificate that an authority signs.
  static X509Certificate issue(Plan plan, PublicKey open, X509Certificate authority, PrivateKey key)
      throws GeneralSecurityException {
    return signed(content(plan, open, authority), key);
  }

  private static X509Certificate signed(byte[] content, PrivateKey key)
      throws GeneralSecurityException {
    byte[] whole = Der.sequence(content, ALGORITHM, Der.bits(signature(content, key)));
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    if (factory.generateCertificate(new ByteArrayInputStream(whole))
        instanceof X509Certificate certificate) {
      return certificate;
    }
    throw new GeneralSecurityException("no certificate of X.509");
  }

  static byte[] signature(byte[] content, PrivateKey key) throws GeneralSecurityException {
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(key);
    signature.update(content);
    return signature.sign();
  }

  /// A name that has a common name alone.
  static byte[] name(String common) {
    return Der.sequence(Der.set(Der.sequence(Der.id(2, 5, 4, 3), Der.text(common))));
  }

  private static byte[] content(Plan plan, PublicKey open, @Nullable X509Certificate authority)
      throws GeneralSecurityException {
    byte[] name = name(plan.common());
    byte[] issuer = authority == null ? name : authority.getSubjectX500Principal().getEncoded();
    byte[] times = Der.sequence(time(plan.from()), time(plan.until()));
    BigInteger serial = new BigInteger(SERIAL_BITS, new SecureRandom()).add(BigInteger.ONE);
    List<byte[]> extensions = extensions(plan, open);
    if (authority != null) {
      byte[] keyId = keyId(authority.getPublicKey());
      byte[] form = Der.octets(Der.sequence(Der.tagged(0x80, keyId)));
      extensions.add(Der.sequence(Der.id(2, 5, 29, 35), form));
    }
    return Der.sequence(
        Der.tagged(0xa0, Der.integer(BigInteger.TWO)),
        Der.integer(serial),
        ALGORITHM,
        issuer,
        times,
        name,
        open.getEncoded(),
        Der.tagged(0xa3, Der.sequence(extensions.toArray(byte[][]::new))));
  }

  private static byte[] keyId(PublicKey open) throws GeneralSecurityException {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(open.getEncoded());
    return Arrays.copyOf(digest, KEY_ID_BYTES);
  }

  private static List<byte[]> extensions(Plan plan, PublicKey open)
      throws GeneralSecurityException {
    boolean signs = plan.purpose() == Purpose.AUTHORITY;
    // The use: signing certificates and lists of revoked ones, or digital signature.
    byte[] use = Der.tagged(0x03, signs ? new byte[] {1, 0x06} : new byte[] {7, (byte) 0x80});
    // An authority has no other authority below it.
    byte[] constraints =
        signs ? Der.sequence(Der.truth(), Der.integer(BigInteger.ZERO)) : Der.sequence();
    List<byte[]> extensions = new ArrayList<>();
    extensions.add(Der.sequence(Der.id(2, 5, 29, 14), Der.octets(Der.octets(keyId(open)))));
    extensions.add(Der.sequence(Der.id(2, 5, 29, 15), Der.truth(), Der.octets(use)));
    extensions.add(Der.sequence(Der.id(2, 5, 29, 19), Der.truth(), Der.octets(constraints)));
    if (!plan.names().isEmpty()) {
      byte[][] all = plan.names().stream().map(Issuance::alternative).toArray(byte[][]::new);
      extensions.add(Der.sequence(Der.id(2, 5, 29, 17), Der.octets(Der.sequence(all))));
    }
    if (!signs) {
      int what = plan.purpose() == Purpose.SERVER ? 1 : 2;
      byte[] serving = Der.sequence(Der.id(1, 3, 6, 1, 5, 5, 7, 3, what));
      extensions.add(Der.sequence(Der.id(2, 5, 29, 37), Der.octets(serving)));
    }
    return extensions;
  }

  private static byte[] alternative(String name) {
    try {
      return Der.tagged(0x87, InetAddress.ofLiteral(name).getAddress());
    } catch (IllegalArgumentException _) {
      return Der.tagged(0x82, name.getBytes(StandardCharsets.US_ASCII));
    }
  }

  private static byte[] time(Instant time) {
    boolean isShort = time.atOffset(ZoneOffset.UTC).getYear() <= LAST_SHORT_YEAR;
    String pattern = isShort ? "yyMMddHHmmss'Z'" : "yyyyMMddHHmmss'Z'";
    String text =
        DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withZone(ZoneOffset.UTC).format(time);
    return Der.tagged(isShort ? 0x17 : 0x18, text.getBytes(StandardCharsets.US_ASCII));
  }
}
