// SPDX-License-Identifier: Apache-2.0
package dev.shirube.normalize;

import dev.shirube.event.Event;
import java.util.List;

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
        Utf8View view = work.index().view(event, entry);
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
}
