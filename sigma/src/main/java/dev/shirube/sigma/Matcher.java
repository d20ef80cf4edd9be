// SPDX-License-Identifier: Apache-2.0
package dev.shirube.sigma;

import dev.shirube.event.Event;
import java.util.List;

/// A rule as the plain interpreter runs it: the yardstick for every faster engine. It holds no
/// state between events.
public interface Matcher {
  /// What the rule says of one event.
  Outcome match(Event event);

  /// Which values made a matching event match, for people; empty for one that does not.
  List<Evidence> explain(Event event);

  /// What a rule can say.
  enum Outcome {
    NO,
    YES,
    /// The step budget was used up; becomes a visible finding, never silence.
    UNEVALUATED
  }

  /// One reason why an event matched.
  ///
  /// @param selection the search identifier of the rule
  /// @param field the rule's name of the field; empty for a keyword
  /// @param pattern the value the rule asks for, as written
  /// @param value the event's value, cut to 1,000 characters
  public record Evidence(String selection, String field, String pattern, String value) {}
}
