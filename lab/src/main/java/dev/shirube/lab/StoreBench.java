// SPDX-License-Identifier: Apache-2.0
package dev.shirube.lab;

import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.FieldNames;
import dev.shirube.event.TenantId;
import dev.shirube.gateway.Envelope;
import dev.shirube.gateway.EnvelopeCodec;
import dev.shirube.store.EventStore;
import dev.shirube.store.Question;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What it takes to make parsed events durable: written to the journal and synced, taken into the
/// recording, sealed as parts. By all processors; wall time, and CPU time of the whole process. And
/// how many bytes they take beside Parquet of the same events.
final class StoreBench {
  private static final int RUNS = 5;
  private static final int COMPARED = 60_000;
  private static final int MADE = 600_000;
  private static final int BATCH = 2_048;
  private static final String GOAL = "≥ 100,000/s";

  private final Rig rig;
  private final BenchReport report;
  private final Path folder;

  /// @param folder where to write
  StoreBench(Rig rig, BenchReport report, Path folder) {
    this.rig = rig;
    this.report = report;
    this.folder = folder;
  }

  /// Parsed events, and as entries of the journal what they were read from.
  private record Input(List<EventBatch> batches, List<byte[]> raw) {
    long events() {
      return batches.stream().mapToLong(EventBatch::count).sum();
    }
  }

  /// @param data null when there are no real events
  void run(@Nullable Path data) throws Exception {
    if (data != null) {
      Input real = real(data);
      ingest("bench.store.real", real);
      parquet(some(real.batches()));
    }
    int wanted = report.size(MADE);
    MadeEvents made = new MadeEvents(wanted);
    FieldNames names = new FieldNames();
    List<EventBatch> batches = new ArrayList<>();
    List<byte[]> raw = new ArrayList<>();
    for (int count = 0; count < wanted; count += BATCH) {
      batches.add(made.next(BATCH, names));
      raw.add(texts(batches.getLast()));
    }
    ingest("bench.store.made", new Input(batches, raw));
  }

  private Input real(Path data) throws IOException {
    List<byte[]> all = BenchInput.lines(data, BenchInput.Choice.LONG_MIX);
    List<byte[]> lines = all.subList(0, Math.min(all.size(), report.size(all.size())));
    byte[] content = joined(lines);
    List<EventBatch> batches = new ArrayList<>();
    FieldNames names = new FieldNames();
    rig.intake()
        .read(
            "mix.jsonl",
            content,
            batch -> {
              EventBatch own = new EventBatch(TenantId.LOCAL, names);
              Event event = new Event();
              for (int index = 0; index < batch.count(); index++) {
                // Identities are worked out when they are asked for; that is no part of storing.
                event.on(batch, index).id();
              }
              batch.handOver(own);
              batches.add(own);
            });
    List<byte[]> raw = new ArrayList<>();
    for (int from = 0; from < lines.size(); from += BATCH) {
      raw.add(envelope(lines.subList(from, Math.min(lines.size(), from + BATCH))));
    }
    return new Input(batches, raw);
  }

  private static byte[] joined(List<byte[]> lines) {
    int size = lines.stream().mapToInt(line -> line.length + 1).sum();
    byte[] all = new byte[size];
    int at = 0;
    for (byte[] line : lines) {
      System.arraycopy(line, 0, all, at, line.length);
      at += line.length;
      all[at++] = '\n';
    }
    return all;
  }

  private static byte[] envelope(List<byte[]> lines) {
    List<Envelope.RawRecord> records = lines.stream().map(Envelope.RawRecord::of).toList();
    return EnvelopeCodec.encode(
        new Envelope(TenantId.LOCAL, "bench", "elastic", "json", 1, "127.0.0.1", records));
  }

  /// The values of made events as a document each.
  private static byte[] texts(EventBatch batch) {
    List<byte[]> lines = new ArrayList<>();
    Event event = new Event();
    for (int index = 0; index < batch.count(); index++) {
      event.on(batch, index);
      StringBuilder line = new StringBuilder();
      for (int entry = 0; entry < event.size(); entry++) {
        line.append('"').append(event.nameText(entry)).append("\":\"");
        line.append(event.text(entry)).append("\",");
      }
      lines.add(line.toString().getBytes(StandardCharsets.UTF_8));
    }
    return envelope(lines);
  }

