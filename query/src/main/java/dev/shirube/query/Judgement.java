// SPDX-License-Identifier: Apache-2.0
package dev.shirube.query;

/// Whether an event is what was asked for.
public enum Judgement {
  YES,
  NO,
  /// Nobody can tell: a regular expression had to be given up. Such events are counted and told.
  UNDECIDED;

  static Judgement of(boolean yes) {
    return yes ? YES : NO;
  }

  /// Kleene's negation.
  public Judgement not() {
    return switch (this) {
      case YES -> NO;
      case NO -> YES;
      case UNDECIDED -> UNDECIDED;
    };
  }

  /// Kleene's conjunction.
  public Judgement and(Judgement other) {
    return this == NO || other == NO ? NO : this == YES ? other : this;
  }

  /// Kleene's disjunction.
  public Judgement or(Judgement other) {
    return this == YES || other == YES ? YES : this == NO ? other : this;
  }
}
