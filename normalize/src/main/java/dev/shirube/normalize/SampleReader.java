// SPDX-License-Identifier: Apache-2.0
package dev.shirube.normalize;

import dev.shirube.catalog.YamlNode;
import dev.shirube.event.Timestamp;
import dev.shirube.event.Timestamps;
import dev.shirube.event.ValueType;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads `samples` of a description.
final class SampleReader {
  private static final Set<String> KEYS =
      Set.of("name", "format", "record", "fields", "received", "expect");
  private static final Set<String> EXPECT_KEYS =
      Set.of("source", "event", "class", "activity", "time", "clock", "fields", "names");

  /// 2024-06-15T00:00:00Z, for samples that do not say when they were received.
  private static final long RECEIVED = 1_718_409_600_000_000_000L;

  private SampleReader() {}

  static List<SourceSample> read(YamlNode document, SourceFile source, Reading reading) {
    List<SourceSample> samples = new ArrayList<>();
    if (document instanceof YamlNode.Mapping parent) {
      for (YamlNode.Mapping mapping : reading.mappings(parent, "samples")) {
        samples.add(sample(mapping, source, reading));
      }
      if (samples.isEmpty() && source.kind() == SourceFile.Kind.SOURCE) {
        reading.mistake(parent.line(), "source.no-sample", source.id());
      }
    }
    return samples;
  }

  private static SourceSample sample(YamlNode.Mapping mapping, SourceFile source, Reading reading) {
    reading.onlyKeys(mapping, KEYS);
    String format = mapping.text("format");
    String record = mapping.text("record");
    boolean raw = mapping.get("fields") != null;
    if (raw == (format != null) || raw == (record != null)) {
      reading.mistake(mapping.line(), "source.sample-shape");
    }
    return new SourceSample(
        reading.file(),
        mapping.line(),
        source.id(),
        reading.text(mapping, "name"),
        format == null ? "" : format,
        record == null ? "" : record,
        entries(mapping, reading),
        received(mapping, reading),
        expected(mapping, source, reading));
  }

  private static long received(YamlNode.Mapping mapping, Reading reading) {
    String text = mapping.text("received");
    if (text == null) {
      return RECEIVED;
    }
    Timestamp stamp = Timestamps.parse(text, ZoneOffset.UTC, 0);
    if (stamp == null) {
      reading.mistake(mapping.lineOf("received"), "source.sample-time", text);
      return RECEIVED;
    }
    return stamp.nanos();
  }

  private static List<SourceSample.RawEntry> entries(YamlNode.Mapping mapping, Reading reading) {
    List<SourceSample.RawEntry> entries = new ArrayList<>();
    for (Map.Entry<String, YamlNode> entry : reading.entries(mapping, "fields").entrySet()) {
      switch (entry.getValue()) {
        case YamlNode.Scalar scalar -> entries.add(entry(entry.getKey(), scalar));
        case YamlNode.Sequence sequence -> {
          for (YamlNode item : sequence.items()) {
            if (item instanceof YamlNode.Scalar scalar) {
              entries.add(entry(entry.getKey(), scalar));
            }
          }
        }
        case YamlNode.Mapping inner ->
            reading.mistake(inner.line(), "source.shape", "fields", "text");
      }
    }
    return entries;
  }

  private static SourceSample.RawEntry entry(String name, YamlNode.Scalar scalar) {
    ValueType type =
        switch (scalar.kind()) {
          case STRING -> ValueType.TEXT;
          case INTEGER -> ValueType.INTEGER;
          case FLOAT -> ValueType.DECIMAL;
          case BOOLEAN -> ValueType.BOOLEAN;
          case NULL -> ValueType.NULL;
        };
    return new SourceSample.RawEntry(name, type, scalar.text());
  }

  private static SourceSample.Expected expected(
      YamlNode.Mapping mapping, SourceFile source, Reading reading) {
    YamlNode node = mapping.get("expect");
    YamlNode.Mapping expect = node == null ? null : reading.mapping(node, "expect");
    if (expect == null) {
      reading.mistake(mapping.line(), "source.missing", "expect");
      return new SourceSample.Expected(
          source.id(), null, null, null, null, null, Map.of(), Map.of());
    }
    reading.onlyKeys(expect, EXPECT_KEYS);
    String other = expect.text("source");
    for (Map.Entry<String, YamlNode> entry : reading.entries(expect, "fields").entrySet()) {
      reading.field(entry.getKey(), entry.getValue().line());
    }
    return new SourceSample.Expected(
        other == null ? source.kind() == SourceFile.Kind.SOURCE ? source.id() : "" : other,
        expect.text("event"),
        expect.text("class"),
        expect.text("activity"),
        expect.text("time"),
        expect.text("clock"),
        values(expect, "fields", reading),
        values(expect, "names", reading));
  }

  private static Map<String, List<String>> values(
      YamlNode.Mapping expect, String key, Reading reading) {
    Map<String, List<String>> values = new LinkedHashMap<>();
    for (Map.Entry<String, YamlNode> entry : reading.entries(expect, key).entrySet()) {
      values.put(entry.getKey(), texts(entry.getValue(), reading));
    }
    return values;
  }

  private static List<String> texts(@Nullable YamlNode node, Reading reading) {
    boolean none = node instanceof YamlNode.Scalar scalar && scalar.kind() == YamlNode.Kind.NULL;
    return none ? List.of() : reading.texts(node, "fields");
  }
}
