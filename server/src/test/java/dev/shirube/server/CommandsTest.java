// SPDX-License-Identifier: Apache-2.0
package dev.shirube.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.installation.Surroundings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.StringTokenizer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Every command as its user gives it, right and wrong, in both languages.
class CommandsTest {
  private static final String RULES = "C:\\work\\rules";
  private static final String LOGS = "C:\\work\\logs";

  private final Installation shirube;

  CommandsTest() throws IOException {
    shirube = new Installation();
  }

  @BeforeEach
  void makeLogs() throws IOException {
    shirube.write(
        "logs/a.json",
        Installation.started(1, "PC-A", Installation.ENCODED)
            + Installation.started(2, "PC-A", "notepad.exe")
            + Installation.started(30, "PC-B", Installation.ENCODED));
  }

  @AfterEach
  void close() throws IOException {
    shirube.close();
  }

  private int run(String... args) {
    return shirube.run(args);
  }

  @Test
  void scanFindsSaysAndWrites() throws IOException {
    int code =
        run(
            "scan",
            LOGS,
            "--rules",
            RULES,
            "--out",
            "C:\\work\\r.jsonl",
            "--out",
            "C:\\work\\r.csv",
            "--out",
            "C:\\work\\r.html",
            "--lang",
            "en");
    assertThat(shirube.said()).contains("Findings: 2", "Encoded command", "PC-A", "PC-B");
    assertThat(code).isZero();
    List<String> lines = Files.readAllLines(shirube.work.resolve("r.jsonl"));
    assertThat(lines).hasSize(2);
    assertThat(lines.getFirst())
        .contains("\"host\":\"PC-A\"", "\"time\":\"2024-05-01T10:01:00.000000000Z\"")
        .contains("\"input\":\"C:\\\\work\\\\logs\\\\a.json\"", "\"position\":1");
    assertThat(Files.readAllLines(shirube.work.resolve("r.csv"))).hasSize(3);
    assertThat(Files.readString(shirube.work.resolve("r.html"))).contains("Encoded command");
  }

  @Test
  void scanUsesOurOwnRulesWhenNoneAreNamed() {
    assertThat(run("scan", LOGS)).isZero();
    assertThat(shirube.out).contains("rules").contains("What was read");
  }

  @ParameterizedTest
  @CsvSource({
    "high, 1",
    "critical, 0",
    "low, 1",
  })
  void failOnDecidesTheExitCode(String level, int code) {
    assertThat(run("scan", LOGS, "--rules", RULES, "--fail-on", level)).isEqualTo(code);
  }

  @Test
  void levelsBelowTheMinimumAreCountedOnly() {
    assertThat(run("scan", LOGS, "--rules", RULES, "--min-level", "CRITICAL")).isZero();
    assertThat(shirube.out).contains("Nothing was found");
  }

  @ParameterizedTest
  @CsvSource({
    "2024-05-01T10:00, 2024-05-01T10:10, Findings: 1",
    "2024-05-01, 2024-05-01, Findings: 2",
    "2024-05-01T19:20+09:00, 2024-05-02T00:00Z, Findings: 1",
    "2024-05-02, 2024-05-03, Nothing was found",
    "2024/5/1 10:00, 2024年5月1日10時10分, Findings: 1",
    "2024年5月1日, ２０２４/０５/０１, Findings: 2",
  })
  void sinceAndUntilBoundTheTime(String since, String until, String said) {
    assertThat(run("scan", LOGS, "--rules", RULES, "--since", since, "--until", until)).isZero();
    assertThat(shirube.out).contains(said);
  }

  @Test
  void nothingReadableIsSaidByTheExitCode() throws IOException {
    Files.createDirectories(shirube.work.resolve("empty"));
    assertThat(run("scan", "C:\\work\\empty", "--rules", RULES)).isEqualTo(3);
  }

  @Test
  void explainsARuleWithoutLogsAndAFindingWithThem() {
    String id = "11111111-2222-4333-8444-555555555555";
    assertThat(run("scan", "--rules", RULES, "--explain", id)).isZero();
    assertThat(shirube.out).contains("Encoded command", "Something was hidden");
    assertThat(run("scan", LOGS, "--rules", RULES, "--explain", id, "--lang", "ja")).isZero();
    assertThat(shirube.out).contains("なぜ検知したか", "CommandLine", Installation.ENCODED);
    String finding = shirube.out.substring(shirube.out.indexOf("検知 ") + 3).substring(0, 12);
    assertThat(run("scan", LOGS, "--rules", RULES, "--explain", finding)).isZero();
    assertThat(shirube.out).contains("Why it fired").containsOnlyOnce("Finding ");
    assertThat(run("scan", "--rules", RULES, "--explain", "nothing")).isEqualTo(2);
    assertThat(shirube.err).contains("no rule or finding nothing").doesNotContain("{0}");
    assertThat(run("scan", LOGS, "--rules", RULES, "--explain", "nothing")).isEqualTo(2);
  }

