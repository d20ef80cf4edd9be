// SPDX-License-Identifier: Apache-2.0
package dev.shirube.normalize;

import dev.shirube.catalog.Message;
import dev.shirube.catalog.Problem;
import dev.shirube.containers.Entry;
import dev.shirube.containers.Format;
import dev.shirube.containers.Limits;
import dev.shirube.containers.ReadContext;
import dev.shirube.containers.RecordReader;
import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.Field;
import dev.shirube.event.FieldCatalogue;
import dev.shirube.event.FieldNames;
import dev.shirube.event.TenantId;
import dev.shirube.event.Timestamps;
import dev.shirube.formats.Formats;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
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
    return List.copyOf(problems);
  }

  private boolean read(SourceSample sample, EventBatch batch) throws IOException {
    if (!sample.entries().isEmpty()) {
      batch.beginEvent();
      for (SourceSample.RawEntry entry : sample.entries()) {
        byte[] bytes = entry.text().getBytes(StandardCharsets.UTF_8);
        int name = batch.names().intern(entry.name());
        batch.add(name, entry.type(), bytes, 0, bytes.length);
      }
      return true;
    }
    for (Format format : formats.all()) {
      if (format.name().equals(sample.format())) {
        return read(sample, format, batch);
      }
    }
    differ(sample, "source.sample-format", sample.format(), formatNames());
    return false;
  }

  private String formatNames() {
    return String.join(", ", formats.all().stream().map(Format::name).sorted().toList());
  }

  private boolean read(SourceSample sample, Format format, EventBatch batch) throws IOException {
    ReadContext context =
        new ReadContext(
            problems::add,
            Limits.STANDARD,
            StandardCharsets.UTF_8,
            ZoneOffset.UTC,
            Set.of("Records", "records", "value"),
            sample.receivedNanos());
    try (RecordReader reader = format.open(new TextEntry(sample), context)) {
      boolean found = reader.read(batch);
      if (!found) {
        differ(sample, "source.sample-unread", sample.format(), sample.name());
      }
      return found;
    }
  }

  private record TextEntry(SourceSample sample) implements Entry {
    @Override
    public String name() {
      return sample.file() + ":" + sample.line();
    }

    @Override
    public byte[] head() {
      byte[] all = bytes();
      return Arrays.copyOf(all, Math.min(all.length, HEAD_BYTES));
    }

    @Override
    public InputStream open() {
      return new ByteArrayInputStream(bytes());
    }

    private byte[] bytes() {
      return sample.record().getBytes(StandardCharsets.UTF_8);
    }
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
      Field known = FieldCatalogue.builtIn().find(field.getKey());
      if (known != null) {
        same(sample, field.getKey(), field.getValue(), event.texts(known));
      }
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
    Timestamps.Stamp stamp = Timestamps.parse(text, ZoneOffset.UTC, sample.receivedNanos());
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
