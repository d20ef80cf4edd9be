// SPDX-License-Identifier: Apache-2.0
package dev.shirube.containers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LineReaderTest {
  private static List<String> lines(String text, int limit) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    LineReader reader = new LineReader(new ByteArrayInputStream(bytes), limit);
    List<String> lines = new ArrayList<>();
    while (reader.next()) {
      String line =
          new String(reader.bytes(), reader.start(), reader.length(), StandardCharsets.ISO_8859_1);
      lines.add(line + (reader.truncated() ? "…" : "") + (reader.terminated() ? "" : "$"));
      assertThat(reader.number()).isEqualTo(lines.size());
    }
    return lines;
  }

  @Test
  void endsLinesInEveryWay() throws IOException {
    assertThat(lines("a\nb\r\n\nc", 100)).containsExactly("a", "b", "", "c$");
    assertThat(lines("a\rb\rc", 100)).containsExactly("a", "b", "c$");
    assertThat(lines("a\rb\nc\n", 100)).containsExactly("a\rb", "c");
    assertThat(lines("", 100)).isEmpty();
    assertThat(lines("\n", 100)).containsExactly("");
    assertThat(lines("a\0b\n\0\n", 100)).containsExactly("a\0b", "\0");
  }

  @Test
  void cutsLinesThatAreTooLong() throws IOException {
    String big = "x".repeat(500_000);
    assertThat(lines("ab\nabcdef\nabc\n", 3)).containsExactly("ab", "abc…", "abc");
    assertThat(lines(big + "\nnext\n" + big, 1_000))
        .containsExactly("x".repeat(1_000) + "…", "next", "x".repeat(1_000) + "…$");
    assertThat(lines(big + "\nnext", 500_000)).containsExactly(big, "next$");
  }

  @Test
  void agreesWithAPlainReading() throws IOException {
    Random random = new Random(42);
    for (int round = 0; round < 300; round++) {
      StringBuilder text = new StringBuilder("seed\n");
      List<String> expected = new ArrayList<>(List.of("seed"));
      int count = random.nextInt(40);
      for (int line = 0; line < count; line++) {
        String content =
            "y".repeat(random.nextInt(4) == 0 ? random.nextInt(90_000) : random.nextInt(9));
        boolean last = line == count - 1 && !content.isEmpty();
        text.append(content).append(last ? "" : random.nextBoolean() ? "\n" : "\r\n");
        expected.add(content + (last ? "$" : ""));
      }
      assertThat(lines(text.toString(), 1 << 20)).as("round %s", round).isEqualTo(expected);
    }
  }
}
