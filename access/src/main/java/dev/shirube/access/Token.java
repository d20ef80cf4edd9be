// SPDX-License-Identifier: Apache-2.0
package dev.shirube.access;

import dev.shirube.certificates.SecretFile;
import dev.shirube.event.Digests;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32;

/// The text a principal shows to be known: `shirube_`, 256 random bits in 43 letters of base64url,
/// and 6 letters of a CRC-32 over both. The check costs nothing, so that what was never a token is
/// turned away before anything is computed; and it lets scanners for secrets find a lost token.
final class Token {
  private static final String BEGINNING = "shirube_";
  private static final int SECRET_BYTES = 32;
  private static final int SECRET_LETTERS = 43;
  private static final int CHECK_LETTERS = 6;
  private static final int LENGTH = BEGINNING.length() + SECRET_LETTERS + CHECK_LETTERS;

  private Token() {}

  /// A new token.
  static String make(RandomGenerator secrets) {
    byte[] secret = new byte[SECRET_BYTES];
    secrets.nextBytes(secret);
    String body = BEGINNING + Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    return body + check(body);
  }

  /// A new token, in a file that its owner alone may read.
  static String makeInto(Path file, RandomGenerator secrets) throws IOException {
    String token = make(secrets);
    SecretFile.write(file, token);
    return token;
  }

  private static String check(String body) {
    CRC32 crc = new CRC32();
    crc.update(body.getBytes(StandardCharsets.US_ASCII));
    long value = crc.getValue();
    byte[] bytes = {
      (byte) (value >>> 24), (byte) (value >>> 16), (byte) (value >>> 8), (byte) value
    };
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /// Whether a text could be a token.
  static boolean isWellFormed(String text) {
    if (text.length() != LENGTH || !text.startsWith(BEGINNING)) {
      return false;
    }
    for (int index = BEGINNING.length(); index < LENGTH; index++) {
      char c = text.charAt(index);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (!letter && c != '-' && c != '_') {
        return false;
      }
    }
    int end = LENGTH - CHECK_LETTERS;
    return check(text.substring(0, end)).equals(text.substring(end));
  }

  /// What is kept of a token. A plain hash is enough: there is nothing to guess in 256 random bits.
  static String hash(String text) {
    return HexFormat.of().formatHex(Digests.sha256("shirube-token", text));
  }

  /// A new id of a token or network, by which it can be named without being shown.
  static String makeId(RandomGenerator secrets) {
    byte[] id = new byte[8];
    secrets.nextBytes(id);
    return HexFormat.of().formatHex(id);
  }
}
