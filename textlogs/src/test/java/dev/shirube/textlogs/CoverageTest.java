// SPDX-License-Identifier: Apache-2.0
package dev.shirube.textlogs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.containers.Format;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Nothing is dropped: every word of a line (letters and digits, and all that is not ASCII) stands
/// in some name or value of its record, but for the words that are the form's own syntax.
class CoverageTest {
  private static final Map<String, Set<String>> SYNTAX =
      Map.of("auditd", Set.of("msg"), "zeek", Set.of("empty", "EMPTY", "NONE"));

  private static final String[] WORDS = {
    "alpha",
    "beta",
    "10.0.0.1",
    "a=b",
    "k=\"v w\"",
    "msg='x y'",
    "user=\"",
    "[12]",
    "host",
    "tag:",
    "tag[5]:",
    "<13>",
    "1",
    "-",
    "2023-10-11T22:14:15Z",
    "Oct 11 22:14:15",
    "%ASA-6-302013:",
    "太郎",
    "[id",
    "name=\"v\"]",
    ";",
    ",",
    ", ",
    " ; ",
    "|",
    "CEF:0|a|b|1|2|n|5|",
    "LEEF:1.0|v|p|1|id|",
    "cs1Label=Label",
    "cs1=value",
    "type=SYSCALL",
    "msg=audit(1652292621.998:123):",
    "arch=c000003e",
    "a0=4142",
    "saddr=02000050C0000201",
    "name=/x",
    "[10/Oct/2023:13:55:36 -0700]",
    "\"GET /a?b HTTP/1.1\"",
    "200",
    "\"-\"",
    "[error]",
    "[pid 5:tid 6]",
    "[client 1.2.3.4]",
    "9 ",
    "\t",
    "==",
    "=x",
    "(empty)"
  };

  @Test
  void keepsEveryWordOfTheGoldenLogs() throws IOException {
    for (Path log : GoldenTest.logs()) {
      String file = String.valueOf(log.getFileName());
      if (!file.equals("syslog-framed.log")) {
        check(GoldenTest.format(file), Files.readString(log).replace("\ufeff", ""), file);
      }
    }
  }

  @Test
  void keepsEveryWordOfAnyLine() {
    long seed = 7;
    Random random = new Random(seed);
    int words = 0;
    for (int round = 0; round < 1_200; round++) {
      StringBuilder line = new StringBuilder();
      for (int word = random.nextInt(14) + 1; word > 0; word--) {
        line.append(WORDS[random.nextInt(WORDS.length)]).append(random.nextInt(9) == 0 ? "" : " ");
      }
      for (Format format : GoldenTest.FORMATS) {
        words += check(format, line.toString(), "seed " + seed + " round " + round);
      }
    }
    assertThat(words).isGreaterThan(60_000);
  }

  static int check(Format format, String text, String what) {
    Reading reading = Reading.of(format, text);
    Set<String> kept = new HashSet<>();
    reading.events().forEach(event -> event.forEach(value -> kept.addAll(words(value))));
    String all = String.join("\n", reading.events().stream().flatMap(List::stream).toList());
    Set<String> syntax = new HashSet<>(SYNTAX.getOrDefault(format.name(), Set.of()));
    List<String> wanted = new ArrayList<>();
    text.lines()
        .filter(line -> !line.startsWith("#") || !isTable(format))
        .filter(line -> reading.counts().damaged() == 0 || text.endsWith("\n" + line))
        .forEach(line -> wanted.addAll(words(line)));
    if (reading.counts().damaged() == 0) {
      for (String word : wanted) {
        boolean there = kept.contains(word) || syntax.contains(word) || all.contains(word);
        assertThat(there)
            .as(what + " as " + format.name() + " lost " + word + " of " + text)
            .isTrue();
      }
    }
    return wanted.size();
  }

  private static boolean isTable(Format format) {
    return format instanceof ZeekFormat || format instanceof W3cFormat;
  }

  /// Runs of letters, digits and bytes beyond ASCII; what follows a backslash is an escape.
  private static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int at = 0;
    while (at < bytes.length) {
      int end = at;
      while (end < bytes.length && isWord(bytes[end])) {
        end++;
      }
      if (end > at && (at == 0 || bytes[at - 1] != '\\')) {
        words.add(new String(bytes, at, end - at, StandardCharsets.UTF_8));
      }
      at = Math.max(end, at + 1);
    }
    return words;
  }

  private static boolean isWord(byte c) {
    return c < 0 || Ascii.isLetter(c) || Ascii.isDigit(c);
  }
}
