// SPDX-License-Identifier: Apache-2.0
package dev.shirube.sigma;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

class ModifiersTest {
  /// Key, value as YAML, the event's words (| between them), whether it matches.
  @ParameterizedTest
  @CsvFileSource(resources = "modifiers.csv", delimiter = '~', quoteCharacter = '"')
  void saysWhatTheSpecificationSays(String key, String value, String words, boolean matches) {
    String detection = "selection:\n    " + key + ": " + value + "\ncondition: selection";
    String[] event = words.split("\\|", -1);
    assertThat(Bench.matches(detection, event)).isEqualTo(matches);
  }

  @Test
  void regexFlagsReachOverLines() {
    String lines = "F=one\nTwo";
    assertThat(Bench.matches("s:\n    F|re|m: '^Two$'\ncondition: s", lines)).isTrue();
    assertThat(Bench.matches("s:\n    F|re: '^Two$'\ncondition: s", lines)).isFalse();
    assertThat(Bench.matches("s:\n    F|re|s: 'one.Two'\ncondition: s", lines)).isTrue();
    assertThat(Bench.matches("s:\n    F|re|i|m|s: 'E.tWO$'\ncondition: s", lines)).isTrue();
  }

  @Test
  void utf16WithoutBase64MeetsTheTextOfSuchBytes() {
    assertThat(Bench.matches("s:\n    F|wide: 'cmd'\ncondition: s", "F=c\0m\0d\0")).isTrue();
    assertThat(Bench.matches("s:\n    F|utf16be|contains: 'cmd'\ncondition: s", "F=x\0c\0m\0dx"))
        .isTrue();
  }

  /// Key and value that are refused, and why.
  @ParameterizedTest
  @CsvFileSource(resources = "refused-modifiers.csv", delimiter = '~', quoteCharacter = '"')
  void refusesWhatSaysNothingSensible(String key, String value, String id) {
    String detection = "selection:\n    " + key + ": " + value + "\ncondition: selection";
    RuleSet rules = Bench.load(Bench.rule(detection));
    assertThat(rules.rules()).isEmpty();
    assertThat(Bench.ids(rules.problems())).isEqualTo(List.of(id + "@7"));
  }
}
