// SPDX-License-Identifier: Apache-2.0
package dev.shirube.normalize;

import dev.shirube.event.ValueType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A line of text with holes: literals that must stand there, and captures between them. Matching
/// walks the text once for each literal; there is no backtracking.
///
/// @param literals one more than there are captures; the first and last may be empty
/// @param captures what the parts between the literals are
record Template(List<String> literals, List<Capture> captures) {
  Template {
    literals = List.copyOf(literals);
    captures = List.copyOf(captures);
  }

  /// One hole.
  ///
  /// @param target where the part goes; null if it is passed over
  /// @param greedy whether it runs to the last place of the literal after it
  record Capture(Work.@Nullable Target target, boolean greedy) {}

  /// From and to of each capture, one pair after another; null if the text does not fit.
  int @Nullable [] match(String text) {
    if (!text.startsWith(literals.getFirst())) {
      return null;
    }
    int[] found = new int[captures.size() * 2];
    int at = literals.getFirst().length();
    for (int index = 0; index < captures.size(); index++) {
      String after = literals.get(index + 1);
      int end = end(text, at, index, after);
      if (end < 0) {
        return null;
      }
      found[index * 2] = at;
      found[index * 2 + 1] = end;
      at = end + after.length();
    }
    return at == text.length() ? found : null;
  }

  private int end(String text, int at, int index, String after) {
    boolean last = index == captures.size() - 1;
    if (last) {
      int end = text.length() - after.length();
      return end >= at && text.endsWith(after) ? end : -1;
    }
    if (captures.get(index).greedy()) {
      int end = text.lastIndexOf(after);
      return end >= at ? end : -1;
    }
    return text.indexOf(after, at);
  }

  /// Reads a template; null if two captures stand side by side or a brace is not closed.
  static @Nullable Template read(String pattern, CaptureReader reader) {
    List<String> literals = new ArrayList<>();
    List<Capture> captures = new ArrayList<>();
    int from = 0;
    for (int open = pattern.indexOf('{'); open >= 0; open = pattern.indexOf('{', from)) {
      int close = pattern.indexOf('}', open);
      if (close < 0 || (open == from && !captures.isEmpty())) {
        return null;
      }
      String inside = pattern.substring(open + 1, close);
      boolean greedy = inside.endsWith("+");
      literals.add(pattern.substring(from, open));
      captures.add(
          new Capture(
              reader.target(greedy ? inside.substring(0, inside.length() - 1) : inside), greedy));
      from = close + 1;
    }
    literals.add(pattern.substring(from));
    return new Template(literals, captures);
  }

  /// Tells what the words inside a pair of braces stand for.
  @FunctionalInterface
  interface CaptureReader {
    Work.@Nullable Target target(String inside);
  }

  /// Takes a text apart by the first of some templates that fits.
  ///
  /// @param from references of the text
  record Extract(int[] from, List<Template> templates) {
    Extract {
      templates = List.copyOf(templates);
    }

    void run(Work work) {
      int source = work.entry(from);
      if (source < 0) {
        return;
      }
      String text = work.event().text(source);
      for (Template template : templates) {
        int[] found = template.match(text);
        if (found != null) {
          add(work, source, text, found, template.captures());
          return;
        }
      }
    }

    private static void add(
        Work work, int source, String text, int[] found, List<Template.Capture> captures) {
      boolean plain =
          work.event().type(source) == ValueType.TEXT
              && text.length() == work.event().length(source);
      int start = work.event().offset(source);
      for (int index = 0; index < captures.size(); index++) {
        Work.Target target = captures.get(index).target();
        int from = found[index * 2];
        int to = found[index * 2 + 1];
        if (target == null || from == to) {
          continue;
        }
        if (plain) {
          // Every character is one byte, so the part need not be copied.
          work.addPart(target, ValueType.TEXT, start + from, to - from);
        } else {
          work.add(target, text.substring(from, to));
        }
      }
    }
  }
}
