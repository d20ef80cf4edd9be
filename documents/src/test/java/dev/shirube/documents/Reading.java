// SPDX-License-Identifier: Apache-2.0
package dev.shirube.documents;

import dev.shirube.catalog.Problem;
import dev.shirube.containers.Format;
import dev.shirube.containers.Limits;
import dev.shirube.containers.ReadContext;
import dev.shirube.containers.ReadCounts;
import dev.shirube.containers.RecordReader;
import dev.shirube.event.EventBatch;
import dev.shirube.event.FieldNames;
import dev.shirube.event.TenantId;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
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
    try (RecordReader reader = format.open(Bytes.entry(bytes), reading.context(limits))) {
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

  /// The problems told, as id:line.
  List<String> told() {
    return problems.stream().map(it -> it.what().id() + ":" + it.position()).toList();
  }

  /// All entries of an event.
  List<String> event(int index) {
    return EventText.entries(batch, index);
  }

  /// The records as they were read.
  List<String> records() {
    return EventText.records(batch);
  }
}
