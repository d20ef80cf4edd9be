// SPDX-License-Identifier: Apache-2.0
package dev.shirube.normalize;

import dev.shirube.catalog.Message;
import dev.shirube.catalog.Problem;
import dev.shirube.containers.Format;
import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.FieldNames;
import dev.shirube.event.TenantId;
import dev.shirube.event.Timestamp;
import dev.shirube.event.Timestamps;
import dev.shirube.formats.Formats;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Runs the samples of descriptions: what the build and `check` do with every one of them.
public final class SourceSamples {
  private final Normalizer normalizer;
  private final Formats formats;
  private final List<Problem> problems = new ArrayList<>();

  public SourceSamples(Normalizer normalizer, Formats formats) {
    this.normalizer = normalizer;
    this.formats = formats;
  }

  /// Runs one sample; every difference from what it expects is a problem at its place.
  public List<Problem> run(SourceSample sample) throws IOException {
    problems.clear();
    EventBatch batch = new EventBatch(TenantId.LOCAL, new FieldNames());
    if (!read(sample, batch)) {
      return List.copyOf(problems);
    }
    batch.setReceived(0, sample.receivedNanos());
    Event event = new Event().on(batch, 0);
    List<String> before = values(event, event.size());
    normalizer.normalize(batch);
    event.refresh();
    List<String> after = values(event, before.size());
    if (!before.equals(after)) {
      differ(sample, "source.sample-changed", before, after);
    }
    compare(sample, event);
    if (normalizer instanceof SourceNormalizer own) {
      same(sample, "event", sample.expected().event(), own.kindName());
      for (String rival : own.rivals()) {
        differ(sample, "source.rivals", sample.name(), event.source(), rival);
      }
    }
    return List.copyOf(problems);
  }

  private boolean read(SourceSample sample, EventBatch batch) throws IOException {
    if (sample.format().isEmpty()) {
      SampleRecords.append(sample, batch);
      return true;
    }
    for (Format format : formats.all()) {
      if (format.name().equals(sample.format())) {
        boolean found = SampleRecords.read(sample, format, batch, problems::add);
        if (!found) {
          differ(sample, "source.sample-unread", sample.format(), sample.name());
        }
        return found;
      }
    }
    differ(sample, "source.sample-format", sample.format(), formatNames());
    return false;
  }

  private String formatNames() {
    return String.join(", ", formats.all().stream().map(Format::name).sorted().toList());
  }

  /// The values of the first entries; names may change, values never.
  private static List<String> values(Event event, int size) {
    List<String> values = new ArrayList<>();
    for (int entry = 0; entry < size; entry++) {
      values.add(event.type(entry) + " " + event.text(entry));
    }
    return values;
  }

  private void compare(SourceSample sample, Event event) {
    SourceSample.Expected expected = sample.expected();
    if (!expected.source().isEmpty()) {
      same(sample, "source", expected.source(), event.source());
    }
    same(sample, "class", expected.eventClass(), event.eventClass().word());
    same(sample, "activity", expected.activity(), Integer.toString(event.activity()));
    same(sample, "clock", expected.clock(), event.timeSource().name().toLowerCase(Locale.ROOT));
    compareTime(sample, event);
    for (Map.Entry<String, List<String>> field : expected.fields().entrySet()) {
      same(sample, field.getKey(), field.getValue(), event.texts(field.getKey()));
    }
    for (Map.Entry<String, List<String>> name : expected.names().entrySet()) {
      same(sample, name.getKey(), name.getValue(), named(event, name.getKey()));
    }
  }

  private static List<String> named(Event event, String name) {
    List<String> values = new ArrayList<>();
    for (int entry = 0; entry < event.size(); entry++) {
      if (event.nameText(entry).equals(name)) {
        values.add(event.text(entry));
      }
    }
    return values;
  }

  private void compareTime(SourceSample sample, Event event) {
    String text = sample.expected().time();
    if (text == null) {
      return;
    }
    Timestamp stamp = Timestamps.parse(text, ZoneOffset.UTC, sample.receivedNanos());
    Instant is = Instant.EPOCH.plusNanos(event.time());
    same(sample, "time", stamp == null ? text : Instant.EPOCH.plusNanos(stamp.nanos()), is);
  }

  private void same(SourceSample sample, String what, @Nullable Object wanted, Object is) {
    if (wanted != null && !Objects.equals(wanted, is)) {
      differ(sample, "source.sample-differs", what, wanted, is, sample.name());
    }
  }

  private void differ(SourceSample sample, String id, Object... facts) {
    problems.add(
        new Problem(
            sample.file(),
            sample.line(),
            Message.of(id, facts),
            Message.of(id + ".advice", facts)));
  }
}
