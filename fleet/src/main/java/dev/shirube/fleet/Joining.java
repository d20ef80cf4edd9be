// SPDX-License-Identifier: Apache-2.0
package dev.shirube.fleet;

import dev.shirube.event.Digests;
import java.util.Base64;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/// The texts by which machines join: tokens, and the ids that agents are given.
final class Joining {
  private static final String BEGINNING = "SHR1-";
  private static final int SECRET_BYTES = 30;
  private static final int SECRET_LETTERS = 40;
  private static final String LETTERS = "abcdefghijkmnpqrstuvwxyz23456789";
  private static final int AGENT_LETTERS = 16;

  private Joining() {}

  /// A new token: 240 random bits.
  static String token(RandomGenerator secrets) {
    byte[] secret = new byte[SECRET_BYTES];
    secrets.nextBytes(secret);
    return BEGINNING + Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
  }

  /// Whether a text could be a token.
  static boolean isToken(String text) {
    return text.length() == BEGINNING.length() + SECRET_LETTERS && text.startsWith(BEGINNING);
  }

  /// What is kept of a token: there is nothing to guess in so many random bits.
  static String hash(String token) {
    return HexFormat.of().formatHex(Digests.sha256("shirube-agent-token", token));
  }

  /// A new id of a token, by which it can be named without being shown.
  static String id(RandomGenerator secrets) {
    byte[] id = new byte[8];
    secrets.nextBytes(id);
    return HexFormat.of().formatHex(id);
  }

  /// A new id of an agent: 80 random bits, in letters that are not taken for one another.
  static String agent(RandomGenerator secrets) {
    StringBuilder id = new StringBuilder("a-");
    for (int letter = 0; letter < AGENT_LETTERS; letter++) {
      id.append(LETTERS.charAt(secrets.nextInt(LETTERS.length())));
    }
    return id.toString();
  }
}
