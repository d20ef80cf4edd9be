// SPDX-License-Identifier: Apache-2.0
package dev.shirube.engine;

import dev.shirube.literals.LiteralHits;
import dev.shirube.literals.LiteralIndex;
import dev.shirube.literals.Sieve;
import dev.shirube.match.Address;
import dev.shirube.match.CidrIndex;
import dev.shirube.match.Numeral;
import dev.shirube.sigma.Matcher.Outcome;
import dev.shirube.sigma.ValueTest;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Everything a plan asks of the values of one place in an event, which may be several of the
/// rules' fields at once. Made by {@link LaneBuilder}; never changes, and is shared by threads that
/// bring scratch of their own.
final class Lane {
  private final Tables tables;
  private final @Nullable Sieve sieve;

  /// A test that is run on the value itself.
  ///
  /// @param predicates that it makes true
  record Check(ValueTest test, int[] predicates) {}

  /// What is asked.
  ///
  /// @param constants the predicates that any value makes true
  /// @param nulls those that a missing value makes true
  /// @param satisfied those that each literal makes true
  /// @param gated the checks that each literal asks for
  /// @param always the checks that every value asks for
  /// @param numbers the predicates of numbers without trailing zeros
  /// @param spellings the predicates of numbers as rules spell them
  /// @param inNetwork the predicates of each network
  record Tables(
      int[] constants,
      int[] nulls,
      LiteralIndex literals,
      int[][] satisfied,
      int[][] gated,
      List<Check> checks,
      int[] always,
      Map<BigDecimal, int[]> numbers,
      Map<String, int[]> spellings,
      CidrIndex networks,
      int[][] inNetwork) {
    /// Whether nothing but texts tells one value from another.
    boolean isOfTexts() {
      return always.length == 0 && numbers.isEmpty() && inNetwork.length == 0;
    }
  }

  Lane(Tables tables) {
    this.tables = tables;
    sieve = tables.isOfTexts() ? tables.literals.sieve() : null;
  }

  /// The predicates that any value makes true.
  int[] constants() {
    return tables.constants;
  }

  /// The predicates that a missing value makes true.
  int[] nulls() {
    return tables.nulls;
  }

  /// Whether nothing is asked of values here, whatever they are.
  boolean isIdle() {
    return tables.constants.length == 0
        && tables.nulls.length == 0
        && tables.satisfied.length == 0
        && tables.always.length == 0
        && tables.numbers.isEmpty()
        && tables.inNetwork.length == 0;
  }

  /// Whether a look at a value's bytes can be enough to know that it makes nothing true but {@link
  /// #constants}, which costs less than to remember the value.
  boolean hasSieve() {
    return sieve != null;
  }

  /// Whether the value makes nothing true but {@link #constants}; false when that is not known.
  ///
  /// @param bytes text in UTF-8
  /// @param escaped whether it may have JSON's escapes
  boolean isBarren(byte[] bytes, int offset, int length, boolean escaped) {
    return sieve != null && !sieve.mayHold(bytes, offset, length, escaped);
  }

  /// Finds the predicates that a value makes true.
  ///
  /// @param hits scratch
  /// @param found takes them
  void classify(FoldedValue value, LiteralHits hits, Marks found) {
    found.addAll(tables.constants);
    tables.literals.search(value.bytes(), value.length(), hits);
    for (int index = 0; index < hits.count(); index++) {
      int literal = hits.literal(index);
      found.addAll(tables.satisfied[literal]);
      for (int check : tables.gated[literal]) {
        check(check, value, found);
      }
    }
    for (int check : tables.always) {
      check(check, value, found);
    }
    if (!tables.numbers.isEmpty()) {
      number(value, found);
    }
    if (tables.inNetwork.length > 0) {
      Address address = value.subject().address();
      if (address != null) {
        tables.networks.search(address, number -> found.addAll(tables.inNetwork[number]));
      }
    }
  }

  private void check(int number, FoldedValue value, Marks found) {
    Check check = tables.checks.get(number);
    boolean news = false;
    for (int predicate : check.predicates) {
      news |= !found.has(predicate);
    }
    if (news && check.test.test(value.subject()) == Outcome.YES) {
      found.addAll(check.predicates);
    }
  }

  private void number(FoldedValue value, Marks found) {
    int[] spelled = tables.spellings.get(value.subject().text());
    if (spelled != null) {
      found.addAll(spelled);
    }
    Numeral numeral = value.subject().numeral();
    int[] same = numeral == null ? null : tables.numbers.get(numeral.value().stripTrailingZeros());
    if (same != null) {
      found.addAll(same);
    }
  }

  /// Rough size of the tables in bytes.
  long sizeBytes() {
    long lists = 0;
    for (int[] list : tables.satisfied) {
      lists += 16 + 4L * list.length;
    }
    return lists
        + tables.literals.sizeBytes()
        + 100L * (tables.checks.size() + tables.numbers.size() + tables.spellings.size());
  }
}
