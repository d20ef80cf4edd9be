// SPDX-License-Identifier: Apache-2.0
package dev.shirube.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValueTextTest {
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      textBlock =
          """
          a\\\\b, a\\b
          \\u65e5\\u4ed8, 日付
          \\/Date(1)\\/, /Date(1)/
          \\x, \\x
          \\u12, \\u12
          end\\, end\\
          """)
  void removesTheEscapesOfJson(String escaped, String plain) {
    assertThat(ValueText.unescape(escaped)).isEqualTo(plain);
  }

  @Test
  void showsEveryTypeAsItsSourceWould() {
    byte[] wide = "日付".getBytes(StandardCharsets.UTF_16LE);
    assertThat(ValueText.of(ValueType.TEXT_UTF16, wide, 0, wide.length)).isEqualTo("日付");
    byte[] bytes = {(byte) 0xab, 0x01};
    assertThat(ValueText.of(ValueType.BINARY, bytes, 0, 2)).isEqualTo("AB01");
    assertThat(ValueText.of(ValueType.NULL, bytes, 0, 0)).isEmpty();
    byte[] digits = "-12".getBytes(StandardCharsets.US_ASCII);
    assertThat(ValueText.of(ValueType.INTEGER, digits, 0, 3)).isEqualTo("-12");
  }
}
