// SPDX-License-Identifier: Apache-2.0
package dev.shirube.normalize;

import dev.shirube.catalog.Content;
import dev.shirube.catalog.Message;
import dev.shirube.catalog.Nearest;
import dev.shirube.catalog.Problem;
import dev.shirube.catalog.Yaml;
import dev.shirube.catalog.YamlNode;
import dev.shirube.containers.Splitter;
import dev.shirube.formats.Formats;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Reads content/sources: what each log source looks like and what its fields mean.
public final class Sources {
  private Sources() {}

  /// What reading gave.
  ///
  /// @param normalizer runs all descriptions that could be read; for one thread
  /// @param samples every sample of every description
  /// @param problems every mistake found, each with file, line and advice
  public record Loaded(Normalizer normalizer, List<SourceSample> samples, List<Problem> problems) {
    public Loaded {
      samples = List.copyOf(samples);
      problems = List.copyOf(problems);
    }
  }

  /// Reads the descriptions of a content folder; times without zone are taken as UTC.
  public static Loaded load(Content content, Formats formats) throws IOException {
    return load(content, formats, ZoneOffset.UTC);
  }

  /// Reads the descriptions of a content folder.
  ///
  /// @param zone the zone of times that do not say theirs, where the source does not fix it
  public static Loaded load(Content content, Formats formats, ZoneId zone) throws IOException {
    return load(content, formats::splitter, zone);
  }

  static Loaded load(Content content, Function<String, @Nullable Splitter> splitters, ZoneId zone)
      throws IOException {
    List<Problem> problems = new ArrayList<>();
    WordTables tables = WordTables.load(content, problems);
    MessageLabels labels = MessageLabels.load(content, "windows/messages", problems);
    Vocabulary vocabulary = new Vocabulary();
    List<SourceFile> sources = new ArrayList<>();
    List<SourceSample> samples = new ArrayList<>();
    for (Path file : content.files("sources", ".yaml")) {
      Yaml.Documents read = Yaml.read(file.toString(), Files.readAllBytes(file));
      problems.addAll(read.problems());
      Reading reading = new Reading(file.toString(), vocabulary, problems::add);
      SourceReader reader = new SourceReader(reading, tables, labels, splitters);
      for (YamlNode document : read.documents()) {
        SourceFile source = reader.read(document);
        if (source != null) {
          sources.add(source);
          samples.addAll(SampleReader.read(document, source, reading));
        }
      }
    }
    checkNames(sources, problems);
    return new Loaded(new SourceNormalizer(sources, vocabulary, zone), samples, problems);
  }

  private static void checkNames(List<SourceFile> sources, List<Problem> problems) {
    Map<String, SourceFile> byId = new HashMap<>();
    for (SourceFile source : sources) {
      SourceFile before = byId.putIfAbsent(source.id(), source);
      if (before != null) {
        problems.add(mistake(source, "source.twice", source.id(), before.file()));
      }
    }
    for (SourceFile source : sources) {
      String base = source.base();
      if (base != null && !byId.containsKey(base)) {
        problems.add(mistake(source, "source.unknown-base", base, Nearest.of(base, byId.keySet())));
      }
    }
  }

  private static Problem mistake(SourceFile source, String id, Object... facts) {
    Message what = Message.of(id, facts);
    return new Problem(source.file(), 1, what, Message.of(id + ".advice", facts));
  }
}
