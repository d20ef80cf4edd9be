// SPDX-License-Identifier: Apache-2.0
package dev.shirube.lab;

import java.util.ArrayList;
import java.util.List;

/// What one house rule found: its limit, the worst case, and everything beyond the limit.
///
/// @param rule the rule's name, as the exceptions list uses it
/// @param limit the greatest value allowed; 0 for a rule that forbids
/// @param worst the greatest value seen
/// @param where the place of the worst, empty if nothing was seen
/// @param seen how many things were looked at, so that a rule that looked at nothing is noticed
/// @param breaches every place beyond the limit
record Measure(String rule, int limit, int worst, String where, int seen, List<Breach> breaches) {

  /// A place that breaks a rule.
  ///
  /// @param where file, or file:line
  record Breach(String rule, String where, String what) {
    @Override
    public String toString() {
      return where + ": " + rule + ": " + what;
    }
  }

  /// Collects values of one rule.
  static final class Tally {
    private final String rule;
    private final int limit;
    private final List<Breach> breaches = new ArrayList<>();
    private int worst;
    private int seen;
    private String place = "";

    Tally(String rule, int limit) {
      this.rule = rule;
      this.limit = limit;
    }

    /// Counts one thing that was looked at and was of this size.
    void add(String where, int value, String what) {
      seen++;
      if (value > worst) {
        worst = value;
        place = where;
      }
      if (value > limit) {
        breaches.add(new Breach(rule, where, what));
      }
    }

    /// Counts one thing that was looked at, for a rule that forbids.
    void look(String where, boolean broken, String what) {
      add(where, broken ? 1 : 0, what);
    }

    Measure done() {
      return new Measure(rule, limit, worst, place, seen, List.copyOf(breaches));
    }
  }
}
