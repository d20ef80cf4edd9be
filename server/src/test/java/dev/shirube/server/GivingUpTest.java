// SPDX-License-Identifier: Apache-2.0
package dev.shirube.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Whatever limit makes detection or reading give something up: the person who scans is told, in
/// both languages, on the screen and in what is written.
class GivingUpTest {
  private static final String RULES = "C:\\work\\rules";
  private static final String LOGS = "C:\\work\\logs";

  private final Installation shirube;

  GivingUpTest() throws IOException {
    shirube = new Installation();
  }

  @AfterEach
  void close() throws IOException {
    shirube.close();
  }

  private String scan(String language) throws IOException {
    assertThat(
            shirube.run(
                "scan",
                LOGS,
                "--rules",
                RULES,
                "--lang",
                language,
                "--out",
                "C:\\work\\r.jsonl",
                "--out",
                "C:\\work\\r.html",
                "--out",
                "C:\\work\\r.csv"))
        .isZero();
    return shirube.said();
  }

  private String written(String name) throws IOException {
    return Files.readString(shirube.work.resolve(name));
  }

  @ParameterizedTest
  @CsvSource({
    "ja, 計算量の上限に達し, 計算量の上限に達したため",
    "en, Rules that gave up at their step limit: 1, The rule gave up at its step limit",
  })
  void aRegularExpressionOverItsBudgetIsAFinding(String language, String said, String shown)
      throws IOException {
    shirube.write(
        "rules/budget.yml",
        """
        title: Costly expression
        id: 31111111-2222-4333-8444-555555555555
        status: test
        level: low
        logsource: {category: process_creation, product: windows}
        detection:
          selection: {CommandLine|re: '(.{1,900}b.{1,900}c)'}
          condition: selection
        """);
    shirube.write("logs/a.json", Installation.started(1, "PC-A", "b" + "a".repeat(200_000)));
    isSaid(scan(language), said);
    assertThat(shirube.out).contains("Costly expression");
    assertThat(written("r.jsonl")).contains("\"unevaluated\":true", "31111111-2222");
    assertThat(written("r.html")).contains("Costly expression", shown);
    String id = "31111111-2222-4333-8444-555555555555";
    shirube.run("scan", LOGS, "--rules", RULES, "--lang", language, "--explain", id);
    assertThat(shirube.out).contains(shown);
    assertThat(written("r.csv")).contains("Costly expression");
  }

  @ParameterizedTest
  @CsvSource({
    "ja, 長すぎて途中で切った値: 1 件, そこまでの項目だけを使いました",
    "en, Values cut because they are too long: 1, only the fields up to there are used",
  })
  void aRecordThatIsTooLongIsCutAndSaid(String language, String counted, String said)
      throws IOException {
    String tooLong = "x".repeat(17 << 20) + Installation.ENCODED;
    shirube.write(
        "logs/a.json",
        Installation.started(1, "PC-A", tooLong) + Installation.started(2, "PC-A", "notepad.exe"));
    isSaid(scan(language), counted);
    isSaid(shirube.out, "a.json:1");
    isSaid(shirube.out, said);
    isSaid(written("r.html"), said);
    assertThat(written("r.jsonl")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "ja, 項目の数か深さが限度を超えたため",
    "en, The record has too many fields or levels",
  })
  void fieldsBeyondTheMostAreSaid(String language, String said) throws IOException {
    StringBuilder record = new StringBuilder("{");
    for (int number = 0; number < 10_200; number++) {
      record.append("\"f").append(number).append("\":").append(number).append(',');
    }
    String start = Installation.started(1, "PC-A", Installation.ENCODED);
    shirube.write("logs/a.json", record + start.substring(1));
    isSaid(scan(language), said);
    isSaid(shirube.out, "a.json:1");
    isSaid(written("r.html"), said);
  }

  /// Whether a text says something, wherever its lines end.
  private static void isSaid(String text, String something) {
    assertThat(text.replace("\n", "").replace(" ", "")).contains(something.replace(" ", ""));
  }
}
