// SPDX-License-Identifier: Apache-2.0
package dev.shirube.normalize;

import dev.shirube.catalog.YamlNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One thing that must hold of an event: something about the values of one name or path.
///
/// @param reference the name or path, see {@link Work}
/// @param negative whether no entry may pass the tests, rather than one has to
/// @param absent whether having no entry passes
/// @param tests of which one must pass
record Condition(int reference, boolean negative, boolean absent, List<Test> tests) {
  Condition {
    tests = List.copyOf(tests);
  }

  Condition(int reference, boolean negative, List<Test> tests) {
    this(reference, negative, tests.stream().anyMatch(Test.Absent.class::isInstance), tests);
  }

  /// What is asked of one value.
  sealed interface Test {
    /// Whether a text passes.
    default boolean passes(TextView text) {
      return false;
    }

    /// It spells a word, known by its number among those the name is compared with.
    record Word(int number, String text) implements Test {}

    /// It spells a text; for paths, whose words have no numbers.
    record Same(byte[] folded) implements Test {
      @Override
      public boolean passes(TextView text) {
        return text.length() == folded.length && text.startsWith(folded);
      }
    }

    record Prefix(byte[] folded) implements Test {
      @Override
      public boolean passes(TextView text) {
        return text.startsWith(folded);
      }
    }

    record Suffix(byte[] folded) implements Test {
      @Override
      public boolean passes(TextView text) {
        return text.endsWith(folded);
      }
    }

    record Inside(byte[] folded) implements Test {
      @Override
      public boolean passes(TextView text) {
        return text.contains(folded);
      }
    }

    /// It is not empty.
    record Present() implements Test {}

    /// There is no entry at all.
    record Absent() implements Test {}
  }

  boolean holds(Work work) {
    int entry = work.first(reference);
    if (entry < 0) {
      return negative || absent;
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
    if (test instanceof Test.Word word) {
      return work.index().word(work.event(), reference, entry) == word.number();
    }
    if (test instanceof Test.Present) {
      return work.event().length(entry) > 0;
    }
    return test.passes(work.index().view(work.event(), entry));
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

  /// The first of several owners one of whose lists of conditions holds. Lists are found by a value
  /// that must be there, so that most are never looked at.
  static final class Choice {
    private static final Alternative[] NONE = {};

    private final List<Alternative> alternatives = new ArrayList<>();
    private final List<Anchor> anchors = new ArrayList<>();
    private Alternative[] always = NONE;

    private record Alternative(int owner, List<Condition> conditions) {}

    /// The lists that need a value of one name: by the word it must spell, and the others.
    private static final class Anchor {
      private final int name;
      private Alternative[][] byWord = {};
      private Alternative[] any = NONE;

      Anchor(int name) {
        this.name = name;
      }

      private void add(Condition condition, Alternative alternative) {
        if (!isWords(condition)) {
          any = with(any, alternative);
          return;
        }
        for (Test test : condition.tests) {
          int word = test instanceof Test.Word known ? known.number() : 0;
          int size = byWord.length;
          if (word >= size) {
            byWord = Arrays.copyOf(byWord, word + 1);
            Arrays.fill(byWord, size, word + 1, NONE);
          }
          byWord[word] = with(byWord[word], alternative);
        }
      }
    }

    private static Alternative[] with(Alternative[] list, Alternative added) {
      Alternative[] longer = Arrays.copyOf(list, list.length + 1);
      longer[list.length] = added;
      return longer;
    }

    /// Adds a list of conditions that stands for an owner; owners with smaller numbers come first.
    void add(int owner, List<Condition> conditions) {
      Alternative alternative = new Alternative(owner, List.copyOf(conditions));
      alternatives.add(alternative);
      Condition needed = needed(conditions);
      if (needed == null) {
        always = with(always, alternative);
        return;
      }
      for (Anchor anchor : anchors) {
        if (anchor.name == needed.reference) {
          anchor.add(needed, alternative);
          return;
        }
      }
      Anchor anchor = new Anchor(needed.reference);
      anchor.add(needed, alternative);
      anchors.add(anchor);
    }

    private static @Nullable Condition needed(List<Condition> conditions) {
      Condition best = null;
      for (Condition condition : conditions) {
        boolean usable = condition.reference >= 0 && !condition.negative && !condition.absent;
        if (usable && (best == null || (isWords(condition) && !isWords(best)))) {
          best = condition;
        }
      }
      return best;
    }

    private static boolean isWords(Condition condition) {
      return condition.tests.stream().allMatch(Test.Word.class::isInstance);
    }

    /// The first owner, or -1.
    ///
    /// @param except owners that are not asked
    int first(Work work, BitSet except) {
      int best = best(work, always, Integer.MAX_VALUE, except);
      ValueIndex index = work.index();
      for (int at = 0; at < anchors.size(); at++) {
        Anchor anchor = anchors.get(at);
        int entry = index.first(anchor.name);
        if (entry >= 0) {
          best = best(work, anchor.any, best, except);
        }
        for (; entry >= 0 && anchor.byWord.length > 0; entry = index.next(entry)) {
          int word = index.word(work.event(), anchor.name, entry);
          boolean known = word >= 0 && word < anchor.byWord.length;
          best = known ? best(work, anchor.byWord[word], best, except) : best;
        }
      }
      return best == Integer.MAX_VALUE ? -1 : best;
    }

    private static int best(Work work, Alternative[] candidates, int best, BitSet except) {
      int least = best;
      for (Alternative candidate : candidates) {
        boolean asked = candidate.owner < least && !except.get(candidate.owner);
        if (asked && allHold(candidate.conditions, work)) {
          least = candidate.owner;
        }
      }
      return least;
    }

    /// Whether any list of an owner holds.
    boolean holds(Work work, int owner) {
      return alternatives.stream()
          .anyMatch(it -> it.owner == owner && allHold(it.conditions, work));
    }
  }
}
