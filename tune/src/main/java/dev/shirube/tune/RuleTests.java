// SPDX-License-Identifier: Apache-2.0
package dev.shirube.tune;

import dev.shirube.catalog.Problem;
import dev.shirube.catalog.Yaml;
import dev.shirube.catalog.YamlNode;
import dev.shirube.event.EventBatch;
import dev.shirube.sigma.RuleFile;
import java.util.ArrayList;
import java.util.List;

/// The tests that a rule file carries in its first document: events, and whether the rule fires on
/// them. See content/rules/README.md for the form.
public final class RuleTests {
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
    } catch (Unreadable e) {
      tests.problems.add(e.in(file.name()));
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
      throw new Unreadable(document.lineOf("tests"), "sigma.tests.shape");
    }
    for (YamlNode item : sequence.items()) {
      cases.add(test(item));
    }
  }

  private static Case test(YamlNode node) {
    if (!(node instanceof YamlNode.Mapping mapping)) {
      throw new Unreadable(node.line(), "sigma.tests.shape");
    }
    String name = mapping.text("name");
    String match = mapping.text("match");
    boolean said = "true".equals(match) || "false".equals(match);
    if (name == null || name.isBlank() || !said) {
      throw new Unreadable(node.line(), "sigma.tests.shape");
    }
    TestEvents events = new TestEvents();
    YamlNode single = mapping.get("event");
    if (mapping.get("events") instanceof YamlNode.Sequence many) {
      many.items().forEach(events::step);
    } else if (single != null) {
      events.single(single);
    }
    if (events.batch().count() == 0) {
      throw new Unreadable(node.line(), "sigma.tests.event");
    }
    return new Case(name, node.line(), "true".equals(match), events.batch());
  }
}
