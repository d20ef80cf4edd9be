// SPDX-License-Identifier: Apache-2.0
package dev.shirube.engine;

import dev.shirube.sigma.Matcher.Outcome;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The condition of a rule over numbered predicates, after Kleene as in the plain interpreter. A
/// predicate is known as soon as the classes of an event's values are; what needs the event itself
/// is asked for later.
sealed interface Formula {
  /// What is known of an event.
  interface Facts {
    boolean holds(int predicate);

    /// The outcome of a search of the plan; null when that is left for later, as it is always for
    /// the search {@link Plain#SEARCH}.
    @Nullable Outcome search(int search);
  }

  /// The outcome; null when a search that was not asked for decides.
  @Nullable Outcome test(Facts facts);

  /// A predicate holds.
  record Atom(int predicate) implements Formula {
    @Override
    public Outcome test(Facts facts) {
      return facts.holds(predicate) ? Outcome.YES : Outcome.NO;
    }
  }

  /// A regular expression is found in a value of a field.
  ///
  /// @param number of the plan's searches
  /// @param gate a predicate without which it is not found
  record Search(int number, int gate) implements Formula {
    @Override
    public @Nullable Outcome test(Facts facts) {
      return facts.holds(gate) ? facts.search(number) : Outcome.NO;
    }
  }

  /// Only the plain interpreter can tell, for the rule as a whole.
  record Plain() implements Formula {
    static final int SEARCH = -1;

    @Override
    public @Nullable Outcome test(Facts facts) {
      return facts.search(SEARCH);
    }
  }

  /// Not that.
  record Not(Formula part) implements Formula {
    @Override
    public @Nullable Outcome test(Facts facts) {
      Outcome outcome = part.test(facts);
      return outcome == Outcome.YES ? Outcome.NO : outcome == Outcome.NO ? Outcome.YES : outcome;
    }
  }

  /// All of them.
  record And(List<Formula> parts) implements Formula {
    public And {
      parts = List.copyOf(parts);
    }

    @Override
    public @Nullable Outcome test(Facts facts) {
      return join(parts, facts, Outcome.NO);
    }
  }

  /// Any of them.
  record Or(List<Formula> parts) implements Formula {
    public Or {
      parts = List.copyOf(parts);
    }

    @Override
    public @Nullable Outcome test(Facts facts) {
      return join(parts, facts, Outcome.YES);
    }
  }

  private static @Nullable Outcome join(List<Formula> parts, Facts facts, Outcome decides) {
    boolean later = false;
    boolean unevaluated = false;
    for (int index = 0; index < parts.size(); index++) {
      Outcome outcome = parts.get(index).test(facts);
      if (outcome == decides) {
        return decides;
      }
      later |= outcome == null;
      unevaluated |= outcome == Outcome.UNEVALUATED;
    }
    if (later) {
      return null;
    }
    return unevaluated ? Outcome.UNEVALUATED : decides == Outcome.YES ? Outcome.NO : Outcome.YES;
  }
}
