// SPDX-License-Identifier: Apache-2.0
package dev.shirube.normalize;

import dev.shirube.catalog.YamlNode;
import dev.shirube.event.Event;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One thing that must hold of an event: something about the values of one name or path.
///
/// @param reference the name or path, see {@link Work}
/// @param negative whether no entry may pass the tests, rather than one has to
/// @param tests of which one must pass
record Condition(int reference, boolean negative, List<Test> tests) {
  Condition {
    tests = List.copyOf(tests);
  }

  /// What is asked of one value.
  sealed interface Test {
    /// It spells a word, known by its number among those the name is compared with.
    record Word(int number, String text) implements Test {}

    /// It spells a text; for paths, whose words have no numbers.
    record Same(byte[] folded) implements Test {}

    record Prefix(byte[] folded) implements Test {}

    record Suffix(byte[] folded) implements Test {}

    record Inside(byte[] folded) implements Test {}

    /// It is not empty.
    record Present() implements Test {}

    /// There is no entry at all.
    record Absent() implements Test {}
  }

  boolean holds(Work work) {
    int entry = work.first(reference);
    if (entry < 0) {
      return negative || tests.stream().anyMatch(Test.Absent.class::isInstance);
    }
    for (; entry >= 0; entry = work.next(reference, entry)) {
      for (int test = 0; test < tests.size(); test++) {
        if (passes(work, entry, tests.get(test))) {
          return !negative;
        }
      }
    }
    return negative;
  }

  private boolean passes(Work work, int entry, Test test) {
    Event event = work.event();
    return switch (test) {
      case Test.Word word -> work.index().word(event, reference, entry) == word.number();
      case Test.Present _ -> event.length(entry) > 0;
      case Test.Absent _ -> false;
      case Test.Prefix prefix -> work.index().view(event, entry).startsWith(prefix.folded());
      case Test.Suffix suffix -> work.index().view(event, entry).endsWith(suffix.folded());
      case Test.Inside inside -> work.index().view(event, entry).contains(inside.folded());
      case Test.Same same -> {
        ValueIndex.View view = work.index().view(event, entry);
        yield view.length() == same.folded().length && view.startsWith(same.folded());
      }
    };
  }

  /// Whether all of some conditions hold.
  static boolean allHold(List<Condition> conditions, Work work) {
    for (int index = 0; index < conditions.size(); index++) {
      if (!conditions.get(index).holds(work)) {
        return false;
      }
    }
    return true;
  }

  /// Whether conditions are so wide that nothing is left for others after them.
  static final class Coverage {
    private Coverage() {}

    /// Whether whatever meets the second conditions surely meets the first.
    static boolean covers(List<Condition> wide, List<Condition> narrow) {
      return wide.stream().allMatch(one -> narrow.stream().anyMatch(two -> covers(one, two)));
    }

    private static boolean covers(Condition wide, Condition narrow) {
      if (wide.reference() != narrow.reference() || wide.negative() || narrow.negative()) {
        return false;
      }
      return narrow.tests().stream()
          .allMatch(test -> wide.tests().stream().anyMatch(other -> covers(other, test)));
    }

    private static boolean covers(Test wide, Test narrow) {
      return switch (wide) {
        case Test.Word word -> narrow instanceof Test.Word other && other.number() == word.number();
        case Test.Present _ -> narrow instanceof Test.Word || narrow instanceof Test.Present;
        case Test.Absent _ -> narrow instanceof Test.Absent;
        case Test.Same _, Test.Prefix _, Test.Suffix _, Test.Inside _ -> false;
      };
    }
  }

  /// Reads conditions: `recognize` and `when`.
  static final class Reader {
    private Reader() {}

    /// The conditions of a mapping, all of which must hold; none for null.
    static List<Condition> read(YamlNode.@Nullable Mapping mapping, Reading reading) {
      List<Condition> conditions = new ArrayList<>();
      if (mapping != null) {
        for (Map.Entry<String, YamlNode> entry : mapping.entries().entrySet()) {
          int line = mapping.lineOf(entry.getKey());
          Integer reference = reading.reference(entry.getKey(), line);
          if (reference != null) {
            conditions.add(one(reference, entry.getValue(), reading));
          }
        }
      }
      return conditions;
    }

    /// The conditions of a key of a mapping; none if there is no such key.
    static List<Condition> read(YamlNode.Mapping parent, String key, Reading reading) {
      YamlNode node = parent.get(key);
      return node == null ? List.of() : read(reading.mapping(node, key), reading);
    }

    private static Condition one(int reference, YamlNode node, Reading reading) {
      if (node instanceof YamlNode.Mapping mapping) {
        reading.onlyKeys(mapping, Set.of("not"));
        YamlNode values = mapping.get("not");
        return new Condition(
            reference, true, values == null ? List.of() : tests(reference, values, reading));
      }
      return new Condition(reference, false, tests(reference, node, reading));
    }

    private static List<Test> tests(int reference, YamlNode node, Reading reading) {
      List<Test> tests = new ArrayList<>();
      switch (node) {
        case YamlNode.Scalar scalar -> tests.add(test(reference, scalar, reading));
        case YamlNode.Sequence sequence -> {
          for (YamlNode item : sequence.items()) {
            if (item instanceof YamlNode.Scalar scalar) {
              tests.add(test(reference, scalar, reading));
            } else {
              reading.mistake(item.line(), "source.shape", "when", "text");
            }
          }
        }
        case YamlNode.Mapping mapping ->
            reading.mistake(mapping.line(), "source.shape", "when", "text");
      }
      return tests.isEmpty() ? List.of(new Test.Present()) : tests;
    }

    private static Test test(int reference, YamlNode.Scalar scalar, Reading reading) {
      String text = scalar.text();
      if (scalar.kind() == YamlNode.Kind.NULL) {
        return new Test.Absent();
      }
      boolean open = text.startsWith("*");
      boolean close = text.endsWith("*") && text.length() > 1;
      if (text.equals("*")) {
        return new Test.Present();
      }
      if (open && close) {
        return new Test.Inside(folded(text.substring(1, text.length() - 1)));
      }
      if (open) {
        return new Test.Suffix(folded(text.substring(1)));
      }
      if (close) {
        return new Test.Prefix(folded(text.substring(0, text.length() - 1)));
      }
      return reference < 0
          ? new Test.Same(folded(text))
          : new Test.Word(reading.vocabulary().word(reference, text), text);
    }

    private static byte[] folded(String text) {
      return Vocabulary.Words.fold(text.getBytes(StandardCharsets.UTF_8));
    }
  }
}
