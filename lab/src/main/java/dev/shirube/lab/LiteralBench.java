// SPDX-License-Identifier: Apache-2.0
package dev.shirube.lab;

import com.gliwka.hyperscan.jni.hs_compile_error_t;
import com.gliwka.hyperscan.jni.hs_database_t;
import com.gliwka.hyperscan.jni.hs_scratch_t;
import com.gliwka.hyperscan.jni.hyperscan;
import dev.shirube.engine.Engine;
import dev.shirube.engine.EngineLimits;
import dev.shirube.engine.Snapshot;
import dev.shirube.event.Event;
import dev.shirube.match.Pattern;
import dev.shirube.sigma.Condition;
import dev.shirube.sigma.Detection;
import dev.shirube.sigma.RuleSet;
import dev.shirube.sigma.ValueTest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.IntPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.jspecify.annotations.Nullable;

/// All rules on every event beside Hyperscan that merely looks for the rules' texts in the same
/// bytes: no fields, no conditions, no findings, and matches reported to nobody.
final class LiteralBench {
  private static final int RUNS = 5;

  private final Rig.Reading reading;
  private final BenchReport report;

  LiteralBench(Rig rig, BenchReport report) throws IOException {
    this.reading = rig.reading();
    this.report = report;
  }

  void run(RuleSet rules, Path input) throws Exception {
    Set<String> texts = new LinkedHashSet<>();
    rules.detections().stream().map(Detection::condition).forEach(it -> texts(it, texts));
    report.section("bench.literals", texts.size());
    hs_database_t database;
    try {
      database = compile(new ArrayList<>(texts));
    } catch (LinkageError | IOException e) {
      report.say("bench.literals.missing", String.valueOf(e.getMessage()));
      return;
    }
    hs_scratch_t scratch = scratch(database);
    List<BytePointer> lines = new ArrayList<>();
    for (String line : Files.readAllLines(input, StandardCharsets.UTF_8)) {
      lines.add(new BytePointer(line.getBytes(StandardCharsets.UTF_8)));
    }
    Engine warm = new Engine(Snapshot.of(rules), EngineLimits.usual(BenchInput.SEED));
    Engine cold = new Engine(Snapshot.of(rules), EngineLimits.usual(BenchInput.SEED));
    Map<String, Pace.Figures> figures =
        new Pace(RUNS)
            .add("hyperscan", () -> scan(database, scratch, lines))
            .add("warm", () -> read(input, warm))
            .add(
                "cold",
                () -> {
                  cold.forget();
                  return read(input, cold);
                })
            .run();
    Pace.Figures unit = new Pace.Figures(List.of(1L));
    Pace.Figures theirs = figures.getOrDefault("hyperscan", unit);
    report.rate("bench.literals.hyperscan", theirs, lines.size(), "");
    report.ratio("bench.literals.warm", theirs, figures.getOrDefault("warm", unit), "≥ 4×");
    report.ratio("bench.literals.cold", theirs, figures.getOrDefault("cold", unit), "");
  }

  private long read(Path input, Engine engine) throws IOException {
    Event cursor = new Event();
    reading.read(
        List.of(input),
        batch -> {
          for (int index = 0; index < batch.count(); index++) {
            engine.run(cursor.on(batch, index), (_, _) -> {});
          }
        });
    return -1;
  }

  private static long scan(hs_database_t database, hs_scratch_t scratch, List<BytePointer> lines) {
    for (BytePointer line : lines) {
      hyperscan.hs_scan(database, line, (int) line.limit(), 0, scratch, null, null);
    }
    return -1;
  }

  private static hs_scratch_t scratch(hs_database_t database) throws IOException {
    PointerPointer<hs_scratch_t> made = new PointerPointer<>(1);
    made.put(0, (Pointer) null);
    if (hyperscan.hs_alloc_scratch(database, made) != 0) {
      throw new IOException("no room for scratch");
    }
    return new hs_scratch_t(made.get(hs_scratch_t.class));
  }

  private static hs_database_t compile(List<String> texts) throws IOException {
    List<BytePointer> patterns = new ArrayList<>();
    IntPointer flags = new IntPointer(texts.size());
    IntPointer ids = new IntPointer(texts.size());
    for (int index = 0; index < texts.size(); index++) {
      patterns.add(new BytePointer(quoted(texts.get(index)).getBytes(StandardCharsets.UTF_8)));
      flags.put(index, hyperscan.HS_FLAG_CASELESS | hyperscan.HS_FLAG_SINGLEMATCH);
      ids.put(index, index);
    }
    PointerPointer<BytePointer> pointers =
        new PointerPointer<>(patterns.toArray(BytePointer[]::new));
    PointerPointer<hs_database_t> made = new PointerPointer<>(1);
    PointerPointer<hs_compile_error_t> error = new PointerPointer<>(1);
    int result =
        hyperscan.hs_compile_multi(
            pointers, flags, ids, texts.size(), hyperscan.HS_MODE_BLOCK, null, made, error);
    if (result != 0) {
      throw new IOException(
          new hs_compile_error_t(error.get(hs_compile_error_t.class)).message().getString());
    }
    return new hs_database_t(made.get(hs_database_t.class));
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder();
    for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
      quoted.append(String.format(Locale.ROOT, "\\x%02x", each & 0xff));
    }
    // C reads up to a zero.
    return quoted.append('\0').toString();
  }

  private static void texts(Condition condition, Set<String> texts) {
    switch (condition) {
      case Condition.And and -> and.parts().forEach(part -> texts(part, texts));
      case Condition.Or or -> or.parts().forEach(part -> texts(part, texts));
      case Condition.Not not -> texts(not.part(), texts);
      case Condition.Selection selection -> texts(selection.body(), texts);
      case Condition.Values values -> values.tests().tests().forEach(test -> texts(test, texts));
      case Condition.Keywords words -> words.tests().tests().forEach(test -> texts(test, texts));
      case Condition.Exists _, Condition.Compared _ -> {}
    }
  }

  private static void texts(ValueTest test, Set<String> texts) {
    if (test instanceof ValueTest.AnyOf several) {
      several.tests().forEach(each -> texts(each, texts));
    } else if (test instanceof ValueTest.Like like) {
      String text = text(like.pattern());
      if (text != null && !text.isEmpty()) {
        texts.add(text);
      }
    }
  }

  private static @Nullable String text(Pattern pattern) {
    return switch (pattern) {
      case Pattern.Anything _ -> null;
      case Pattern.Equal equal -> equal.text();
      case Pattern.Starts starts -> starts.text();
      case Pattern.Ends ends -> ends.text();
      case Pattern.Contains contains -> contains.text();
      case Pattern.Parts parts -> parts.longestLiteral();
    };
  }
}
