// SPDX-License-Identifier: Apache-2.0
package dev.shirube.lab;

import dev.shirube.containers.Entry;
import dev.shirube.containers.RecordReader;
import dev.shirube.documents.JsonFormat;
import dev.shirube.documents.JsonStages;
import dev.shirube.event.EventBatch;
import dev.shirube.event.FieldNames;
import dev.shirube.event.TenantId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The ways of reading JSON beside each other: one pass, and two stages with either twin of the
/// first.
final class JsonBench {
  private static final int RUNS = 5;
  private static final int MOST = 64 << 20;
  private static final int BATCH = 256;

  private final Rig rig;
  private final BenchReport report;

  JsonBench(Rig rig, BenchReport report) {
    this.rig = rig;
    this.report = report;
  }

  /// Measures on the front of a file of JSON lines.
  void run(Path input) throws Exception {
    byte[] all = Files.readAllBytes(input);
    byte[] text = Arrays.copyOf(all, Math.min(all.length, MOST));
    report.section("bench.json", text.length >> 20);
    if (!JsonStages.VECTOR.isPresent()) {
      report.say("bench.json.missing");
    }
    Pace pace = new Pace(RUNS);
    for (JsonStages stages : JsonStages.values()) {
      if (stages.isPresent()) {
        pace.add("first " + stages, () -> stages.firstStage(text) < 0 ? 0 : -1);
        pace.add("read " + stages, () -> read(text, stages) < 0 ? 0 : -1);
      }
    }
    Map<String, Pace.Figures> figures = pace.run();
    rate("bench.json.first-scalar", figures.get("first SCALAR"), text.length);
    rate("bench.json.first-vector", figures.get("first VECTOR"), text.length);
    rate("bench.json.one-pass", figures.get("read ONE_PASS"), text.length);
    rate("bench.json.scalar", figures.get("read SCALAR"), text.length);
    rate("bench.json.vector", figures.get("read VECTOR"), text.length);
    Pace.Figures one = figures.get("read ONE_PASS");
    Pace.Figures two = figures.get("read VECTOR");
    if (one != null && two != null) {
      report.ratio("bench.json.ratio", one, two, "≥ 1.25×");
    }
  }

  private void rate(String id, Pace.@Nullable Figures figures, long bytes) {
    if (figures != null) {
      report.row(
          id,
          perSecond(bytes, figures.median()),
          perSecond(bytes, figures.most()) + "–" + perSecond(bytes, figures.least()),
          "");
    }
  }

  private static String perSecond(long bytes, double nanos) {
    return String.format(Locale.ROOT, "%,d MB/s", Math.round(bytes * 1e3 / nanos));
  }

  private long read(byte[] text, JsonStages stages) throws IOException {
    EventBatch batch = new EventBatch(TenantId.LOCAL, new FieldNames());
    long count = 0;
    try (RecordReader reader = new JsonFormat(stages).open(entry(text), rig.context())) {
      while (reader.read(batch)) {
        if (++count % BATCH == 0) {
          batch.clear();
        }
      }
    }
    return count;
  }

  private static Entry entry(byte[] text) {
    return new Entry() {
      @Override
      public String name() {
        return "mix.jsonl";
      }

      @Override
      public byte[] head() {
        return Arrays.copyOf(text, Math.min(text.length, HEAD_BYTES));
      }

      @Override
      public InputStream open() {
        return new ByteArrayInputStream(text);
      }
    };
  }
}
