// SPDX-License-Identifier: Apache-2.0
package dev.shirube.documents;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.containers.Sample;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What people wrote for people is told from what machines wrote down.
class ProseFormatTest {
  private static final ProseFormat PROSE = new ProseFormat();

  private static int sure(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return PROSE.recognize(new Sample("x", bytes, text, true));
  }

  @ParameterizedTest
  @ValueSource(strings = {"LICENSE", "ARCHITECTURE.md", "docs/decisions/clocks.md"})
  void ourOwnTextsAreProse(String name) throws IOException {
    Path root = Path.of(System.getProperty("shirube.root", ".."));
    assertThat(sure(Files.readString(root.resolve(name)))).isPositive();
  }

  @Test
  void soIsJapanese() {
    assertThat(
            sure(
                """
                このフォルダーには、検証用の記録が入っています。

                利用に制限はありませんが、無保証です。個人の名前は仮のものに
                置き換えてあります。
                """))
        .isPositive();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "May  1 10:00:00 srv1 sshd[1]: Failed password for root from 10.0.0.9 port 44 ssh2\n",
        "The user tanaka was not let in, as the password was wrong.\n",
        "ユーザー田中のサインインに失敗しました。\n",
        "cat /etc/passwd | grep root\nls -la\nwhoami\ncd ..\n",
        "ET SCAN Potential scan of a web server by somebody\n",
      })
  void linesOfALogAreNot(String line) {
    assertThat(sure(line.repeat(40))).isZero();
    assertThat(sure(line)).isZero();
  }
}
