// SPDX-License-Identifier: Apache-2.0
package dev.shirube.installation;

import dev.shirube.catalog.Content;
import dev.shirube.catalog.Problem;
import dev.shirube.catalog.Problems;
import dev.shirube.containers.Limits;
import dev.shirube.containers.ReadContext;
import dev.shirube.detect.CorrelationLimits;
import dev.shirube.detect.Finding;
import dev.shirube.detect.FindingSink;
import dev.shirube.detect.Workers;
import dev.shirube.enrich.Enricher;
import dev.shirube.enrich.Networks;
import dev.shirube.event.EventBatch;
import dev.shirube.event.TenantId;
import dev.shirube.event.Timestamps;
import dev.shirube.formats.Formats;
import dev.shirube.intake.AgentLanes;
import dev.shirube.intake.AgentRecords;
import dev.shirube.intake.EnvelopeReader;
import dev.shirube.intake.FileIntake;
import dev.shirube.intake.IntakeProgress;
import dev.shirube.intake.IntakeReport;
import dev.shirube.intake.LivePath;
import dev.shirube.intake.TimeWindow;
import dev.shirube.normalize.Normalizer;
import dev.shirube.normalize.Sources;
import dev.shirube.query.QueryFault;
import dev.shirube.query.QueryReader;
import dev.shirube.query.Question;
import dev.shirube.query.Setting;
import dev.shirube.rulecache.RuleCache;
import dev.shirube.sigma.RuleFile;
import dev.shirube.sigma.RuleSet;
import dev.shirube.sigma.Taxonomy;
import dev.shirube.store.EventStore;
import dev.shirube.store.Hold;
import dev.shirube.store.Retention;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Puts the rooms together, in the order in which data flows through them. The only place that
/// knows which implementation stands behind each face.
public final class Wiring {
  /// Names under which makers put an array of records into one JSON document.
  private static final Set<String> ENVELOPES =
      Set.of("Records", "records", "value", "events", "Events", "logs", "logEvents", "Findings");

  private static final int WATCHED = 100_000;

  private final Content content;
  private final Settings settings;
  private final Clock clock;

  public Wiring(Content content, Settings settings, Clock clock) {
    this.content = content;
    this.settings = settings;
    this.clock = clock;
  }

  public Content content() {
    return content;
  }

  public Settings settings() {
    return settings;
  }

  public Clock clock() {
    return clock;
  }

  /// Formats and splitters for one thread: they keep what they learned of names.
  public Formats formats() {
    return Formats.standard();
  }

  /// What reading of files needs to know.
  public ReadContext reading(Problems problems) {
    return reading(problems, nanos());
  }

  private ReadContext reading(Problems problems, long received) {
    return new ReadContext(
        problems, Limits.STANDARD, settings.encoding(), settings.zone(), ENVELOPES, received);
  }

  /// A reading of files, normalized; for one thread and one input.
  public FileIntake intake(TimeWindow window, Problems problems) throws IOException {
    return new FileIntake(formats(), normalizer(), reading(problems), window);
  }

  /// Normalizing by content/sources, with its memory of records in parts empty, and enriching by
  /// what the settings know.
  public Normalizer normalizer() throws IOException {
    return Enricher.around(sources().normalizer(), Networks.of(settings.networks()));
  }

  /// The source descriptions with their samples and mistakes.
  public Sources.Loaded sources() throws IOException {
    return Sources.load(content, formats(), settings.zone());
  }

  /// What Sigma's names mean.
  public Taxonomy.Loaded taxonomy() throws IOException {
    return Taxonomy.load(content);
  }

  /// The rules of files, bound to the taxonomy.
  public RuleSet rules(List<RuleFile> files) throws IOException {
    return RuleSet.load(files, taxonomy().taxonomy(), settings.placeholders());
  }

  /// Rules, ready to run.
  ///
  /// @param kept whether the next start need not read them anew
  /// @param problems what could not be read of their files; rules with any are not kept
  public record Rules(RuleSet set, boolean kept, List<Problem> problems) {}

  /// The rules of some places, bound to the taxonomy: as they were kept in the data folder, if
  /// nothing has changed since.
  public Rules rules(RuleFolders.Places places) throws IOException {
    RuleCache cache = new RuleCache(settings.data().resolve("cache"));
    List<Problem> problems = new ArrayList<>();
    RuleCache.Ready ready =
        cache.rules(
            new RuleCache.Source() {
              @Override
              public byte @Nullable [] key() throws IOException {
                return problems.isEmpty() ? keyOf(places) : null;
              }

              @Override
              public RuleSet read() throws IOException {
                RuleFolders.Found found = places.find();
                problems.addAll(found.problems());
                return rules(found.files());
              }
            });
    return new Rules(ready.rules(), ready.state() != RuleCache.State.NOT_KEPT, problems);
  }

