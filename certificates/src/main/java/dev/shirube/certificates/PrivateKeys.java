// SPDX-License-Identifier: Apache-2.0
package dev.shirube.certificates;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Private keys as PEM files have them: PKCS #8, and the older forms of RSA (RFC 8017) and of
/// elliptic curves (RFC 5915), which do not say by themselves what they are for.
final class PrivateKeys {
  private static final String PKCS8 = "PRIVATE KEY";
  private static final String RSA = "RSA " + PKCS8;
  private static final String EC = "EC " + PKCS8;
  private static final byte[] RSA_ALGORITHM =
      Der.sequence(Der.id(1, 2, 840, 113549, 1, 1, 1), Der.tagged(0x05));

  private PrivateKeys() {}

  static boolean isKey(PemBlock block) {
    return block.label().equals(PKCS8) || block.label().equals(RSA) || block.label().equals(EC);
  }

  static boolean isEncrypted(PemBlock block) {
    return block.label().equals("ENCRYPTED " + PKCS8);
  }

  /// The key of a block, if it belongs to a public key.
  ///
  /// @return null if it does not, or is damaged
  static @Nullable PrivateKey of(PemBlock block, PublicKey open) {
    try {
      byte[] encoded =
          switch (block.label()) {
            case RSA -> wrapped(RSA_ALGORITHM, block.bytes());
            case EC -> wrapped(firstMember(open.getEncoded()), block.bytes());
            default -> block.bytes();
          };
      KeyFactory factory = KeyFactory.getInstance(open.getAlgorithm());
      PrivateKey key = factory.generatePrivate(new PKCS8EncodedKeySpec(encoded));
      return belongs(key, open) ? key : null;
    } catch (GeneralSecurityException | IndexOutOfBoundsException e) {
      return null;
    }
  }

  private static byte[] wrapped(byte[] algorithm, byte[] key) {
    return Der.sequence(Der.integer(BigInteger.ZERO), algorithm, Der.octets(key));
  }

  /// The first member of a sequence; of a public key, its algorithm and curve.
  private static byte[] firstMember(byte[] sequence) {
    int begin = contentOf(sequence, 0);
    int content = contentOf(sequence, begin);
    int length = lengthAt(sequence, begin);
    return Arrays.copyOfRange(sequence, begin, content + length);
  }

  private static int contentOf(byte[] der, int at) {
    int first = der[at + 1] & 0xff;
    return at + 2 + (first < 0x80 ? 0 : first & 0x7f);
  }

  private static int lengthAt(byte[] der, int at) {
    int first = der[at + 1] & 0xff;
    if (first < 0x80) {
      return first;
    }
    return new BigInteger(1, Arrays.copyOfRange(der, at + 2, contentOf(der, at))).intValue();
  }

  /// Whether what the private key signs is what the public key confirms.
  private static boolean belongs(PrivateKey key, PublicKey open) throws GeneralSecurityException {
    String algorithm =
        switch (open.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> open.getAlgorithm();
        };
    byte[] sample = open.getEncoded();
    Signature signing = Signature.getInstance(algorithm);
    signing.initSign(key);
    signing.update(sample);
    byte[] signed = signing.sign();
    Signature checking = Signature.getInstance(algorithm);
    checking.initVerify(open);
    checking.update(sample);
    return checking.verify(signed);
  }
}
