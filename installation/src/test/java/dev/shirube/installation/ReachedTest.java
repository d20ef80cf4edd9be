// SPDX-License-Identifier: Apache-2.0
package dev.shirube.installation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReachedTest {
  @ParameterizedTest
  @CsvSource({
    "0.0.0.0, 127.0.0.1:7781",
    "'::', 127.0.0.1:7781",
    "192.0.2.1, 192.0.2.1:7781",
    "2001:db8::1, '[2001:db8::1]:7781'"
  })
  void whatListensIsReachedWhereItDoes(String listen, String place) {
    assertThat(DataFolder.Running.reached(listen, 7781)).isEqualTo(place);
  }
}
