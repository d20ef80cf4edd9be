// SPDX-License-Identifier: Apache-2.0
package dev.shirube.match;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FoldTest {
  @ParameterizedTest
  @CsvSource({
    "WMIC.exe, wmic.EXE, true",
    "STRASSE, straße, false",
    "ẞ, ß, true",
    "ß, ss, false",
    "İ, i, false",
    "İ, I, false",
    "ı, I, false",
    "ΣΊΣΥΦΟΣ, σίσυφος, true",
    "K, k, true",
    "ſ, S, true",
    "Ａｄｍｉｎ, ａＤＭＩＮ, true",
    "Ａ, A, false",
    "ǅ, ǆ, true",
    "Ꭰ, ꭰ, true",
    "Ა, ა, true",
    "𐐀, 𐐨, true",
    "ﬅ, ﬆ, true",
    "ΐ, ΐ, true",
    "カ, ｶ, false"
  })
  void foldsAsUnicodeSays(String one, String two, boolean same) {
    assertThat(Fold.fold(one).equals(Fold.fold(two))).isEqualTo(same);
  }

  @Test
  void keepsTheObjectWhenNothingChanges() {
    String plain = "c:\\windows\\日本語.exe";
    assertThat(Fold.fold("already folded 0-9")).isEqualTo("already folded 0-9");
    assertThat(Fold.fold(plain)).isEqualTo(plain);
  }

  @Test
  void isIdempotentAndKeepsTheCountOfCodePoints() {
    int changed = 0;
    for (int point = 0; point <= Character.MAX_CODE_POINT; point++) {
      int folded = Fold.fold(point);
      assertThat(Fold.fold(folded)).as("U+%X", point).isEqualTo(folded);
      changed += folded == point ? 0 : 1;
    }
    assertThat(changed).isGreaterThan(1_300);
  }
}
