// SPDX-License-Identifier: Apache-2.0
package dev.shirube.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.export.JsonText;
import dev.shirube.export.VisibleText;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafeTextTest {
  @Test
  void showsWhatCannotBeSeen() {
    assertThat(VisibleText.of("plain text, 日本語 – ok é")).isEqualTo("plain text, 日本語 – ok é");
    assertThat(VisibleText.of("a\r\nb\tc\rd")).isEqualTo("a↵b⇥c[U+000D]d");
    assertThat(VisibleText.of("\u001b[31mred")).isEqualTo("[U+001B][31mred");
    assertThat(VisibleText.of("\u202eexe.gpj")).isEqualTo("[U+202E]exe.gpj");
    assertThat(VisibleText.of("a\u200bb\u2028c\u0085d\u007fe"))
        .isEqualTo("a[U+200B]b[U+2028]c[U+0085]d[U+007F]e");
    assertThat(VisibleText.of("\ud800x")).isEqualTo("[U+D800]x");
    assertThat(VisibleText.of("\ud83d\ude00")).isEqualTo("\ud83d\ude00");
    assertThat(VisibleText.of("\udb40\udc41")).isEqualTo("[U+E0041]");
  }

  @Test
  void cutsWithoutHalvingACharacter() {
    assertThat(VisibleText.of("abc", 3)).isEqualTo("abc");
    assertThat(VisibleText.of("abcd", 3)).isEqualTo("abc…");
    assertThat(VisibleText.of("ab\ud83d\ude00d", 3)).isEqualTo("ab…");
  }

  @Test
  void nothingActiveIsLeftOfRandomText() {
    long seed = 20_260_923;
    Random random = new Random(seed);
    for (int round = 0; round < 20_000; round++) {
      StringBuilder text = new StringBuilder();
      for (int length = random.nextInt(20); length > 0; length--) {
        text.append((char) (random.nextBoolean() ? random.nextInt(0x300) : random.nextInt(0xffff)));
      }
      String visible = VisibleText.of(text.toString());
      assertThat(visible.codePoints().noneMatch(VisibleText::unseen))
          .as("seed %d round %d", seed, round)
          .isTrue();
      String escaped = Html.escape(text.toString());
      assertThat(escaped).doesNotContain("<").doesNotContain(">").doesNotContain("\"");
      String json = new JsonText().text(text.toString()).toString();
      assertThat(json.codePoints().noneMatch(VisibleText::unseen)).isTrue();
      assertThat(CsvTimeline.cell(text.toString())).doesNotContain("\n").doesNotContain("\r");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "plain;plain",
        "a,b;\"a,b\"",
        "say \"x\";\"say \"\"x\"\"\"",
        "=1+1;'=1+1",
        "+cmd;'+cmd",
        "-2+3;'-2+3",
        "@SUM(A1);'@SUM(A1)",
        "-;-",
        "＝1;'＝1",
        "` =1+1`;' =1+1",
      })
  void cellsAreNeverFormulas(String value, String cell) {
    assertThat(CsvTimeline.cell(value)).isEqualTo(cell);
  }

  @Test
  void cellsThatBeginWithATabAreNotFormulas() {
    assertThat(CsvTimeline.cell("\t=1")).isEqualTo("'⇥=1");
    assertThat(CsvTimeline.cell("\r\n=1")).isEqualTo("'↵=1");
  }
}
