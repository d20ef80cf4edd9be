// SPDX-License-Identifier: Apache-2.0
package dev.shirube.engine;

import dev.shirube.sigma.ValueTest;
import java.util.List;

/// Something that a single value of an event can make true, whichever rule asks: rules that ask the
/// same share one. It holds of an event when any of its values makes it true.
sealed interface Predicate {
  /// Stands for any value of the event where a field's number would: what keywords are looked for
  /// in.
  int ANYWHERE = -1;

  /// The number of the rule field looked at, or {@link #ANYWHERE}.
  int field();

  /// The field has a value.
  record HasValue(int field) implements Predicate {}

  /// The field is there without a value.
  record HasNull(int field) implements Predicate {}

  /// A value of the field satisfies any of some tests, none of which is a regular expression.
  record Any(int field, List<ValueTest> tests) implements Predicate {
    public Any {
      tests = List.copyOf(tests);
    }
  }
}
