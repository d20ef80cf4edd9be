// SPDX-License-Identifier: Apache-2.0
package dev.shirube.lab;

import dev.shirube.event.EventBatch;
import dev.shirube.event.FieldCatalogue;
import dev.shirube.event.FieldNames;
import dev.shirube.event.TenantId;
import dev.shirube.hunt.Hunter;
import dev.shirube.hunt.ProcessTree;
import dev.shirube.match.Glob;
import dev.shirube.query.Column;
import dev.shirube.query.Predicate;
import dev.shirube.query.TimeRange;
import dev.shirube.store.EventStore;
import dev.shirube.store.Question;
import dev.shirube.store.Rows;
import dev.shirube.store.Upkeep;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Questions to a recording of millions of made events: parts of command lines beside DuckDB,
/// single processes and hashes, trees, and how long it takes to open it.
final class SearchBench {
  static final int EVENTS = 5_000_000;

  private static final int HUNDRED = 100_000_000;
  private static final int BATCH = 4_096;
  private static final int RUNS = 5;
  private static final int LOOKS = 40;
  private static final List<String> NEEDLES =
      List.of("--job 7777", "BACKUP1990", "-enc qq", "suite\\bin\\service", "policy1001.exe /Q");

  private final BenchReport report;
  private final Path folder;

  /// @param folder where to write
  SearchBench(BenchReport report, Path folder) {
    this.report = report;
    this.folder = folder;
  }

  /// Runs it on five million events.
  void run() throws Exception {
    Path place = folder.resolve("search");
    MadeEvents made = new MadeEvents(report.size(EVENTS));
    try (DuckLines duck = new DuckLines(Files.createDirectories(place).resolve("events.duckdb"))) {
      try (EventStore store = Ingest.store(place.resolve("recording"))) {
        fill(store, made, report.size(EVENTS), duck);
      }
      report.section("bench.search", String.format(Locale.ROOT, "%,d", report.size(EVENTS)));
      opening(place.resolve("recording"));
      try (EventStore store = Ingest.store(place.resolve("recording"))) {
        parts(store, duck);
        looks(store, made);
        trees(store, made);
      }
    }
  }

  /// Opens a recording of a hundred million events.
  void hundred() throws Exception {
    Path place = folder.resolve("hundred");
    try (EventStore store = Ingest.store(place)) {
      fill(store, new MadeEvents(report.size(HUNDRED)), report.size(HUNDRED), null);
    }
    report.section("bench.hundred", String.format(Locale.ROOT, "%,d", report.size(HUNDRED)));
    opening(place);
  }

  private void fill(EventStore store, MadeEvents made, int count, @Nullable DuckLines duck)
      throws Exception {
    FieldNames names = new FieldNames();
    Future<?> sealed = null;
    try (ExecutorService sealing = Executors.newSingleThreadExecutor();
        ScheduledExecutorService merging = Executors.newSingleThreadScheduledExecutor()) {
      // Parts are merged while more comes in, as they are in life.
      Future<?> merged = merging.scheduleWithFixedDelay(() -> merge(store), 1, 1, TimeUnit.SECONDS);
      for (int done = 0; done < count; done += BATCH) {
        EventBatch batch = made.next(Math.min(BATCH, count - done), names);
        sealed = Ingest.append(store, batch, sealing, sealed);
        if (duck != null) {
          duck.add(batch);
        }
        if (done / BATCH % 256 == 0) {
          report.say("bench.filled", String.format(Locale.ROOT, "%,d", done), count);
        }
      }
      if (sealed != null) {
        sealed.get();
      }
      if (merged.isDone()) {
        merged.get();
      }
      merged.cancel(false);
    }
    store.seal(1);
    merge(store);
  }