  @Test
  void explainsWhatWasKept() throws IOException {
    assertThat(run("scan", LOGS, "--rules", RULES, "--out", "C:\\work\\r.jsonl")).isZero();
    Path data = Files.createDirectories(shirube.home.resolve("data"));
    Files.copy(shirube.work.resolve("r.jsonl"), data.resolve("findings.jsonl"));
    String finding = Files.readString(data.resolve("findings.jsonl")).substring(12, 20);
    assertThat(run("scan", "--rules", RULES, "--explain", finding)).isZero();
    assertThat(shirube.out)
        .contains("Encoded command", "Something was hidden", "Finding " + finding)
        .contains("PC-A", "2024-05-01 10:01:00", "CommandLine was", Installation.ENCODED, "a.json");
    assertThat(run("scan", "--explain", finding, "--lang", "ja")).as("its rule is gone").isZero();
    assertThat(shirube.out).contains("今は使っていません", "なぜ検知したか");
    String id = "11111111-2222-4333-8444-555555555555";
    assertThat(run("scan", "--rules", RULES, "--explain", id)).isZero();
    assertThat(shirube.out).contains("PC-A", "PC-B").containsOnlyOnce("Something was hidden");
  }

  @Test
  void levelsMayBeGivenInJapanese() {
    assertThat(run("scan", LOGS, "--rules", RULES, "--fail-on", "高", "--lang", "ja")).isEqualTo(1);
    assertThat(run("scan", LOGS, "--rules", RULES, "--min-level", "重大", "--lang", "ja")).isZero();
    assertThat(shirube.out).contains("検知はありませんでした");
  }

  @Test
  void helpAndVersionAreCommandsAndOptions() {
    assertThat(run("help", "scan")).isZero();
    assertThat(shirube.out).contains("--fail-on");
    assertThat(run("--version")).isZero();
    assertThat(shirube.out.strip()).isEqualTo("Shirube " + Surroundings.VERSION);
  }

  @ParameterizedTest
  @CsvSource({"scan metrics", "scan logons", "scan search x", "doctor", "scan"})
  void nothingToReadIsSaidByEveryCommand(String command) throws IOException {
    Files.createDirectories(shirube.work.resolve("empty"));
    String[] args =
        Stream.concat(Stream.of(words(command)), Stream.of("C:\\work\\empty"))
            .toArray(String[]::new);
    assertThat(run(args)).isEqualTo(3);
    assertThat(shirube.said()).contains("no log that could be read").doesNotContain("0 events");
  }

