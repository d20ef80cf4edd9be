// SPDX-License-Identifier: Apache-2.0
package dev.shirube.lake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OcsfLineTest {
  private static final String WHOLE =
      """
      {"class_uid":1007,"process":{"cmd_line":["a \\"b\\" \\\\ \\u0041",null,true,-1.5e3],\
      "file":{"path":{"value":"C:\\\\x","more":"y"}}},"user":{"value":"z"},"unmapped":{"a.b":[],"":" "}}\
      """;

  @Test
  void readsWhatStandsUnderEachPathAndName() throws Exception {
    OcsfLine line = OcsfLine.read(WHOLE);
    assertThat(line.values())
        .containsEntry("class_uid", List.of("1007"))
        .containsEntry("process.cmd_line", Arrays.asList("a \"b\" \\ A", null, "true", "-1.5e3"))
        .containsEntry("process.file.path", List.of("C:\\x"))
        .containsEntry("process.file.path.more", List.of("y"))
        .containsEntry("user.value", List.of("z"))
        .hasSize(5);
    assertThat(line.unmapped())
        .containsEntry("a.b", List.of())
        .containsEntry("", List.of(" "))
        .hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "{",
        "{}x",
        "{\"a\":}",
        "{\"a\":[{}]}",
        "{\"a\":[[1]]}",
        "{\"a\":nul}",
        "{\"a\":\"\\u12\"}",
        "{\"a\":\"\\q\"}",
        "{\"a\":1,}",
        "{\"unmapped\":{\"a\":{}}}",
        "{\"unmapped\":1}",
      })
  void refusesWhatIsNoEvent(String line) {
    assertThatThrownBy(() -> OcsfLine.read(line))
        .isInstanceOfSatisfying(
            MalformedLine.class, e -> assertThat(e.place()).isBetween(0, line.length() + 2));
  }

  @Test
  void depthIsBounded() {
    assertThatThrownBy(() -> OcsfLine.read("{\"a\":".repeat(100_000)))
        .isInstanceOf(MalformedLine.class);
  }

  /// Whatever is done to a line, it is read or refused, and soon.
  @Test
  void survivesWhatIsDoneToALine() {
    long seed = 20_260_202;
    Random random = new Random(seed);
    int refused = 0;
    for (int round = 0; round < 20_000; round++) {
      StringBuilder line = new StringBuilder(WHOLE);
      for (int changes = 1 + random.nextInt(3); changes > 0 && !line.isEmpty(); changes--) {
        int at = random.nextInt(line.length());
        switch (random.nextInt(4)) {
          case 0 -> line.deleteCharAt(at);
          case 1 -> line.insert(at, "{}[]\",:\\u0".charAt(random.nextInt(10)));
          case 2 -> line.setCharAt(at, (char) random.nextInt(1 << 16));
          default -> line.setLength(Math.max(1, at));
        }
      }
      try {
        assertThat(OcsfLine.read(line.toString()).values()).isNotNull();
      } catch (MalformedLine _) {
        refused++;
      }
    }
    assertThat(refused).as("seed %d", seed).isBetween(5_000, 19_500);
  }
}
