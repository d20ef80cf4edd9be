// SPDX-License-Identifier: Apache-2.0
package dev.shirube.documents;

import dev.shirube.catalog.Problem;
import dev.shirube.containers.Entry;
import dev.shirube.containers.Format;
import dev.shirube.containers.Limits;
import dev.shirube.containers.ReadContext;
import dev.shirube.containers.ReadCounts;
import dev.shirube.containers.RecordReader;
import dev.shirube.containers.Sample;
import dev.shirube.event.EntryFlag;
import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.FieldNames;
import dev.shirube.event.TenantId;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// What a format read of some bytes: events as lines of text, and what was told.
final class Reading {
  static final Charset JAPANESE = Charset.forName("windows-31j");
  static final Limits SMALL = new Limits(1 << 20, 1 << 20, 100, 100, 4, 1 << 20, 1_000, 64);

  final EventBatch batch = new EventBatch(new TenantId("test"), new FieldNames());
  final List<Problem> problems = new ArrayList<>();
  ReadCounts counts = ReadCounts.NONE;

  static Reading of(Format format, String text) {
    return of(format, text.getBytes(StandardCharsets.UTF_8), SMALL);
  }

  static Reading of(Format format, byte[] bytes, Limits limits) {
    Reading reading = new Reading();
    try (RecordReader reader = format.open(entry(bytes), reading.context(limits))) {
      while (reader.read(reading.batch)) {
        if (reading.batch.count() > 200_000) {
          throw new IllegalStateException("it never ends");
        }
      }
      reading.counts = reader.counts();
      if (reader.read(reading.batch)) {
        throw new IllegalStateException("it went on after its end");
      }
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    return reading;
  }

  ReadContext context(Limits limits) {
    return new ReadContext(
        problems::add, limits, JAPANESE, ZoneOffset.UTC, Set.of("Records", "value"), 7);
  }

  static Entry entry(byte[] bytes) {
    return new Entry() {
      @Override
      public String name() {
        return "test";
      }

      @Override
      public byte[] head() {
        return Arrays.copyOf(bytes, Math.min(bytes.length, HEAD_BYTES));
      }

      @Override
      public InputStream open() {
        return new ByteArrayInputStream(bytes);
      }
    };
  }

  static Sample sample(String text) {
    try {
      return Sample.of(entry(text.getBytes(StandardCharsets.UTF_8)), JAPANESE);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The problems told, as id:line.
  List<String> told() {
    return problems.stream().map(it -> it.what().id() + ":" + it.position()).toList();
  }

  /// All entries of an event: name, element, type where it is not plain text, text, flags.
  List<String> event(int index) {
    Event event = new Event().on(batch, index);
    List<String> lines = new ArrayList<>();
    for (int entry = 0; entry < event.size(); entry++) {
      lines.add(line(event, entry));
    }
    return lines;
  }

  private static String line(Event event, int entry) {
    int flags = event.flags(entry);
    String element = event.element(entry) == 0 ? "" : "[" + event.element(entry) + "]";
    String type =
        switch (event.type(entry)) {
          case TEXT, TEXT_JSON -> "";
          case INTEGER -> "int ";
          case DECIMAL -> "dec ";
          case BOOLEAN -> "bool ";
          default -> event.type(entry).name().toLowerCase(Locale.ROOT) + " ";
        };
    return event.nameText(entry)
        + element
        + "="
        + type
        + event.text(entry)
        + ((flags & EntryFlag.SPLIT) != 0 ? " split" : "")
        + ((flags & EntryFlag.UNDECODABLE) != 0 ? " undecodable" : "")
        + ((flags & EntryFlag.TRUNCATED) != 0 ? " truncated" : "");
  }

  /// The records as they were read.
  List<String> records() {
    List<String> records = new ArrayList<>();
    for (int index = 0; index < batch.count(); index++) {
      Event event = new Event().on(batch, index);
      records.add(
          new String(
              batch.buffer(), event.recordOffset(), event.recordLength(), StandardCharsets.UTF_8));
    }
    return records;
  }
}
