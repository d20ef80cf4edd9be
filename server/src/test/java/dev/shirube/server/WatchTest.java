// SPDX-License-Identifier: Apache-2.0
package dev.shirube.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.catalog.Content;
import dev.shirube.catalog.Language;
import dev.shirube.installation.DataFolder;
import dev.shirube.installation.RecordingFolder;
import dev.shirube.installation.Settings;
import dev.shirube.installation.Surroundings;
import dev.shirube.installation.Wiring;
import dev.shirube.intake.IntakeProgress;
import dev.shirube.intake.IntakeReport;
import dev.shirube.query.Predicate;
import dev.shirube.report.FindingLedger;
import dev.shirube.sigma.RuleFile;
import dev.shirube.sigma.RuleSet;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Correlations over several dropped files, and over ends and starts of the program.
class WatchTest implements UpCommand.Watch.Teller {
  private static final String RULES =
      """
      title: Three encoded commands
      id: 22222222-3333-4444-8555-666666666666
      correlation:
        {type: event_count, rules: [encoded], group-by: [User], timespan: 30m, condition: {gte: 3}}
      ---
      title: Encoded command
      id: 11111111-2222-4333-8444-555555555555
      name: encoded
      logsource: {category: process_creation, product: windows}
      detection:
        selection: {CommandLine|contains: ' -enc '}
        condition: selection
      """;

  private final Installation shirube = new Installation();
  private final Settings settings = Settings.standard(shirube.home, Language.EN, ZoneOffset.UTC);
  private final Clock clock = Clock.fixed(Instant.parse("2024-06-01T00:00:00Z"), ZoneOffset.UTC);
  private int said;

  WatchTest() throws IOException {}

  @AfterEach
  void close() throws IOException {
    shirube.close();
  }

  @Override
  public IntakeProgress begins(FindingLedger ledger) {
    return IntakeProgress.NONE;
  }

  @Override
  public void locked(Path file, IOException failure) {
    throw new AssertionError(file.toString(), failure);
  }

  @Override
  public void ended(Path file, FindingLedger ledger, IntakeReport report) {
    assertThat(report.total().records()).isPositive();
    said += (int) ledger.tally().total();
  }

  private UpCommand.Watch watch(RecordingFolder folder) throws IOException {
    Wiring wiring = new Wiring(new Content(shirube.home.resolve("content")), settings, clock);
    RuleFile file = new RuleFile("r.yml", RULES.getBytes(StandardCharsets.UTF_8));
    RuleSet rules = wiring.rules(List.of(file));
    assertThat(rules.problems()).isEmpty();
    Surroundings around =
        new Surroundings(
            shirube.home,
            shirube.work,
            Files.createDirectories(shirube.work.resolve("temporary")),
            _ -> null,
            clock,
            shirube.stop);
    return new UpCommand.Watch(wiring, rules, folder.store(), around, this);
  }

  /// One run of the program that sees these minutes, each in a file of its own.
  private void run(int... minutes) throws IOException {
    DataFolder data = new DataFolder(settings.data());
    try (RecordingFolder folder =
            Objects.requireNonNull(RecordingFolder.open(data, _ -> new Predicate.Everything()));
        UpCommand.Watch watch = watch(folder)) {
      Inbox inbox = watch.open();
      for (int minute : minutes) {
        Files.writeString(
            settings.inbox().resolve(minute + ".json"),
            Installation.started(minute, "PC-A", Installation.ENCODED));
        assertThat(inbox.step()).isEmpty();
        assertThat(inbox.step()).filteredOn(each -> !each.known()).hasSize(1);
      }
    }
  }

  private List<String> kept() throws IOException {
    return Files.readAllLines(settings.data().resolve("findings.jsonl"));
  }

  @Test
  void joinsEventsOfSeveralFiles() throws IOException {
    run(1, 2, 3);
    assertThat(kept()).singleElement().asString().contains("\"event_count\":3");
    assertThat(said).isEqualTo(1);
  }

  @Test
  void joinsEventsOverRestarts() throws IOException {
    run(1);
    run(2);
    assertThat(kept()).isEmpty();
    run(3);
    assertThat(kept()).singleElement().asString().contains("\"event_count\":3");
    run(40);
    run();
    assertThat(kept()).hasSize(1);
    assertThat(said).as("what was said is not said again").isEqualTo(1);
  }

  @Test
  void anEndBetweenTheStateAndTheNoteCountsNothingTwice() throws IOException {
    run(1, 2);
    Path notes = settings.data().resolve("scanned.txt");
    List<String> lines = Files.readAllLines(notes);
    assertThat(lines).hasSize(2);
    Files.write(notes, lines.subList(0, 1));
    DataFolder data = new DataFolder(settings.data());
    try (RecordingFolder folder =
            Objects.requireNonNull(RecordingFolder.open(data, _ -> new Predicate.Everything()));
        UpCommand.Watch watch = watch(folder)) {
      Inbox inbox = watch.open();
      assertThat(inbox.step()).isEmpty();
      assertThat(inbox.step()).allMatch(Inbox.Scanned::known);
    }
    assertThat(Files.readAllLines(notes)).hasSize(2);
    assertThat(kept()).isEmpty();
    run(3);
    assertThat(kept()).hasSize(1);
  }

  @Test
  void aDamagedStateIsToldAndTheWatchGoesOn() throws IOException {
    run(1, 2);
    Path state = settings.data().resolve("correlations.state");
    byte[] bytes = Files.readAllBytes(state);
    bytes[bytes.length / 2] ^= 1;
    Files.write(state, bytes);
    DataFolder data = new DataFolder(settings.data());
    try (RecordingFolder folder =
            Objects.requireNonNull(RecordingFolder.open(data, _ -> new Predicate.Everything()));
        UpCommand.Watch watch = watch(folder)) {
      Inbox _ = watch.open();
      assertThat(watch.problems()).hasSize(1);
    }
    run(3, 4, 5);
    assertThat(kept()).hasSize(1);
  }
}
