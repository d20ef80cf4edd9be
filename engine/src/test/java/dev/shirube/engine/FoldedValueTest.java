// SPDX-License-Identifier: Apache-2.0
package dev.shirube.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.event.ValueText;
import dev.shirube.event.ValueType;
import dev.shirube.match.Fold;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A value's folded bytes are the folding of its text, however it is spelled and whatever is wrong
/// with it.
class FoldedValueTest {
  private static final long SEED = 20_261_207L;
  private static final int CASES = 30_000;
  private static final String[] PIECES = {
    "a",
    "Z",
    "k",
    "\u212a",
    "\u017f",
    "\u0130",
    "\u0131",
    "\u1e9e",
    "\u023a",
    "\ufb05",
    "\uab70",
    "\ud83d\ude00",
    "\ud801\udc00",
    "\u65e5",
    "\\",
    "\"",
    "/",
    "\\n",
    "\\u",
    "\\u0041",
    "\\u212A",
    "\\ud83d",
    "\\ude00",
    "\\ud83d\\ude00",
    "\\x",
    "\\u00",
    "\ufffd",
    "\u0000",
    "0",
    "-1.5e3"
  };

  private final FoldedValue folded = new FoldedValue();

  @ParameterizedTest
  @EnumSource(ValueType.class)
  void foldsAsTheTextDoes(ValueType type) {
    Random random = new Random(SEED + type.ordinal());
    int changed = 0;
    for (int round = 0; round < CASES; round++) {
      byte[] value = value(type, random);
      byte[] buffer = new byte[value.length + 20];
      random.nextBytes(buffer);
      int offset = random.nextInt(10);
      System.arraycopy(value, 0, buffer, offset, value.length);
      String text = ValueText.of(type, buffer, offset, value.length);
      folded.on(type, buffer, offset, value.length);
      assertThat(Arrays.copyOf(folded.bytes(), folded.length()))
          .as("seed %s %s round %s: %s", SEED, type, round, text)
          .isEqualTo(FoldedValue.fold(text));
      assertThat(folded.subject().text()).isEqualTo(text);
      changed += Fold.fold(text).equals(text) ? 0 : 1;
    }
    boolean letters = type != ValueType.NULL && type != ValueType.PROCESS_KEY;
    assertThat(changed)
        .as("texts that folding changes")
        .isGreaterThanOrEqualTo(letters ? 1_000 : 0);
  }

  @Test
  void differentFoldedTextsHaveDifferentBytes() {
    assertThat(FoldedValue.fold("\ud83d")).isNotEqualTo(FoldedValue.fold("\ufffd"));
    assertThat(FoldedValue.fold("\ud83d")).isNotEqualTo(FoldedValue.fold("?"));
    assertThat(FoldedValue.fold("\u212aELVIN\u017f")).isEqualTo(FoldedValue.fold("kelvins"));
    assertThat(FoldedValue.fold("\ud83d\ude00"))
        .isEqualTo("\ud83d\ude00".getBytes(StandardCharsets.UTF_8));
    assertThat(FoldedValue.fold("")).isEmpty();
  }

  /// Every code point by itself, in each of the three encodings of text.
  @Test
  void foldsEveryCodePoint() {
    int points = 0;
    for (int point = 0; point <= Character.MAX_CODE_POINT; point++) {
      if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
        continue;
      }
      String text = Character.toString(point);
      byte[] expected = FoldedValue.fold(text);
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      check(ValueType.TEXT, utf8, expected, point);
      if (point != '\\') {
        check(ValueType.TEXT_JSON, utf8, expected, point);
      }
      check(ValueType.TEXT_UTF16, text.getBytes(StandardCharsets.UTF_16LE), expected, point);
      points++;
    }
    assertThat(points).isEqualTo(0x11_0000 - 0x800);
  }

  private void check(ValueType type, byte[] value, byte[] expected, int point) {
    folded.on(type, value, 0, value.length);
    if (!Arrays.equals(folded.bytes(), 0, folded.length(), expected, 0, expected.length)) {
      throw new AssertionError(type + " U+" + Integer.toHexString(point));
    }
  }

  private static byte[] value(ValueType type, Random random) {
    StringBuilder text = new StringBuilder();
    for (int parts = random.nextInt(7); parts > 0; parts--) {
      text.append(PIECES[random.nextInt(PIECES.length)]);
    }
    byte[] value =
        text.toString()
            .getBytes(
                type == ValueType.TEXT_UTF16 ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_8);
    for (int broken = random.nextInt(3); broken > 0 && value.length > 0; broken--) {
      value[random.nextInt(value.length)] = (byte) random.nextInt(256);
    }
    return random.nextInt(5) == 0 && value.length > 0
        ? Arrays.copyOf(value, value.length - 1)
        : value;
  }
}