  @Test
  void proseAndEmptyFilesBesideLogsAreNamedAndNotEvaluated() throws IOException {
    String sentence = "These logs were taken on a machine of ours and may be\nused by anybody who ";
    shirube.write("logs/README", sentence + "likes. We give no warranty whatever,\nof course.\n");
    shirube.write("logs/empty.log", "");
    assertThat(run("scan", LOGS, "--rules", RULES)).isZero();
    assertThat(shirube.out)
        .contains("records: 3", "Files of prose", "README", "without a single record", "empty.log");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "scan                                 | No file or folder",
        "scan C:\\work\\lgos                  | Do you mean logs?",
        "scan C:\\work\\logs --rulse x        | Do you mean --rules?",
        "scna                                 | Do you mean scan?",
        "rules lst                            | Do you mean list?",
        "scan C:\\work\\logs --min-level bad  | informational, low, medium, high, critical",
        "scan C:\\work\\logs --out r.pdf      | .jsonl, .csv or .html",
        "scan C:\\work\\logs --out C:\\nowhere\\r.csv | no such file or folder",
        "rules coverage --out C:\\work       | This is a folder",
        "sources check C:\\work\\logs       | No description",
        "scan C:\\work\\logs --since yesterday| This is not a time",
        "scan C:\\work\\logs --since 2025-01-01 --until 2024-01-01 | ends before it begins",
        "scan C:\\work\\logs --zone Asia/Tokio| Asia/Tokyo",
        "scan C:\\work\\logs --encoding cp0   | There is no encoding cp0",
        "scan C:\\work\\logs --rules C:\\work\\logs | no rules that can be used",
        "scan search                          | TEXT is missing",
        "rules add C:\\work\\logs             | No rules that can be used were found",
        "rules add https://[x                 | not an address",
        "rules test C:\\work\\logs            | No tests were found",
        "scaffold rule Ümlaut                 | cannot be used",
        "scaffold thing x                     | source, rule",
        "scan C:\\work\\logs --settings C:\\x | settings file was not found",
      })
  void mistakesAreAnsweredWithAdvice(String command, String answer) {
    String[] args = words(command);
    assertThat(run(args)).as(shirube.said()).isEqualTo(2);
    assertThat(shirube.err.replace("\n", " ").replace("  ", " ")).contains(answer);
    assertThat(shirube.err).doesNotContain("Exception").doesNotContain("java.");
    args = Stream.concat(Stream.of(args), Stream.of("--lang", "ja")).toArray(String[]::new);
    assertThat(run(args)).isEqualTo(2);
    assertThat(shirube.err.codePoints().anyMatch(c -> c >= 0x3040 && c < 0x3100)).isTrue();
  }

  private static String[] words(String command) {
    return Stream.of(new StringTokenizer(command.strip()))
        .flatMap(it -> Collections.list(it).stream())
        .map(String::valueOf)
        .toArray(String[]::new);
  }

  @ParameterizedTest
  @CsvSource({
    "''",
    "scan",
    "scan metrics",
    "scan logons",
    "scan search",
    "doctor",
    "rules",
    "rules add",
    "rules list",
    "rules check",
    "rules test",
    "rules coverage",
    "sources",
    "sources check",
    "up",
    "scaffold",
  })
  void everyCommandHasHelpInBothLanguages(String command) {
    for (String language : List.of("ja", "en")) {
      String[] args =
          Stream.concat(Stream.of(words(command)), Stream.of("--help", "--lang", language))
              .toArray(String[]::new);
      assertThat(run(args)).isZero();
      assertThat(shirube.out).contains("--help").doesNotContain("cli.").doesNotContain("[]");
      boolean japanese = shirube.out.codePoints().anyMatch(c -> c >= 0x3040 && c < 0x3100);
      assertThat(japanese).isEqualTo(language.equals("ja"));
    }
  }

  @Test
  void languageComesFromTheEnvironment() {
    shirube.environment.put("LANG", "ja_JP.UTF-8");
    assertThat(run("scan")).isEqualTo(2);
    assertThat(shirube.err).contains("指定されていません");
    shirube.environment.put("SHIRUBE_LANG", "en");
    assertThat(run("scan")).isEqualTo(2);
    assertThat(shirube.err).contains("No file or folder");
  }

  @Test
  void settingsChooseLanguageZoneAndLevel() throws IOException {
    Files.writeString(
        shirube.home.resolve("shirube.yaml"),
        "language: ja\nzone: Asia/Tokyo\nminimum-level: critical\n");
    assertThat(run("scan", LOGS, "--rules", RULES)).isZero();
    assertThat(shirube.out).contains("検知はありませんでした", "19:01:00", "Asia/Tokyo");
    assertThat(run("scan", LOGS, "--rules", RULES, "--lang", "en", "--min-level", "low")).isZero();
    assertThat(shirube.out).contains("Findings: 2");
  }

  @Test
  void everyMistakeInTheSettingsIsToldAtOnce() throws IOException {
    Files.writeString(
        shirube.home.resolve("shirube.yaml"), "langage: ja\nzone: Mars\nminimum-level: bad\n");
    assertThat(run("scan", LOGS)).isEqualTo(2);
    assertThat(shirube.err).contains("1. ", "2. ", "3. ", "shirube.yaml:1", "shirube.yaml:3");
    assertThat(run("scan", "--help")).isZero();
  }

  @Test
  void metricsLogonsAndSearchLookAtEvents() {
    assertThat(run("scan", "metrics", LOGS)).isZero();
    assertThat(shirube.out).contains("What the 3 events are", "Process created", "PC-A");
    assertThat(run("scan", "logons", LOGS)).isZero();
    assertThat(shirube.out).contains("There are no sign-ins");
    assertThat(run("scan", "search", "NOTEPAD", LOGS)).isZero();
    assertThat(shirube.out).contains("notepad.exe", "a.json #2").doesNotContain("-enc");
    assertThat(shirube.err).contains("1 events have");
    assertThat(run("scan", "search", "notepad", LOGS, "--field", "Image")).isZero();
    assertThat(shirube.out).doesNotContain("notepad.exe");
  }

  @Test
  void hostileValuesDoNotReachTheTerminal() throws IOException {
    shirube.write(
        "logs/b.json",
        Installation.started(5, "PC-\\u001b[2J\\u202e", "x -enc \\u001b]0;owned\\u0007"));
    assertThat(run("scan", LOGS, "--rules", RULES)).isZero();
    assertThat(shirube.said())
        .contains("[U+001B]")
        .doesNotContain("\u001b")
        .doesNotContain("\u202e");
    assertThat(run("scan", "search", "owned", LOGS)).isZero();
    assertThat(shirube.said()).contains("[U+001B]]0;owned[U+0007]").doesNotContain("\u0007");
  }
}
