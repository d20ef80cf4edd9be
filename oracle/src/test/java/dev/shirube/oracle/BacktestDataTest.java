// SPDX-License-Identifier: Apache-2.0
package dev.shirube.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.api.RecordingView;
import dev.shirube.catalog.Content;
import dev.shirube.catalog.Language;
import dev.shirube.catalog.Problem;
import dev.shirube.detect.Finding;
import dev.shirube.detect.Workers;
import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.TenantId;
import dev.shirube.hunt.Backtest;
import dev.shirube.installation.Importing;
import dev.shirube.installation.RuleFolders;
import dev.shirube.installation.Settings;
import dev.shirube.installation.Wiring;
import dev.shirube.intake.FindingEvents;
import dev.shirube.intake.IntakeProgress;
import dev.shirube.journal.FileDisk;
import dev.shirube.match.Glob;
import dev.shirube.query.Column;
import dev.shirube.query.Predicate;
import dev.shirube.query.TimeRange;
import dev.shirube.sigma.Rule;
import dev.shirube.sigma.RuleFile;
import dev.shirube.sigma.RuleSet;
import dev.shirube.store.EventStore;
import dev.shirube.store.Question;
import dev.shirube.store.Rows;
import dev.shirube.store.StoreSettings;
import dev.shirube.store.Upkeep;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Archives of real logs: taking them into the recording finds what a scan of them finds, taking
/// them in again adds nothing, and the same rules over the past find the same once more.
@Tag("data")
final class BacktestDataTest {
  private static final List<String> ARCHIVES =
      List.of("sigma-regression.zip", "evtx-attack-samples.zip");

  /// Correlations of every kind that real logs meet often.
  private static final String CORRELATIONS =
      """
      title: Processes
      name: processes
      id: 10000000-0000-4000-8000-000000000001
      logsource: {category: process_creation, product: windows}
      detection: {any: {Image|endswith: '.exe'}, condition: any}
      level: low
      ---
      title: Sign-ins
      name: signins
      id: 10000000-0000-4000-8000-000000000002
      logsource: {service: security, product: windows}
      detection: {any: {EventID: [4624, 4625, 4648]}, condition: any}
      level: low
      ---
      title: Many processes
      id: 10000000-0000-4000-8000-000000000003
      correlation: {type: event_count, rules: [processes], group-by: [Computer], timespan: 1m, \
      condition: {gte: 5}}
      level: low
      ---
      title: Many accounts
      id: 10000000-0000-4000-8000-000000000004
      correlation: {type: value_count, rules: [signins], group-by: [Computer], timespan: 1h, \
      condition: {field: TargetUserName, gte: 2}}
      level: low
      ---
      title: Sign-in and process
      id: 10000000-0000-4000-8000-000000000005
      correlation: {type: temporal, rules: [processes, signins], group-by: [Computer], \
      timespan: 5m}
      level: low
      ---
      title: Sign-in, then process
      id: 10000000-0000-4000-8000-000000000006
      correlation: {type: temporal_ordered, rules: [signins, processes], group-by: [Computer], \
      timespan: 5m}
      level: low
      """;

  @TempDir Path folder;

  private final List<Path> paths = new ArrayList<>();
  private Wiring wiring;
  private RuleSet rules;

  @BeforeEach
  void read() throws IOException {
    Path root = Path.of(System.getProperty("shirube.root", "..")).toAbsolutePath();
    String named = System.getenv("SHIRUBE_DATA");
    Path data = named == null ? root.resolve("../shared/data") : Path.of(named);
    ARCHIVES.stream().map(data::resolve).filter(Files::exists).forEach(paths::add);
    boolean there =
        paths.size() == ARCHIVES.size() && Files.exists(data.resolve("sigma-rules.zip"));
    if (!there) {
      System.out.println("not proven on real logs: scan, import and backtest agree");
    }
    Assumptions.assumeTrue(there);
    Clock clock = Clock.fixed(Instant.parse("2026-02-01T00:00:00Z"), ZoneOffset.UTC);
    Settings settings = Settings.standard(folder, Language.EN, ZoneOffset.UTC);
    wiring = new Wiring(new Content(root.resolve("content")), settings, clock);
    List<RuleFile> files = new ArrayList<>();
    List<Path> packs = List.of(root.resolve("content/rules"), data.resolve("sigma-rules.zip"));
    files.addAll(RuleFolders.at(packs).files());
    files.add(new RuleFile("correlations.yml", CORRELATIONS.getBytes(StandardCharsets.UTF_8)));
    rules = wiring.rules(files);
    assertThat(rules.rules()).hasSizeGreaterThan(3_000);
    assertThat(rules.correlations()).hasSizeGreaterThanOrEqualTo(4);
  }

  /// What was found, with the title of the rule, so that a difference can be read.
  private static final class Found implements Backtest.Heard {
    private final Map<String, String> titles = new TreeMap<>();
    private long events;

    @Override
    public synchronized void accept(Finding finding) {
      titles.put(finding.id().toString(), finding.rule().title());
    }

    @Override
    public boolean at(long now, long total) {
      assertThat(now).isLessThanOrEqualTo(total);
      events = now;
      return true;
    }
  }

