// SPDX-License-Identifier: Apache-2.0
package dev.shirube.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Tokens: what is none is turned away by its form alone.
class TokenTest {
  @Test
  void tokensAreWellFormedAndDiffer() {
    Random random = new Random(1);
    Set<String> seen = new HashSet<>();
    for (int left = 0; left < 1_000; left++) {
      String token = Token.make(random);
      assertThat(Token.isWellFormed(token)).isTrue();
      assertThat(token).hasSize(57).startsWith("shirube_");
      assertThat(seen.add(token)).isTrue();
      assertThat(seen.add(Token.hash(token))).isTrue();
    }
  }

  /// The form outlives every version: tokens stand in the settings of many machines.
  @Test
  void theFormNeverChanges() {
    String token = Token.make(new Random(7));
    assertThat(token).isEqualTo("shirube_mRcPuxg0d6NalMm_OQt3AgnTKlldSph9QfSz5ZJHGr402-npA");
    assertThat(Token.hash(token))
        .isEqualTo("fe8303299f2a2fcad97fb716676183d40e1e82e984e149a0c2754c48df9c4b3e");
  }

  @Test
  void anyOneLetterChangedIsSeen() {
    String token = Token.make(new Random(2));
    int changed = 0;
    for (int at = 0; at < token.length(); at++) {
      for (char c = 0; c < 256; c++) {
        if (c != token.charAt(at)) {
          String other = token.substring(0, at) + c + token.substring(at + 1);
          assertThat(Token.isWellFormed(other)).as(other).isFalse();
          changed++;
        }
      }
    }
    assertThat(changed).isEqualTo(57 * 255);
  }

  @Test
  void anythingElseIsNoToken() {
    long seed = 88_011;
    Random random = new Random(seed);
    String token = Token.make(random);
    for (int round = 0; round < 20_000; round++) {
      StringBuilder text = new StringBuilder();
      int length = random.nextInt(4) == 0 ? token.length() : random.nextInt(200);
      while (text.length() < length) {
        text.append((char) random.nextInt(random.nextBoolean() ? 128 : 65_536));
      }
      if (random.nextBoolean() && length >= 8) {
        text.replace(0, 8, "shirube_");
      }
      assertThat(Token.isWellFormed(text.toString())).as("seed %d: %s", seed, text).isFalse();
    }
    for (String text : new String[] {"", token + " ", " " + token, token.substring(1)}) {
      assertThat(Token.isWellFormed(text)).isFalse();
    }
  }
}
