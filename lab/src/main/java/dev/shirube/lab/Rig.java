// SPDX-License-Identifier: Apache-2.0
package dev.shirube.lab;

import dev.shirube.catalog.Content;
import dev.shirube.catalog.Problem;
import dev.shirube.containers.Containers;
import dev.shirube.containers.Entry;
import dev.shirube.containers.Format;
import dev.shirube.containers.Limits;
import dev.shirube.containers.ReadContext;
import dev.shirube.containers.RecordReader;
import dev.shirube.event.EventBatch;
import dev.shirube.event.FieldNames;
import dev.shirube.event.TenantId;
import dev.shirube.formats.Formats;
import dev.shirube.intake.EventSink;
import dev.shirube.intake.FileIntake;
import dev.shirube.intake.IntakeProgress;
import dev.shirube.intake.IntakeReport;
import dev.shirube.intake.TimeWindow;
import dev.shirube.normalize.Sources;
import dev.shirube.sigma.RuleFile;
import dev.shirube.sigma.RuleSet;
import dev.shirube.sigma.Taxonomy;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/// The rooms from paths to normalized events, put together over any content folder: what tests and
/// benchmarks run the whole way on.
final class Rig {
  private static final Set<String> ENVELOPES =
      Set.of("Records", "records", "value", "events", "logs");

  private static final int BATCH = 256;

  private final Content content;
  private final Formats formats = Formats.standard();
  private final List<Problem> problems = new ArrayList<>();

  Rig(Path contentRoot) {
    content = new Content(contentRoot);
  }

  Content content() {
    return content;
  }

  Formats formats() {
    return formats;
  }

  /// What the inputs of all readings so far had wrong.
  List<Problem> problems() {
    return problems;
  }

  Sources.Loaded sources() throws IOException {
    return Sources.load(content, formats);
  }

  Taxonomy.Loaded taxonomy() throws IOException {
    return Taxonomy.load(content);
  }

  /// Rules bound to the content's taxonomy, without values for placeholders.
  RuleSet rules(List<RuleFile> files) throws IOException {
    return RuleSet.load(files, taxonomy().taxonomy(), Map.of());
  }

  /// Reads and normalizes everything at or below some paths.
  IntakeReport read(List<Path> paths, EventSink sink) throws IOException {
    return intake().read(paths, sink, IntakeProgress.NONE);
  }

  /// Reads and normalizes, as often as wanted.
  @FunctionalInterface
  interface Reading {
    IntakeReport read(List<Path> paths, EventSink sink) throws IOException;
  }

  /// A reading that loads the descriptions of sources once, for those who measure.
  Reading reading() throws IOException {
    FileIntake intake = intake();
    return (paths, sink) -> intake.read(paths, sink, IntakeProgress.NONE);
  }

  /// What reads and normalizes paths, or bytes in memory. Who measures asks for it once: reading
  /// the descriptions takes longer than reading some thousand events.
  FileIntake intake() throws IOException {
    return new FileIntake(formats, sources().normalizer(), context(), TimeWindow.ALL);
  }

  /// Reads some files and does nothing with the records.
  ///
  /// @return how many records there were
  long readOnly(List<Path> files) throws IOException {
    ReadContext context = context();
    EventBatch batch = new EventBatch(TenantId.LOCAL, new FieldNames());
    long[] count = {0};
    for (Path file : files) {
      new Containers(problems::add, Limits.STANDARD, _ -> {})
          .walk(file, entry -> count[0] += readOnly(entry, context, batch));
    }
    return count[0];
  }

  private long readOnly(Entry entry, ReadContext context, EventBatch batch) throws IOException {
    Format format = formats.recognize(entry);
    if (format == null) {
      return 0;
    }
    long count = 0;
    try (RecordReader reader = format.open(entry, context)) {
      while (reader.read(batch)) {
        if (++count % BATCH == 0) {
          batch.clear();
        }
      }
    }
    batch.clear();
    return count;
  }

  ReadContext context() {
    return new ReadContext(
        problems::add,
        Limits.STANDARD,
        Charset.forName("windows-31j"),
        ZoneOffset.UTC,
        ENVELOPES,
        0);
  }

  /// The rule files at or below a path, archives opened.
  ///
  /// @param wanted decides by the name people find a file by
  static List<RuleFile> ruleFiles(Path path, Predicate<String> wanted) throws IOException {
    List<RuleFile> files = new ArrayList<>();
    List<Problem> faults = new ArrayList<>();
    new Containers(faults::add, Limits.STANDARD, _ -> {})
        .walk(path, entry -> take(entry, wanted, files));
    if (!faults.isEmpty()) {
      throw new IOException(faults.getFirst().toString());
    }
    return files;
  }

  private static void take(Entry entry, Predicate<String> wanted, List<RuleFile> files)
      throws IOException {
    boolean yaml = entry.name().endsWith(".yml") || entry.name().endsWith(".yaml");
    if (yaml && wanted.test(entry.name())) {
      try (InputStream in = entry.open()) {
        files.add(new RuleFile(entry.name(), in.readAllBytes()));
      }
    }
  }

  /// Whether a file of SigmaHQ's repository is an active rule.
  static boolean isActiveSigmaHq(String name) {
    String path = name.replace('\\', '/');
    return path.contains("/rules")
        && !path.contains("/deprecated/")
        && !path.contains("/unsupported/")
        && !path.contains("/regression_data/");
  }
}