  @Test
  void scanImportAndBacktestFindTheSame() throws IOException {
    Found scanned = new Found();
    wiring.detect(rules, paths, scanned);
    assertThat(scanned.titles).hasSizeGreaterThan(1_000);
    Set<String> correlated = correlated(scanned);
    assertThat(correlated).hasSizeGreaterThanOrEqualTo(4);
    StoreSettings settings =
        new StoreSettings(
            new StoreSettings.Tuning(9_000, 64L << 20, Long.MAX_VALUE, 1 << 20, 4),
            new StoreSettings.Limits(15_000, 1L << 30, 16, 1L << 30),
            new PlainSigner(),
            _ -> new Predicate.Everything());
    long events;
    try (EventStore store = EventStore.open(new FileDisk(), folder.resolve("store"), settings)) {
      RecordingView.Taken first = take(store, rules);
      assertThat(first.fresh()).isPositive();
      assertThat(first.findings()).isEqualTo(scanned.titles.size());
      assertThat(difference(scanned.titles.keySet(), stored(store))).isEmpty();
      RecordingView.Taken second = take(store, fired(scanned));
      assertThat(second.fresh()).as("events that a second import adds").isZero();
      assertThat(second.findings()).isEqualTo(first.findings());
      assertThat(difference(scanned.titles.keySet(), stored(store))).isEmpty();
      events = same(store, rules, scanned);
      while (store.upkeep().kind() != Upkeep.Kind.NOTHING) {
        // Until all parts are merged that can be.
      }
    }
    try (EventStore store = EventStore.open(new FileDisk(), folder.resolve("store"), settings)) {
      assertThat(same(store, fired(scanned), scanned)).isEqualTo(events);
      assertThat(some(store, scanned)).isPositive();
    }
    System.out.printf(
        "proven: scan, import and backtest agree on %d findings of %d rules (%d of correlations:"
            + " %s), %d events%n",
        scanned.titles.size(),
        Set.copyOf(scanned.titles.values()).size(),
        scanned.titles.values().stream().filter(correlated::contains).count(),
        correlated,
        events);
  }

  private RecordingView.Taken take(EventStore store, RuleSet set) throws IOException {
    return new Importing(wiring, store, TenantId.LOCAL, _ -> {})
        .take(set, paths, IntakeProgress.NONE);
  }

  /// The rules that found something: a second look costs less by them, and must find the same.
  private RuleSet fired(Found found) {
    Set<String> ids = new TreeSet<>();
    for (Rule rule : rules.rules()) {
      if (found.titles.containsValue(rule.title())) {
        ids.add(rule.id());
      }
    }
    return rules.only(ids);
  }

  private Set<String> correlated(Found found) {
    Set<String> titles = new TreeSet<>();
    for (Rule rule : rules.rules()) {
      if (rule.kind() == Rule.Kind.CORRELATION && found.titles.containsValue(rule.title())) {
        titles.add(rule.title());
      }
    }
    return titles;
  }

  private static Set<String> stored(EventStore store) throws IOException {
    Set<String> ids = new TreeSet<>();
    Question ours =
        Question.all(
            TimeRange.ALL,
            new Predicate.Like(Column.Head.SOURCE, Glob.literal(FindingEvents.SOURCE), false));
    try (Rows rows = store.find(TenantId.LOCAL, ours)) {
      Event event = new Event();
      for (EventBatch batch = rows.next(); batch != null; batch = rows.next()) {
        for (int index = 0; index < batch.count(); index++) {
          ids.add(event.on(batch, index).id().toString());
        }
      }
    }
    return ids;
  }

  /// @return how many events were held against the rules
  private long same(EventStore store, RuleSet set, Found scanned) throws IOException {
    Found found = new Found();
    List<Problem> problems = new ArrayList<>();
    try (Workers workers = wiring.trying(set, problems::add)) {
      Backtest.Report report =
          new Backtest(store, TenantId.LOCAL)
              .run(workers, TimeRange.ALL, new Predicate.Everything(), found);
      assertThat(report.stopped()).isFalse();
      assertThat(report.answer().missing()).isEmpty();
    }
    assertThat(problems).isEmpty();
    Map<String, String> all = new TreeMap<>(scanned.titles);
    all.putAll(found.titles);
    assertThat(
            difference(scanned.titles.keySet(), found.titles.keySet()).stream()
                .map(line -> line + " " + all.get(line.substring(2)))
                .limit(20))
        .isEmpty();
    return found.events;
  }

  /// One rule that fired, alone, finds its own.
  private long some(EventStore store, Found scanned) throws IOException {
    Rule one =
        rules.rules().stream()
            .filter(rule -> rule.title().equals("Many processes"))
            .findFirst()
            .orElseThrow();
    Found found = new Found();
    try (Workers workers = wiring.trying(rules.only(Set.of(one.id())), _ -> {})) {
      Backtest.Report _ =
          new Backtest(store, TenantId.LOCAL)
              .run(workers, TimeRange.ALL, new Predicate.Everything(), found);
    }
    Set<String> own = new TreeSet<>();
    scanned.titles.forEach((id, title) -> {
      if (title.equals(one.title())) {
        own.add(id);
      }
    });
    assertThat(difference(own, found.titles.keySet())).isEmpty();
    return found.titles.size();
  }

  private static List<String> difference(Set<String> wanted, Set<String> found) {
    List<String> lines = new ArrayList<>();
    wanted.stream().filter(id -> !found.contains(id)).forEach(id -> lines.add("- " + id));
    found.stream().filter(id -> !wanted.contains(id)).forEach(id -> lines.add("+ " + id));
    return lines;
  }
}
