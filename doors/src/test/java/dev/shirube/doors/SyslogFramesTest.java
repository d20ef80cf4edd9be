// SPDX-License-Identifier: Apache-2.0
package dev.shirube.doors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.gateway.Envelope;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SyslogFramesTest {
  private static final int LIMIT = 100;

  private static List<String> read(byte[] bytes, int step) {
    SyslogFrames frames = new SyslogFrames(LIMIT);
    List<Envelope.RawRecord> records = new ArrayList<>();
    for (int at = 0; at < bytes.length; at += step) {
      byte[] piece = Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + step));
      frames.feed(piece, piece.length, records::add);
    }
    frames.end(records::add);
    return records.stream()
        .map(it -> new String(it.bytes(), StandardCharsets.ISO_8859_1) + (it.cut() ? "~" : ""))
        .toList();
  }

  static List<Arguments> streams() {
    String x = "x".repeat(LIMIT);
    return List.of(
        Arguments.of("", List.of()),
        Arguments.of("<1>a\n<2>b\n", List.of("<1>a", "<2>b")),
        Arguments.of("<1>a\r\n\n\0\n<2>b", List.of("<1>a", "<2>b")),
        Arguments.of("4 <1>a5 <2>bc", List.of("<1>a", "<2>bc")),
        Arguments.of("4 <1>a<2>b\n4 <3>c", List.of("<1>a", "<2>b", "<3>c")),
        Arguments.of("8 <1>a\nb\n\n<2>c\n", List.of("<1>a\nb", "<2>c")),
        Arguments.of("2026 a year\n2026-01-01 a day\n", List.of("2026 a year", "2026-01-01 a day")),
        Arguments.of("12345678 <1>no count\n", List.of("12345678 <1>no count")),
        Arguments.of("0 <1>a\n", List.of("0 <1>a")),
        Arguments.of("10 <1>cut", List.of("<1>cut~")),
        Arguments.of("12", List.of("12")),
        Arguments.of("12 ", List.of("12 ")),
        Arguments.of(x + "\n" + x + "yz\n<1>a\n", List.of(x, x + "~", "<1>a")),
        Arguments.of(
            "103 <1>" + x + "<2>b\n", List.of("<1>" + "x".repeat(LIMIT - 3) + "~", "<2>b")),
        Arguments.of("no priority\n", List.of("no priority")),
        Arguments.of("\u00ff\u00fe\n", List.of("\u00ff\u00fe")));
  }

  @ParameterizedTest
  @MethodSource("streams")
  void guessesTheFramingOfEachMessage(String stream, List<String> messages) {
    byte[] bytes = stream.getBytes(StandardCharsets.ISO_8859_1);
    assertThat(read(bytes, 1_000)).isEqualTo(messages);
    assertThat(read(bytes, 1)).isEqualTo(messages);
    assertThat(read(bytes, 7)).isEqualTo(messages);
  }

  @Test
  void anyBytesAreSomeMessagesWhateverThePieces() {
    String alphabet = "<>0123456789 \n\r\0abc";
    int messages = 0;
    for (long seed = 0; seed < 5_000; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      StringBuilder stream = new StringBuilder();
      int length = random.nextInt(300);
      for (int index = 0; index < length; index++) {
        stream.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      byte[] bytes = stream.toString().getBytes(StandardCharsets.ISO_8859_1);
      List<String> whole = read(bytes, 1_000);
      assertThat(read(bytes, 1 + random.nextInt(9))).as("seed " + seed).isEqualTo(whole);
      messages += whole.size();
    }
    assertThat(messages).isGreaterThan(20_000);
  }
}
