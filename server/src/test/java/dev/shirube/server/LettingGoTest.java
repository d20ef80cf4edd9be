// SPDX-License-Identifier: Apache-2.0
package dev.shirube.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.catalog.Content;
import dev.shirube.catalog.Language;
import dev.shirube.detect.CorrelationLimits;
import dev.shirube.event.Severity;
import dev.shirube.intake.IntakeProgress;
import dev.shirube.intake.IntakeReport;
import dev.shirube.intake.TimeWindow;
import dev.shirube.report.FindingLedger;
import dev.shirube.sigma.RuleFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What correlations let go of, by limits so small that a few hundred events reach them: the person
/// who scans is told, in both languages.
class LettingGoTest {
  private static final String RULES =
      """
      title: Encoded
      id: a
      status: test
      level: high
      logsource: {category: process_creation, product: windows}
      detection: {selection: {CommandLine|contains: ' -enc '}, condition: selection}
      ---
      title: Many of them
      id: x
      status: test
      level: critical
      correlation:
        type: event_count
        rules: [a]
        group-by: [Computer]
        timespan: 1d
        condition: {gte: 4}
      """;

  private final Installation shirube;

  LettingGoTest() throws IOException {
    shirube = new Installation();
  }

  @AfterEach
  void close() throws IOException {
    shirube.close();
  }

  @ParameterizedTest
  @CsvSource({
    "JA, 組が多すぎるため, 時刻順の判断に回しました, 単独で判断しました, 識別子と時刻だけを残しています",
    "EN, were let go, put in the order of time before everything was read, were looked at alone,"
        + " only identity and time are kept",
  })
  void isSaid(Language language, String evicted, String full, String late, String bare)
      throws IOException {
    Path home = shirube.home;
    Clock clock = Clock.fixed(Instant.parse("2024-06-01T00:00:00Z"), ZoneOffset.UTC);
    Settings settings = Settings.standard(home, language, ZoneOffset.UTC);
    Wiring wiring = new Wiring(new Content(home.resolve("content")), settings, clock);
    CorrelationLimits limits =
        new CorrelationLimits(CorrelationLimits.UNLIMITED, 150, 20, 1_000, 64, 1 << 14);
    for (int file = 0; file < 3; file++) {
      StringBuilder log = new StringBuilder();
      for (int number = 0; number < 200; number++) {
        String command = Installation.ENCODED + number;
        log.append(Installation.started(59 - number % 60, "PC-" + number, command));
      }
      shirube.write("logs/" + file + ".json", log.toString());
    }
    RuleFile rules = new RuleFile("r.yml", RULES.getBytes(StandardCharsets.UTF_8));
    Wiring.Detecting detecting = Wiring.Detecting.of(wiring.rules(List.of(rules)), limits, 2);
    try (FindingLedger ledger = new FindingLedger(shirube.work, Severity.LOW, true)) {
      Scan scan = new Scan(detecting, ledger, clock, clock.instant());
      IntakeReport report =
          scan.run(
              wiring, List.of(shirube.work.resolve("logs")), TimeWindow.ALL, IntakeProgress.NONE);
      assertThat(report.total().records()).isEqualTo(600);
      shirube.note(scan.problems(), language);
    }
    String said = shirube.err.replace("\n", "").replace(" ", "");
    assertThat(said).contains("Manyofthem", "Encoded").doesNotContain("{0}");
    for (String each : List.of(evicted, full, late, bare)) {
      assertThat(said).contains(each.replace(" ", ""));
    }
  }
}
