// SPDX-License-Identifier: Apache-2.0
package dev.shirube.query;

import dev.shirube.match.Cidr;
import dev.shirube.match.Glob;
import dev.shirube.match.Regex;
import java.util.List;
import java.util.Set;

/// What an event has to be to be wanted: a typed tree, whatever it was written in. A test of a
/// column holds if any value of the event under that column satisfies it; an event without such a
/// value does not satisfy it. Text is compared as rules compare it (see {@link
/// dev.shirube.match.Fold}).
///
/// A regular expression whose budget ran out leaves the answer {@link Judgement#UNDECIDED}; And, Or
/// and Not are Kleene's three-valued ones. Every engine that answers must answer as {@link Judge}
/// does.
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

  /// The event has a value under the column, be it empty.
  record Exists(Column column) implements Predicate {}

  /// A whole value is spelled like a text with wildcards. That a value contains, begins or ends with
  /// a text is a wildcard before or behind it.
  record Like(Column column, Glob glob, boolean cased) implements Predicate {}

  /// Any value of the event, whatever it is called, is spelled like a text with wildcards, case
  /// aside.
  record Anywhere(Glob glob) implements Predicate {}

  /// A regular expression is found in a value.
  record Matches(Column column, Regex regex) implements Predicate {}

  /// A value is an address of a network.
  record InNetwork(Column column, Cidr network) implements Predicate {}

  /// A value reads as a whole number and compares so.
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
    GREATER_OR_EQUAL
  }
}
