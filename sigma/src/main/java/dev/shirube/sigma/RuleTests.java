// SPDX-License-Identifier: Apache-2.0
package dev.shirube.sigma;

import dev.shirube.catalog.Problem;
import dev.shirube.catalog.Yaml;
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
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The tests that a rule file carries in its first document: events, and whether the rule fires on
/// them. See content/rules/README.md for the form.
public final class RuleTests {
  private static final long START_NANOS = 1_767_225_600_000_000_000L;
  private static final int MOST_EVENTS = 10_000;

  private final List<Case> cases = new ArrayList<>();
  private final List<Problem> problems = new ArrayList<>();
  private final int ruleLine;

  private RuleTests(int ruleLine) {
    this.ruleLine = ruleLine;
  }

  /// One test.
  ///
  /// @param line where it stands
  /// @param match whether the rule must fire at least once, or never
  /// @param events what happens, in the order written
  public record Case(String name, int line, boolean match, EventBatch events) {}

  /// Reads the tests of a file; none if it has none.
  public static RuleTests read(RuleFile file) {
    List<YamlNode> documents = Yaml.read(file.name(), file.content()).documents();
    if (documents.isEmpty() || !(documents.getFirst() instanceof YamlNode.Mapping document)) {
      return new RuleTests(0);
    }
    RuleTests tests = new RuleTests(document.line());
    try {
      tests.readAll(document);
    } catch (Fault fault) {
      tests.problems.add(fault.in(file.name()));
    }
    return tests;
  }

  /// The tests that could be read.
  public List<Case> cases() {
    return List.copyOf(cases);
  }

  /// What is wrong with the others.
  public List<Problem> problems() {
    return List.copyOf(problems);
  }

  /// Line of the document whose rule is tested.
  public int ruleLine() {
    return ruleLine;
  }

  private void readAll(YamlNode.Mapping document) {
    YamlNode tests = document.get("tests");
    if (tests == null) {
      return;
    }
    if (!(tests instanceof YamlNode.Sequence sequence)) {
      throw Fault.at(document.lineOf("tests"), "sigma.tests.shape");
    }
    for (YamlNode item : sequence.items()) {
      cases.add(test(item));
    }
  }

  private static Case test(YamlNode node) {
    if (!(node instanceof YamlNode.Mapping mapping)) {
      throw Fault.at(node.line(), "sigma.tests.shape");
    }
    String name = mapping.text("name");
    String match = mapping.text("match");
    boolean said = "true".equals(match) || "false".equals(match);
    if (name == null || name.isBlank() || !said) {
      throw Fault.at(node.line(), "sigma.tests.shape");
    }
    EventBatch batch = new EventBatch(TenantId.LOCAL, new FieldNames());
    YamlNode single = mapping.get("event");
    if (mapping.get("events") instanceof YamlNode.Sequence many) {
      many.items().forEach(item -> step(batch, item));
    } else if (single != null) {
      event(batch, single, START_NANOS);
    }
    if (batch.count() == 0) {
      throw Fault.at(node.line(), "sigma.tests.event");
    }
    return new Case(name, node.line(), "true".equals(match), batch);
  }

  private static void step(EventBatch batch, YamlNode node) {
    YamlNode event = node instanceof YamlNode.Mapping mapping ? mapping.get("event") : null;
    if (event == null || !(node instanceof YamlNode.Mapping mapping)) {
      throw Fault.at(node.line(), "sigma.tests.event");
    }
    long after = nanos(mapping, "after", 0);
    long every = nanos(mapping, "every", 1_000_000_000L);
    int repeat = repeat(mapping);
    if (batch.count() + repeat > MOST_EVENTS) {
      throw Fault.at(node.line(), "sigma.tests.many", MOST_EVENTS);
    }
    for (int index = 0; index < repeat; index++) {
      event(batch, event, START_NANOS + after + index * every);
    }
  }

  private static long nanos(YamlNode.Mapping mapping, String key, long absent) {
    String text = mapping.text(key);
    if (text == null) {
      return absent;
    }
    return text.equals("0s") ? 0 : CorrelationReader.nanos(text, mapping.lineOf(key));
  }

  private static int repeat(YamlNode.Mapping mapping) {
    String text = mapping.text("repeat");
    if (text == null) {
      return 1;
    }
    boolean digits = !text.isEmpty() && text.length() <= 5;
    for (int index = 0; index < text.length(); index++) {
      digits &= text.charAt(index) >= '0' && text.charAt(index) <= '9';
    }
    if (!digits) {
      throw Fault.at(mapping.lineOf("repeat"), "sigma.value.number", text);
    }
    return Integer.parseInt(text);
  }

  private static void event(EventBatch batch, YamlNode node, long nanos) {
    if (!(node instanceof YamlNode.Mapping mapping)) {
      throw Fault.at(node.line(), "sigma.tests.event");
    }
    int index = batch.beginEvent();
    batch.setTime(index, nanos, TimeSource.LOG, 0);
    batch.setId(index, new EventId(0, index + 1L));
    mapping.entries().forEach((name, value) -> values(batch, name, value));
  }

  private static void values(EventBatch batch, String name, YamlNode node) {
    if (node instanceof YamlNode.Sequence sequence) {
      for (int index = 0; index < sequence.items().size(); index++) {
        batch.setElement(value(batch, name, sequence.items().get(index)), index + 1);
      }
    } else {
      value(batch, name, node);
    }
  }

  private static int value(EventBatch batch, String name, YamlNode node) {
    if (!(node instanceof YamlNode.Scalar scalar)) {
      throw Fault.at(node.line(), "sigma.tests.value", name);
    }
    byte[] text = scalar.text().getBytes(StandardCharsets.UTF_8);
    int entry = batch.add(batch.names().intern(name), type(scalar.kind()), text, 0, text.length);
    @Nullable Field field = FieldCatalogue.builtIn().find(name);
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
