// SPDX-License-Identifier: Apache-2.0
package dev.shirube.textlogs;

import dev.shirube.catalog.Problem;
import dev.shirube.containers.Format;
import dev.shirube.containers.Limits;
import dev.shirube.containers.ReadCounts;
import dev.shirube.containers.RecordReader;
import dev.shirube.containers.Sample;
import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.ValueType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// What a format made of some bytes: every event's values as `name=value` lines, and the problems.
record Reading(List<List<String>> events, List<Problem> problems, ReadCounts counts) {

  static Reading of(Format format, String text) {
    return of(format, text.getBytes(StandardCharsets.UTF_8));
  }

  static Reading of(Format format, byte[] content) {
    List<List<String>> events = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    ReadCounts counts =
        each(format, content, Limits.STANDARD, problems, e -> events.add(values(e)));
    return new Reading(events, problems, counts);
  }

  /// Hands each event to a consumer, one batch for each.
  static ReadCounts each(
      Format format,
      byte[] content,
      Limits limits,
      List<Problem> problems,
      Consumer<Event> consumer) {
    EventBatch batch = Bytes.batch();
    Event cursor = new Event();
    try (RecordReader reader = format.open(new Bytes(content), Bytes.context(problems, limits))) {
      while (reader.read(batch)) {
        consumer.accept(cursor.on(batch, batch.count() - 1));
        if (batch.count() != 1) {
          throw new AssertionError("one record gave " + batch.count() + " events");
        }
        batch.clear();
      }
      return reader.counts();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The parts that a splitter finds in a text.
  static List<String> split(dev.shirube.containers.Splitter splitter, String text, String prefix) {
    EventBatch batch = Bytes.batch();
    batch.beginEvent();
    boolean split = splitter.split(batch, text, prefix, Limits.STANDARD);
    List<String> values = values(new Event().on(batch, 0));
    if (split == values.isEmpty()) {
      throw new AssertionError(split ? "split nothing" : "refused, yet wrote " + values);
    }
    return values;
  }

  /// `name=value`; `name` alone for a value that is none, `name[2]=value` for an ordinal.
  static List<String> values(Event event) {
    List<String> values = new ArrayList<>();
    for (int entry = 0; entry < event.size(); entry++) {
      String ordinal = event.element(entry) == 0 ? "" : "[" + event.element(entry) + "]";
      boolean none = event.type(entry) == ValueType.NULL;
      values.add(event.nameText(entry) + ordinal + (none ? "" : "=" + event.text(entry)));
    }
    return values;
  }

  static Sample sample(byte[] content) {
    byte[] head = new Bytes(content).head();
    String text = new String(head, StandardCharsets.UTF_8);
    return new Sample("test.log", head, text, head.length == content.length);
  }
}
