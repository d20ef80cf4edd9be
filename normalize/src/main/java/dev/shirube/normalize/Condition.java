// SPDX-License-Identifier: Apache-2.0
package dev.shirube.normalize;

import dev.shirube.catalog.YamlNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
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

  /// The first of several owners one of whose lists of conditions holds. Events come in few shapes,
  /// and few of their words are ever compared: which lists are left for a set of names, and then
  /// for the words that stand under them, is worked out once and remembered.
  static final class Choice {
    private static final int MAX_KNOWN = 1 << 12;
    private static final int CHOSEN = 1 << 6;

    private final List<Alternative> alternatives = new ArrayList<>();
    private long[] keys = new long[16];
    private @Nullable Known[] table = new @Nullable Known[16];
    private int size;

    /// The owner found last for some values, at the place that their number leads to.
    private final long[] chosenKeys = new long[CHOSEN];

    private final int[] chosen = new int[CHOSEN];
    private long key;

    private record Alternative(int owner, List<Condition> conditions) {}

    /// What is known of events that have the same names, or the same words as well.
    ///
    /// @param names whose words decide what is left
    /// @param left lists that may hold, with the conditions that are still open
    /// @param open names whose values decide those; null if something else does
    private record Known(int[] names, Alternative[] left, int @Nullable [] open) {}

    /// Adds a list of conditions that stands for an owner; owners come by ascending number.
    void add(int owner, List<Condition> conditions) {
      alternatives.add(new Alternative(owner, List.copyOf(conditions)));
    }

    /// The first owner, or -1.
    ///
    /// @param except owners that are not asked
    int first(Work work, BitSet except) {
      Known known = known(work);
      if (known.left.length == 0) {
        return -1;
      }
      long values = except.isEmpty() ? values(work, known, key) : 0;
      int place = (int) (values >>> 32) & (CHOSEN - 1);
      if (values != 0 && chosenKeys[place] == values) {
        return chosen[place];
      }
      int owner = first(known.left, work, except);
      if (values != 0) {
        chosenKeys[place] = values;
        chosen[place] = owner;
      }
      return owner;
    }

    private static int first(Alternative[] left, Work work, BitSet except) {
      for (Alternative each : left) {
        if (!except.get(each.owner) && allHold(each.conditions, work)) {
          return each.owner;
        }
      }
      return -1;
    }

    /// A number for the values that decide; 0 if they cannot be told by one.
    private static long values(Work work, Known known, long words) {
      int[] open = known.open;
      long all = open == null ? 0 : words;
      for (int index = 0; open != null && index < open.length && all != 0; index++) {
        all = work.index().values(work.event(), open[index], all);
      }
      return all;
    }

    /// Also leaves the number of what it is known by.
    private Known known(Work work) {
      ValueIndex index = work.index();
      key = index.shape();
      Known shape = table[slot(key)];
      if (shape == null) {
        shape = keep(key, ofShape(index));
      }
      for (int name : shape.names) {
        key = index.words(work.event(), name, key);
      }
      Known words = shape.names.length == 0 ? shape : table[slot(key)];
      return words == null ? keep(key, ofWords(work, shape)) : words;
    }

    private int slot(long wanted) {
      int mask = table.length - 1;
      int slot = (int) (wanted >>> 32) & mask;
      while (table[slot] != null && keys[slot] != wanted) {
        slot = (slot + 1) & mask;
      }
      return slot;
    }

    private Known keep(long by, Known known) {
      if (size * 2 >= table.length) {
        makeRoom();
      }
      int slot = slot(by);
      keys[slot] = by;
      table[slot] = known;
      size++;
      return known;
    }

    /// Doubles the table, or begins anew once it is as large as it may become.
    private void makeRoom() {
      final long[] oldKeys = keys;
      final @Nullable Known[] old = table;
      int length = size >= MAX_KNOWN ? 16 : old.length * 2;
      keys = new long[length];
      table = new @Nullable Known[length];
      if (size >= MAX_KNOWN) {
        size = 0;
        return;
      }
      for (int from = 0; from < old.length; from++) {
        if (old[from] != null) {
          int slot = slot(oldKeys[from]);
          keys[slot] = oldKeys[from];
          table[slot] = old[from];
        }
      }
    }

    /// Strikes the lists that cannot hold where some names are missing.
    private Known ofShape(ValueIndex index) {
      List<Alternative> left = new ArrayList<>();
      BitSet names = new BitSet();
      for (Alternative each : alternatives) {
        List<Condition> open = new ArrayList<>();
        boolean possible = true;
        for (Condition condition : each.conditions) {
          boolean missing = condition.reference >= 0 && index.first(condition.reference) < 0;
          possible &= !missing || condition.negative || condition.absent;
          if (!missing) {
            open.add(condition);
          }
        }
        if (possible) {
          left.add(new Alternative(each.owner, List.copyOf(open)));
          open.stream().filter(Condition::isOfWords).forEach(it -> names.set(it.reference));
        }
      }
      return known(names, left);
    }

    /// Strikes the lists that cannot hold with the words that stand in the event.
    private static Known ofWords(Work work, Known shape) {
      List<Alternative> left = new ArrayList<>();
      for (Alternative each : shape.left) {
        List<Condition> words = each.conditions.stream().filter(Condition::isOfWords).toList();
        if (allHold(words, work)) {
          List<Condition> open = each.conditions.stream().filter(it -> !it.isOfWords()).toList();
          left.add(new Alternative(each.owner, open));
        }
      }
      return known(new BitSet(), left);
    }

    private static Known known(BitSet names, List<Alternative> left) {
      BitSet open = new BitSet();
      boolean told = true;
      for (Alternative each : left) {
        for (Condition condition : each.conditions) {
          told &= condition.reference >= 0;
          open.set(Math.max(0, condition.reference));
        }
      }
      return new Known(
          names.stream().toArray(),
          left.toArray(Alternative[]::new),
          told ? open.stream().toArray() : null);
    }

    /// Whether any list of an owner holds.
    boolean holds(Work work, int owner) {
      return alternatives.stream()
          .anyMatch(it -> it.owner == owner && allHold(it.conditions, work));
    }
  }

  /// Whether the words under one name, and whether there is a value, decide it.
  private boolean isOfWords() {
    return reference >= 0
        && tests.stream()
            .allMatch(it ->
                it instanceof Test.Word || it instanceof Test.Present || it instanceof Test.Absent);
  }
}