  private void ingest(String name, Input input) throws Exception {
    report.section(name, String.format(Locale.ROOT, "%,d", input.events()));
    List<Long> wall = new ArrayList<>();
    List<Long> cpu = new ArrayList<>();
    for (int run = 0; run <= RUNS; run++) {
      Path place = Files.createDirectory(folder.resolve("store-" + System.nanoTime()));
      Ingest ingest = new Ingest(place);
      long[] nanos = ingest.run(input.batches(), input.raw());
      if (run > 0) {
        wall.add(nanos[0]);
        cpu.add(nanos[1]);
        report.say("bench.run", run, RUNS);
      }
      delete(place);
    }
    report.rate("bench.store.wall", new Pace.Figures(wall), input.events(), GOAL);
    report.rate("bench.store.cpu", new Pace.Figures(cpu), input.events(), "");
  }

  /// Both ways of keeping the same events in the same order, without what was received.
  private void parquet(List<EventBatch> batches) throws Exception {
    Path place = Files.createDirectory(folder.resolve("parquet"));
    long whole = partBytes(place.resolve("whole"), batches);
    for (EventBatch batch : batches) {
      for (int event = 0; event < batch.count(); event++) {
        batch.setRecord(event, 0, 0);
      }
    }
    Path typed = place.resolve("typed");
    long ours = partBytes(typed, batches);
    long theirs;
    try (EventStore store = Ingest.store(typed);
        DuckTable table = new DuckTable()) {
      List<EventBatch> ordered = ordered(store);
      Event event = new Event();
      for (EventBatch batch : ordered) {
        for (int index = 0; index < batch.count(); index++) {
          table.see(event.on(batch, index));
        }
      }
      table.create();
      table.add(ordered);
      long rows = store.size(TenantId.LOCAL).events();
      if (table.count() != rows) {
        throw new IllegalStateException(rows + " events, but DuckDB has " + table.count());
      }
      table.write(place.resolve("events.parquet"));
      theirs = Files.size(place.resolve("events.parquet"));
      report.section("bench.parquet", String.format(Locale.ROOT, "%,d", rows), table.columns());
      report.row("bench.parquet.ours", each(ours, rows), "", "");
      report.row("bench.parquet.theirs", each(theirs, rows), "", "");
      report.row("bench.parquet.raw", each(whole - ours, rows), "", "");
    }
    report.row(
        "bench.parquet.ratio", BenchReport.number((double) ours / theirs) + "×", "", "≤ 0.8×");
    delete(place);
  }

  /// The first of them, as many as a wide table of DuckDB takes in a reasonable time.
  private static List<EventBatch> some(List<EventBatch> batches) {
    int events = 0;
    int count = 0;
    while (count < batches.size() && events < COMPARED) {
      events += batches.get(count++).count();
    }
    return batches.subList(0, count);
  }

  private static String each(long bytes, long rows) {
    return String.format(Locale.ROOT, "%.1f B", (double) bytes / rows);
  }

  private static List<EventBatch> ordered(EventStore store) throws IOException {
    List<EventBatch> ordered = new ArrayList<>();
    FieldNames names = new FieldNames();
    try (dev.shirube.store.Rows rows = store.find(TenantId.LOCAL, Question.EVERYTHING)) {
      for (EventBatch batch = rows.next(); batch != null; batch = rows.next()) {
        EventBatch own = new EventBatch(TenantId.LOCAL, names);
        for (int event = 0; event < batch.count(); event++) {
          int _ = own.append(batch, event);
        }
        ordered.add(own);
      }
    }
    return ordered;
  }

  private static long partBytes(Path place, List<EventBatch> batches) throws IOException {
    try (EventStore store = Ingest.store(place)) {
      for (EventBatch batch : batches) {
        store.append(batch);
        if (store.due(0) != EventStore.Due.NOT_YET) {
          store.seal();
        }
      }
      store.seal(1);
      while (store.upkeep().kind() != dev.shirube.store.Upkeep.Kind.NOTHING) {
        // Until parts are as they would be after some time.
      }
      return store.size(TenantId.LOCAL).bytes();
    }
  }

  private static void delete(Path place) throws IOException {
    try (Stream<Path> left = Files.walk(place)) {
      for (Path each : left.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }
}