  /// Merges until parts are as they would be after some time.
  private static void merge(EventStore store) {
    try {
      Upkeep.Kind did;
      do {
        did = store.upkeep().kind();
      } while (did != Upkeep.Kind.NOTHING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void opening(Path place) throws Exception {
    List<Long> opened = new ArrayList<>();
    List<Long> ready = new ArrayList<>();
    EventBatch one = new MadeEvents(1).next(1, new FieldNames());
    for (int run = 0; run < RUNS; run++) {
      long began = System.nanoTime();
      try (EventStore store = Ingest.store(place)) {
        opened.add(System.nanoTime() - began);
        newest(store);
        // Whether an event is new is asked of all parts.
        store.append(one);
        ready.add(System.nanoTime() - began);
      }
    }
    report.millis("bench.open", new Pace.Figures(opened), "≤ 3 s");
    report.millis("bench.open.ready", new Pace.Figures(ready), "");
  }

  private static void newest(EventStore store) throws IOException {
    Question question =
        new Question(TimeRange.ALL, new Predicate.Everything(), Question.Order.NEWEST_FIRST, 1_000);
    try (Rows rows = store.find(TenantId.LOCAL, question)) {
      if (rows.next() == null) {
        throw new IllegalStateException("a recording without events");
      }
    }
  }

  private static Column column(String path) {
    return new Column.Catalogue(FieldCatalogue.require(path));
  }

  private static Question part(String needle) {
    Glob wanted = Glob.literal(needle).anywhere();
    return Question.all(
        TimeRange.ALL,
        new Predicate.Or(
            List.of(
                new Predicate.Like(column("process.cmd_line"), wanted, false),
                new Predicate.Like(column("actor.process.cmd_line"), wanted, false))));
  }

  private void parts(EventStore store, DuckLines duck) throws Exception {
    for (String needle : NEEDLES) {
      long ours = store.count(TenantId.LOCAL, part(needle)).rows();
      if (ours != duck.count(needle)) {
        throw new IllegalStateException(needle + ": " + ours + " and " + duck.count(needle));
      }
    }
    Spent mine = new Spent();
    Spent theirs = new Spent();
    for (int run = 0; run <= RUNS; run++) {
      mine.add(run > 0, () -> each(needle -> store.count(TenantId.LOCAL, part(needle)).rows()));
      theirs.add(run > 0, () -> each(duck::count));
    }
    report.millis("bench.part.ours", mine.cpu(), "");
    report.millis("bench.part.duck", theirs.cpu(), "");
    report.ratio("bench.part.ratio", theirs.cpu(), mine.cpu(), "≥ 4×");
    report.millis("bench.part.ours.wall", mine.wall(), "");
    report.millis("bench.part.duck.wall", theirs.wall(), "");
    report.ratio("bench.part.ratio.wall", theirs.wall(), mine.wall(), "≥ 4×");
  }

  /// Counts.
  private interface Counter {
    long count(String needle) throws Exception;
  }

  private static long each(Counter counter) throws Exception {
    long all = 0;
    for (String needle : NEEDLES) {
      all += counter.count(needle);
    }
    return all;
  }

  /// What runs took.
  private static final class Spent {
    private final List<Long> wall = new ArrayList<>();
    private final List<Long> cpu = new ArrayList<>();

    void add(boolean counts, Callable<Long> task) throws Exception {
      long cpuBegan = Ingest.cpuNanos();
      long began = System.nanoTime();
      Long _ = task.call();
      if (counts) {
        wall.add(System.nanoTime() - began);
        cpu.add(Ingest.cpuNanos() - cpuBegan);
      }
    }

    Pace.Figures wall() {
      return new Pace.Figures(wall);
    }

    Pace.Figures cpu() {
      return new Pace.Figures(cpu);
    }
  }

  private void looks(EventStore store, MadeEvents made) throws Exception {
    Random random = new Random(BenchInput.SEED);
    Spent keys = new Spent();
    Spent hashes = new Spent();
    for (int look = 0; look < 2 * LOOKS; look++) {
      int host = random.nextInt(MadeEvents.HOSTS);
      int process = 1 + random.nextInt(Math.max(1, made.processes(host) - 1));
      Predicate wanted =
          new Predicate.And(
              List.of(
                  like("device.hostname", MadeEvents.host(host)),
                  like("process.uid", MadeEvents.key(host, process).toString())));
      keys.add(look >= LOOKS, () -> found(store, wanted));
      Predicate hash = like("process.file.hashes.sha256", MadeEvents.hash(1_000 + look));
      hashes.add(look >= LOOKS, () -> found(store, hash));
    }
    report.millis("bench.look.key", keys.wall(), "≤ 50 ms");
    report.millis("bench.look.hash", hashes.wall(), "≤ 50 ms");
  }

  private static Predicate like(String path, String text) {
    return new Predicate.Like(column(path), Glob.literal(text), false);
  }

  /// Looks for the newest hundred.
  private static long found(EventStore store, Predicate wanted) throws IOException {
    Question question = new Question(TimeRange.ALL, wanted, Question.Order.NEWEST_FIRST, 100);
    long found = 0;
    try (Rows rows = store.find(TenantId.LOCAL, question)) {
      for (EventBatch batch = rows.next(); batch != null; batch = rows.next()) {
        found += batch.count();
      }
    }
    if (found == 0) {
      throw new IllegalStateException("nothing found of " + wanted);
    }
    return found;
  }

  private void trees(EventStore store, MadeEvents made) throws Exception {
    Random random = new Random(BenchInput.SEED);
    Hunter hunter = new Hunter(store, TenantId.LOCAL);
    Spent trees = new Spent();
    long processes = 0;
    for (int look = 0; look < 2 * LOOKS; look++) {
      int host = random.nextInt(MadeEvents.HOSTS);
      int process = 1 + random.nextInt(Math.max(1, made.processes(host) - 1));
      List<ProcessTree> found = new ArrayList<>();
      trees.add(
          look >= LOOKS,
          () -> {
            found.addAll(hunter.tree(List.of(MadeEvents.key(host, process))));
            return (long) found.size();
          });
      processes += found.stream().mapToLong(SearchBench::size).sum();
    }
    report.millis("bench.tree", trees.wall(), "≤ 200 ms");
    report.row("bench.tree.size", Long.toString(processes / (2 * LOOKS)), "", "");
  }

  private static long size(ProcessTree tree) {
    return 1 + tree.children().stream().mapToLong(SearchBench::size).sum();
  }
}
