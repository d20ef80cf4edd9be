// SPDX-License-Identifier: Apache-2.0
package dev.shirube.certificates;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Makes a certificate that a server signs itself (RFC 5280, version 3): an EC key on P-256, for
/// serving TLS alone, for given names.
final class SelfSigned {
  /// How long one is good for.
  static final Duration LENGTH = Duration.ofDays(3_650);

  private static final Duration BEFORE = Duration.ofDays(1);
  private static final int SERIAL_BITS = 127;
  private static final int KEY_ID_BYTES = 20;
  private static final int MOST_ADDRESSES = 16;
  private static final int LAST_SHORT_YEAR = 2049;
  private static final byte[] ALGORITHM = Der.sequence(Der.id(1, 2, 840, 10045, 4, 3, 2));

  private SelfSigned() {}

  /// A key and its certificate.
  record Made(KeyPair keys, X509Certificate certificate) {}

  /// Makes one.
  ///
  /// @param names of the server: DNS names and addresses; the first is its name for people
  static Made make(Set<String> names, Instant now) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    KeyPair keys = generator.generateKeyPair();
    byte[] content = content(keys, names, now);
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(keys.getPrivate());
    signature.update(content);
    byte[] whole = Der.sequence(content, ALGORITHM, Der.bits(signature.sign()));
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    if (factory.generateCertificate(new ByteArrayInputStream(whole))
        instanceof X509Certificate certificate) {
      return new Made(keys, certificate);
    }
    throw new GeneralSecurityException("no certificate of X.509");
  }

  private static byte[] content(KeyPair keys, Set<String> names, Instant now)
      throws GeneralSecurityException {
    byte[] open = keys.getPublic().getEncoded();
    byte[] common =
        Der.sequence(Der.id(2, 5, 4, 3), Der.text(names.stream().findFirst().orElse("shirube")));
    byte[] name = Der.sequence(Der.set(common));
    byte[] times = Der.sequence(time(now.minus(BEFORE)), time(now.plus(LENGTH)));
    BigInteger serial = new BigInteger(SERIAL_BITS, new SecureRandom()).add(BigInteger.ONE);
    return Der.sequence(
        Der.tagged(0xa0, Der.integer(BigInteger.TWO)),
        Der.integer(serial),
        ALGORITHM,
        name,
        times,
        name,
        open,
        Der.tagged(0xa3, Der.sequence(extensions(open, names))));
  }

  private static byte[][] extensions(byte[] open, Set<String> names)
      throws GeneralSecurityException {
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(open);
    byte[] keyId = Der.octets(Arrays.copyOf(digest, KEY_ID_BYTES));
    List<byte[]> alternatives = new ArrayList<>();
    for (String name : names) {
      alternatives.add(alternative(name));
    }
    // The use: digital signature. What for: TLS servers.
    byte[] use = Der.tagged(0x03, new byte[] {7, (byte) 0x80});
    byte[] serving = Der.sequence(Der.id(1, 3, 6, 1, 5, 5, 7, 3, 1));
    return new byte[][] {
      Der.sequence(Der.id(2, 5, 29, 14), Der.octets(keyId)),
      Der.sequence(Der.id(2, 5, 29, 15), Der.truth(), Der.octets(use)),
      Der.sequence(
          Der.id(2, 5, 29, 17), Der.octets(Der.sequence(alternatives.toArray(byte[][]::new)))),
      Der.sequence(Der.id(2, 5, 29, 19), Der.truth(), Der.octets(Der.sequence())),
      Der.sequence(Der.id(2, 5, 29, 37), Der.octets(serving))
    };
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

  /// The names by which this machine may be reached: its own, and its addresses.
  static Set<String> namesOfMachine() throws IOException {
    Set<String> names = new LinkedHashSet<>();
    try {
      InetAddress local = InetAddress.getLocalHost();
      names.add(local.getHostName());
      names.add(local.getCanonicalHostName());
    } catch (UnknownHostException _) {
      // It has no name that anybody knows; its addresses do.
      names.add("localhost");
    }
    names.add("localhost");
    names.add("127.0.0.1");
    names.add("::1");
    NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
        .limit(MOST_ADDRESSES)
        .forEach(address -> names.add(address.getHostAddress()));
    names.removeIf(name -> !isName(name));
    return names;
  }

  private static boolean isName(String name) {
    return !name.isEmpty()
        && name.chars()
            .allMatch(c -> (Character.isLetterOrDigit(c) && c < 0x80) || "-.:".indexOf(c) >= 0);
  }
}
