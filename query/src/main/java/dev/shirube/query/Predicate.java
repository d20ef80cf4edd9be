// SPDX-License-Identifier: Apache-2.0
package dev.shirube.query;

import dev.shirube.match.Cidr;
import dev.shirube.match.Glob;
import dev.shirube.match.Regex;
import java.util.List;
import java.util.Set;

/// What an event has to be to be wanted: a typed tree, whatever it was written in. Every engine
/// that answers must answer as {@link Judge} does.
///
/// **Values.** A test of a column holds if any value of the event under that column satisfies it;
/// an event without such a value does not satisfy it. A value is its text as {@link
/// dev.shirube.event.Event#text(int)} gives it, whatever its type: a process key is its 32 digits,
/// a time made by normalizing is the digits of its nanoseconds. An entry of type NULL (the source
/// named the value and said it has none) satisfies Exists and nothing else; an empty text is a
/// value like any other. Text is compared as rules compare it (see {@link dev.shirube.match.Fold}).
///
/// **Heads.** A head column has exactly one value in every event, so Exists always holds of it: a
/// number in decimal digits, the empty text for a source or input nobody told, 0 for a time or
/// activity nobody told.
///
/// **Undecided.** A value that a regular expression cannot search within {@link
/// Regex#DEFAULT_BUDGET} (see {@link Regex.Outcome#OVER_BUDGET}) is undecided. A test is YES if any
/// value is YES; else UNDECIDED if any is undecided; else NO. And, Or and Not are Kleene's
/// three-valued ones, so the order of parts never matters.
public sealed interface Predicate {
  /// Holds of every event.
  record Everything() implements Predicate {}

  /// Holds if all parts hold; of no parts, holds.
  record And(List<Predicate> parts) implements Predicate {
    public And {
      parts = List.copyOf(parts);
    }
  }

  /// Holds if any part holds; of no parts, does not hold.
  record Or(List<Predicate> parts) implements Predicate {
    public Or {
      parts = List.copyOf(parts);
    }
  }

  /// Holds if its part does not.
  record Not(Predicate part) implements Predicate {}

  /// The event has an entry under the column, be it empty or NULL.
  record Exists(Column column) implements Predicate {}

  /// A whole value is spelled like a text with wildcards. That a value contains, begins or ends
  /// with a text is a wildcard before or behind it.
  record Like(Column column, Glob glob, boolean cased) implements Predicate {}

  /// Any value of the event is spelled like a text with wildcards, case aside. All entries count
  /// but those of type NULL: named or made by normalizing, documents and their parts. Heads and the
  /// record as it was read do not.
  record Anywhere(Glob glob) implements Predicate {}

  /// A regular expression is found in a value.
  record Matches(Column column, Regex regex) implements Predicate {}

  /// A value is an address of a network.
  record InNetwork(Column column, Cidr network) implements Predicate {}

  /// A value spells a number (see {@link dev.shirube.match.Numeral}: decimal with sign, fraction
  /// and exponent, or 0x and hexadecimal digits) and compares so, exactly and whatever its size:
  /// 4.5 is greater than 4. A value that spells none does not hold, whatever the comparison.
  record Compare(Column column, Comparison how, long number) implements Predicate {}

  /// A whole value is one of many texts, case aside: lists from files.
  ///
  /// @param folded the texts, each already folded
  record OneOf(Column column, Set<String> folded) implements Predicate {
    public OneOf {
      folded = Set.copyOf(folded);
    }
  }

  /// How a number is compared.
  enum Comparison {
    EQUAL,
    LESS,
    LESS_OR_EQUAL,
    GREATER,
    GREATER_OR_EQUAL;

    /// Whether it holds of a value.
    ///
    /// @param order negative if the value is less than the number, 0 if equal, positive if greater
    public boolean holds(int order) {
      return switch (this) {
        case EQUAL -> order == 0;
        case LESS -> order < 0;
        case LESS_OR_EQUAL -> order <= 0;
        case GREATER -> order > 0;
        case GREATER_OR_EQUAL -> order >= 0;
      };
    }
  }
}
