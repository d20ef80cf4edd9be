// SPDX-License-Identifier: Apache-2.0
package dev.shirube.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class FieldNamesTest {
  private final FieldNames names = new FieldNames();

  @Test
  void givesEveryNameOneNumber() {
    for (int round = 0; round < 2; round++) {
      for (int number = 0; number < 5000; number++) {
        assertThat(names.intern("name." + number)).isEqualTo(number + 1);
      }
    }
    assertThat(names.size()).isEqualTo(5001);
    assertThat(names.text(4321)).isEqualTo("name.4320");
    assertThat(names.find("name.4320")).isEqualTo(4321);
    assertThat(names.find("other")).isNegative();
    assertThat(names.text(FieldNames.NONE)).isEmpty();
  }

  @Test
  void takesPartsOfABuffer() {
    byte[] bytes = "xx日付yy".getBytes(StandardCharsets.UTF_8);
    int number = names.intern(bytes, 2, bytes.length - 4);
    assertThat(names.text(number)).isEqualTo("日付");
    assertThat(names.intern("日付")).isEqualTo(number);
  }

  @Test
  void saysWhenItIsFull() {
    assertThat(names.isFull()).isFalse();
    for (int number = 0; number < 1 << 18; number++) {
      names.intern(Integer.toString(number));
    }
    assertThat(names.isFull()).isTrue();
  }
}
