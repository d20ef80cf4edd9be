// SPDX-License-Identifier: Apache-2.0
package dev.shirube.tune;

import dev.shirube.catalog.YamlNode;
import dev.shirube.event.EventBatch;
import dev.shirube.event.EventId;
import dev.shirube.event.Field;
import dev.shirube.event.FieldCatalogue;
import dev.shirube.event.FieldNames;
import dev.shirube.event.TenantId;
import dev.shirube.event.TimeSource;
import dev.shirube.event.ValueType;
import java.nio.charset.StandardCharsets;

/// Builds the events that a test in a rule file describes. A field is named as the rule names it,
/// as its source does, or by its path in the catalogue.
final class TestEvents {
  private static final long START_NANOS = 1_767_225_600_000_000_000L;
  private static final long SECOND = 1_000_000_000L;
  private static final int MOST_EVENTS = 10_000;

  private final EventBatch batch = new EventBatch(TenantId.LOCAL, new FieldNames());

  EventBatch batch() {
    return batch;
  }

  /// Adds the one event of a test, at the start.
  void single(YamlNode event) {
    event(event, START_NANOS);
  }

  /// Adds a step of a test: an event, with `after`, `repeat` and `every`.
  void step(YamlNode node) {
    YamlNode event = node instanceof YamlNode.Mapping mapping ? mapping.get("event") : null;
    if (event == null || !(node instanceof YamlNode.Mapping mapping)) {
      throw new Unreadable(node.line(), "sigma.tests.event");
    }
    long after = seconds(mapping, "after", 0);
    long every = seconds(mapping, "every", 1);
    String times = mapping.text("repeat");
    int repeat = times == null ? 1 : number(times, mapping.lineOf("repeat"));
    if (batch.count() + repeat > MOST_EVENTS) {
      throw new Unreadable(node.line(), "sigma.tests.many", MOST_EVENTS);
    }
    for (int index = 0; index < repeat; index++) {
      event(event, START_NANOS + (after + index * every) * SECOND);
    }
  }

  private static long seconds(YamlNode.Mapping mapping, String key, long absent) {
    String text = mapping.text(key);
    if (text == null) {
      return absent;
    }
    int line = mapping.lineOf(key);
    int unit = "smhd".indexOf(text.isEmpty() ? ' ' : text.charAt(text.length() - 1));
    if (unit < 0) {
      throw new Unreadable(line, "sigma.correlation.timespan", text);
    }
    long number = number(text.substring(0, text.length() - 1), line);
    return number * new long[] {1, 60, 3600, 86_400}[unit];
  }

  private static int number(String text, int line) {
    boolean digits = !text.isEmpty() && text.length() <= 5;
    for (int index = 0; index < text.length(); index++) {
      digits &= text.charAt(index) >= '0' && text.charAt(index) <= '9';
    }
    if (!digits) {
      throw new Unreadable(line, "sigma.value.number", text);
    }
    return Integer.parseInt(text);
  }

  private void event(YamlNode node, long nanos) {
    if (!(node instanceof YamlNode.Mapping mapping)) {
      throw new Unreadable(node.line(), "sigma.tests.event");
    }
    int index = batch.beginEvent();
    batch.setTime(index, nanos, TimeSource.LOG, 0);
    batch.setId(index, new EventId(0, index + 1L));
    mapping.entries().forEach(this::values);
  }

  private void values(String name, YamlNode node) {
    if (node instanceof YamlNode.Sequence sequence) {
      for (int index = 0; index < sequence.items().size(); index++) {
        batch.setElement(value(name, sequence.items().get(index)), index + 1);
      }
    } else {
      value(name, node);
    }
  }

  private int value(String name, YamlNode node) {
    if (!(node instanceof YamlNode.Scalar scalar)) {
      throw new Unreadable(node.line(), "sigma.tests.value", name);
    }
    byte[] text = scalar.text().getBytes(StandardCharsets.UTF_8);
    int entry = batch.add(batch.names().intern(name), type(scalar.kind()), text, 0, text.length);
    Field field = FieldCatalogue.builtIn().find(name);
    if (field != null) {
      batch.setField(entry, field.id());
    }
    return entry;
  }

  private static ValueType type(YamlNode.Kind kind) {
    return switch (kind) {
      case STRING -> ValueType.TEXT;
      case INTEGER -> ValueType.INTEGER;
      case FLOAT -> ValueType.DECIMAL;
      case BOOLEAN -> ValueType.BOOLEAN;
      case NULL -> ValueType.NULL;
    };
  }
}
