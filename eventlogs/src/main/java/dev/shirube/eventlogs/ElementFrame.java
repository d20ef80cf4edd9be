// SPDX-License-Identifier: Apache-2.0
package dev.shirube.eventlogs;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// One element while its template is compiled.
final class ElementFrame {
  /// Where a child's steps stand, and how many of its name there were.
  private static final class Sibling {
    int count;
    int from;
    int to;
  }

  /// A named attribute and what its value is made of.
  record Attribute(String name, List<TemplateProgram.Part> parts) {}

  private final String path;
  private final int depth;
  private final boolean eventData;
  private Map<String, Sibling> siblings = Map.of();

  final List<TemplateProgram.Part> text = new ArrayList<>();

  /// Whether a value is there whatever the substitutions are.
  boolean certain;

  /// Whether the text's name is made by a step.
  boolean byName;

  /// Whether the text is counted while running.
  boolean counted;

  /// Whether only running tells if anything is there.
  boolean marked;

  int children;

  ElementFrame(String path, String name, int depth) {
    this.path = path;
    this.depth = depth;
    this.eventData = name.equals("EventData");
  }

  String path() {
    return path;
  }

  int depth() {
    return depth;
  }

  /// Whether Data elements in here are named by their attribute Name.
  boolean isEventData() {
    return eventData;
  }

  /// Takes note of a child whose steps are complete, and numbers it among those of its name.
  void childDone(TemplateProgram.Builder steps, String childPath, int from) {
    children++;
    if (siblings.isEmpty()) {
      siblings = new HashMap<>();
    }
    Sibling sibling = siblings.computeIfAbsent(childPath, _ -> new Sibling());
    sibling.count++;
    if (sibling.count == 1) {
      sibling.from = from;
      sibling.to = steps.here();
      return;
    }
    if (sibling.count == 2) {
      steps.setElements(sibling.from, sibling.to, 1);
    }
    steps.setElements(from, steps.here(), sibling.count);
  }

  /// Text between child elements that is only there for the eye is no value.
  void dropBlankText() {
    if (children > 0) {
      text.removeIf(
          part -> part instanceof TemplateProgram.Part.Literal literal && literal.text().isBlank());
    }
  }

  /// Adds a part, joining texts that follow each other.
  static void addPart(List<TemplateProgram.Part> parts, TemplateProgram.Part part) {
    if (part instanceof TemplateProgram.Part.Literal added
        && !parts.isEmpty()
        && parts.getLast() instanceof TemplateProgram.Part.Literal before) {
      parts.set(parts.size() - 1, new TemplateProgram.Part.Literal(before.text() + added.text()));
      return;
    }
    parts.add(part);
  }
}
