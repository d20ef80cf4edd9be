// SPDX-License-Identifier: Apache-2.0
package dev.shirube.segments;

import dev.shirube.query.Judgement;
import java.util.BitSet;

/// What is known of many rows: those in neither set are NO. No row is in both.
///
/// @param yes rows for which the answer is YES
/// @param undecided rows for which it is UNDECIDED
record Truth(BitSet yes, BitSet undecided) {
  static Truth none() {
    return new Truth(new BitSet(), new BitSet());
  }

  /// Adds what one more value of a row says, where any value's YES is the row's.
  void add(int row, Judgement judgement) {
    if (judgement == Judgement.YES) {
      yes.set(row);
      undecided.clear(row);
    } else if (judgement == Judgement.UNDECIDED && !yes.get(row)) {
      undecided.set(row);
    }
  }

  /// Kleene's negation within some rows.
  Truth not(BitSet among) {
    BitSet no = (BitSet) among.clone();
    no.andNot(yes);
    no.andNot(undecided);
    return new Truth(no, undecided);
  }

  /// Kleene's conjunction.
  Truth and(Truth other) {
    BitSet open = open();
    open.and(other.open());
    BitSet both = (BitSet) yes.clone();
    both.and(other.yes);
    open.andNot(both);
    return new Truth(both, open);
  }

  /// Kleene's disjunction.
  Truth or(Truth other) {
    BitSet either = (BitSet) yes.clone();
    either.or(other.yes);
    BitSet open = (BitSet) undecided.clone();
    open.or(other.undecided);
    open.andNot(either);
    return new Truth(either, open);
  }

  /// The rows for which the answer is not NO.
  BitSet open() {
    BitSet open = (BitSet) yes.clone();
    open.or(undecided);
    return open;
  }
}
