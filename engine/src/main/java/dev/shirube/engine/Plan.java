// SPDX-License-Identifier: Apache-2.0
package dev.shirube.engine;

import dev.shirube.match.Regex;
import dev.shirube.sigma.Detection;
import java.util.List;

/// The rules that some events' log sources let through, compiled together: conditions over numbered
/// predicates. Never changes; shared by all threads.
///
/// @param number tells it from the other plans of its snapshot
/// @param predicates by their numbers
/// @param searches by their numbers
record Plan(int number, List<Ruled> rules, List<Predicate> predicates, List<Search> searches) {
  Plan {
    rules = List.copyOf(rules);
    predicates = List.copyOf(predicates);
    searches = List.copyOf(searches);
  }

  /// A rule and what it asks.
  ///
  /// @param plain whether only the plain interpreter can run it
  record Ruled(Detection detection, Formula formula, boolean plain) {}

  /// A regular expression to be looked for, once a rule depends on it.
  ///
  /// @param field number of the rule field, or {@link Predicate#ANYWHERE}
  record Search(int field, Regex regex) {}

  /// Whether keywords are among what is asked, so that all values matter.
  boolean looksAnywhere() {
    return predicates.stream().anyMatch(each -> each.field() == Predicate.ANYWHERE);
  }
}