  private byte @Nullable [] keyOf(RuleFolders.Places places) throws IOException {
    MessageDigest digest = RuleCache.key();
    RuleFolders.Digestion digestion = new RuleFolders.Digestion(digest);
    digestion.text(Surroundings.build());
    digestion.all(content.files("taxonomy", ".yaml"));
    new TreeMap<>(settings.placeholders())
        .forEach((name, values) -> {
          digestion.text(name + '=' + values.size());
          values.forEach(digestion::text);
        });
    return places.addTo(digest) ? digest.digest() : null;
  }

  /// Detection by some rules, with empty memory, for one reading of files.
  public Detecting engine(RuleSet rules) {
    return Detecting.of(rules, CorrelationLimits.SCAN, settings.workers());
  }

  /// Threads that run rules on events of the past, with empty memory.
  ///
  /// @param problems told what the limits of detection cost
  public Workers trying(RuleSet rules, Problems problems) {
    return Detecting.workers(rules, CorrelationLimits.SCAN, settings.workers(), problems);
  }

  /// Detection for files that come one after the other. As all that waits is looked at anew after
  /// each file, less of it waits than in one reading.
  public Detecting watching(RuleSet rules) {
    return Detecting.of(rules, CorrelationLimits.SCAN.withBuffered(WATCHED), settings.workers());
  }

  /// The recorder of a recording, with detection by some rules.
  public Recorder recorder(RecordingFolder folder, RuleSet rules) throws IOException {
    return recorder(folder, rules, _ -> {});
  }

  /// The same.
  ///
  /// @param seen hears of all events that are taken in
  Recorder recorder(RecordingFolder folder, RuleSet rules, Consumer<EventBatch> seen)
      throws IOException {
    Sources.Loaded sources = sources();
    Networks networks = Networks.of(settings.networks());
    // A record that cannot be read is kept whole as an event, so its problems need not be told
    // apart.
    BiFunction<EnvelopeReader.Batched, AgentLanes, EnvelopeReader> reading =
        (batched, lanes) ->
            new EnvelopeReader(
                formats(),
                () -> Enricher.around(sources.normalizer(), networks),
                received -> reading(_ -> {}, received),
                batched,
                new AgentRecords(lanes, Enricher.around(AgentRecords.AS_IS, networks)));
    long age = Duration.ofDays(settings.recording().keepDays()).toNanos();
    return new Recorder(
        new Recorder.Parts(
            folder,
            reading,
            Detecting.of(rules, CorrelationLimits.LIVE, settings.workers()),
            new Retention(age, Long.MAX_VALUE),
            this::nanos,
            seen));
  }

  /// How the questions of holds are read: as those of people are, without lists.
  public Hold.Questions questions() {
    return text ->
        switch (QueryReader.read(text, Setting.of(nanos(), settings.zone()))) {
          case QueryReader.Outcome.Ready(Question question) -> question.predicate();
          case QueryReader.Outcome.Refused(QueryFault fault) ->
              throw new IllegalArgumentException(fault.what().id());
        };
  }

  /// Takes files into a recording, and holds them against the rules as a scan would.
  ///
  /// @param path where they go; it is ended
  IntakeReport take(TenantId tenant, List<Path> paths, LivePath path, IntakeProgress progress)
      throws IOException {
    IntakeReport report = read(tenant, paths, path, progress);
    path.finish();
    return report;
  }

  /// Takes a file of many that come one after the other into the recording, and says what is found
  /// if nothing from before now comes any more; what correlations keep in mind stays for the next.
  public IntakeReport watch(
      EventStore store, Detecting engine, Path file, FindingSink sink, IntakeProgress progress)
      throws IOException {
    LivePath.Heard heard =
        new LivePath.Heard() {
          @Override
          public void found(Finding finding) {
            sink.accept(finding);
          }

          @Override
          public void stored(EventBatch batch, int fresh) {}
        };
    LivePath path = LivePath.importing(store, engine.workers(), this::nanos, heard);
    IntakeReport report = read(TenantId.LOCAL, List.of(file), path, progress);
    path.settle();
    if (!report.stopped()) {
      path.preview(nanos());
      path.settle();
      store.seal();
    }
    return report;
  }

  private IntakeReport read(
      TenantId tenant, List<Path> paths, LivePath path, IntakeProgress progress)
      throws IOException {
    return intake(TimeWindow.ALL, _ -> {})
        .of(tenant)
        .read(
            paths,
            batch -> {
              try {
                int _ = path.take(batch);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            },
            progress);
  }

  /// Runs rules over everything at or below some paths.
  public void detect(RuleSet rules, List<Path> paths, FindingSink sink) throws IOException {
    FileIntake intake = intake(TimeWindow.ALL, _ -> {});
    try (Workers workers = engine(rules).workers()) {
      IntakeReport _ =
          intake.read(paths, batch -> workers.submit(batch, sink, _ -> {}), IntakeProgress.NONE);
      workers.finish(sink);
    }
  }

  long nanos() {
    return Timestamps.nanosOf(clock.instant());
  }
}
