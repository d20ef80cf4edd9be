// SPDX-License-Identifier: Apache-2.0
package dev.shirube.normalize;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The small parts descriptions are made of.
class PartsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "none",
      quoteCharacter = '`',
      textBlock =
          """
          BASENAME      | C:\\Windows\\cmd.exe     | cmd.exe
          BASENAME      | /usr/bin/id              | id
          BASENAME      | cmd.exe                  | cmd.exe
          FOLDER        | C:\\Windows\\cmd.exe     | C:\\Windows
          FOLDER        | /id                      | /
          FOLDER        | id                       | none
          EXTENSION     | C:\\a.b\\c.exe           | exe
          EXTENSION     | C:\\a.b\\c               | none
          EXTENSION     | .profile                 | none
          LOWER         | ÄBC                      | äbc
          UPPER         | abc                      | ABC
          TRIM          | "a b"                    | a b
          NUMBER        | 0x1a2c                   | 6700
          NUMBER        | 6700                     | 6700
          NUMBER        | 0xffffffffffffffff       | 18446744073709551615
          NUMBER        | abc                      | none
          HEX           | 6700                     | 0x1a2c
          HEX           | 0x1A2C                   | 0x1A2C
          HEX           | -1                       | none
          DECODE_HEX    | 6C73002D6C61             | ls -la
          DECODE_HEX    | 6C7                      | none
          DECODE_BASE64 | bHMgLWxh                 | ls -la
          DECODE_URL    | a%20b%2fc%zz             | a b/c%zz
          """)
  void changesTexts(TextChange change, String text, @Nullable String expected) {
    assertThat(change.apply(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          10.0.0.1               | 10.0.0.1    | ''
          10.0.0.1:80            | 10.0.0.1    | 80
          [::1]:443              | ::1         | 443
          [fe80::1%4]:52202      | fe80::1     | 52202
          fe80::1                | fe80::1     | ''
          ::ffff:10.0.0.1        | 10.0.0.1    | ''
          ldap://dc1:389/x?y     | dc1         | 389
          host:name              | host:name   | ''
          host:99999999          | host:99999999 | ''
          """)
  void readsAddresses(String text, String host, String port) {
    assertThat(TextChange.NetworkAddress.of(text))
        .isEqualTo(new TextChange.NetworkAddress(host, port));
  }

  private static List<String> match(String pattern, String text) {
    Template template = Template.read(pattern, _ -> null);
    assertThat(template).isNotNull();
    int[] found = template == null ? null : template.match(text);
    List<String> parts = new ArrayList<>();
    for (int index = 0; found != null && index < found.length; index += 2) {
      parts.add(text.substring(found[index], found[index + 1]));
    }
    return parts;
  }

  @Test
  void takesLinesApart() {
    String pattern = "Failed password for {user} from {ip} port {port} ssh2";
    assertThat(match(pattern, "Failed password for ann from 10.0.0.9 port 22 ssh2"))
        .containsExactly("ann", "10.0.0.9", "22");
    assertThat(match(pattern, "Failed password for ann from 10.0.0.9 port 22")).isEmpty();
    assertThat(match("{a+} from {b}", "x from y from z")).containsExactly("x from y", "z");
    assertThat(match("{a} from {b}", "x from y from z")).containsExactly("x", "y from z");
    assertThat(match("plain", "plain")).isEmpty();
    assertThat(match("a{}b", "ab")).containsExactly("");
    assertThat(match("a{}a", "a")).isEmpty();
    assertThat(Template.read("{a}{b}", _ -> null)).isNull();
    assertThat(Template.read("{a", _ -> null)).isNull();
  }

  @Test
  void findsWordsInAnyCase() {
    Vocabulary.Words words = new Vocabulary.Words();
    for (int number = 0; number < 500; number++) {
      assertThat(words.add("Word" + number)).isEqualTo(number);
    }
    byte[] text = "xxwORD421yy".getBytes(StandardCharsets.UTF_8);
    assertThat(words.find(text, 2, 7)).isEqualTo(421);
    assertThat(words.find(text, 1, 8)).isNegative();
  }
}
