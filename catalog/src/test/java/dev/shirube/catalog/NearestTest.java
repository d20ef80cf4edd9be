// SPDX-License-Identifier: Apache-2.0
package dev.shirube.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The word somebody probably meant.
class NearestTest {
  private static final List<String> WORDS = List.of("home", "scan", "rules", "device.hostname");

  @ParameterizedTest
  @CsvSource({
    "scna,scan",
    "SCAN,scan",
    "rlues,rules",
    "ruls,rules",
    "device.hostnme,device.hostname"
  })
  void isFoundThroughAMistake(String written, String meant) {
    assertThat(Nearest.to(written, WORDS)).isEqualTo(meant);
  }

  @ParameterizedTest
  @CsvSource({"nope", "xy", "help"})
  void isNotGuessedWhenHalfOfItDiffers(String written) {
    assertThat(Nearest.to(written, WORDS)).isEmpty();
  }

  @Test
  void isGivenHoweverFarWhereOneOfAListIsWanted() {
    assertThat(Nearest.of("hostname", WORDS)).isEqualTo("home");
    assertThat(Nearest.of("b", List.of("c", "a"))).isEqualTo("a");
    assertThat(Nearest.of("x", List.of())).isEmpty();
  }
}
