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
  final int[] constants;
  final int[] nulls;
  final LiteralIndex literals;
  final int[][] satisfied;
  final int[][] gated;
  final List<Check> checks;
  final int[] always;
  final Map<BigDecimal, int[]> numbers;
  final Map<String, int[]> spellings;
  final CidrIndex networks;
  final int[][] inNetwork;
  private final @Nullable Sieve sieve;

  /// A test that is run on the value itself.
  ///
  /// @param predicates that it makes true
  record Check(ValueTest test, int[] predicates) {}

  Lane(LaneBuilder builder) {
    constants = builder.constants();
    nulls = builder.nulls();
    literals = builder.literals();
    satisfied = builder.satisfied();
    gated = builder.gated();
    checks = builder.checks();
    always = builder.always();
    numbers = builder.numbers();
    spellings = builder.spellings();
    networks = builder.networks();
    inNetwork = builder.inNetwork();
    boolean texts =
        constants.length == 0 && always.length == 0 && numbers.isEmpty() && inNetwork.length == 0;
    sieve = texts ? literals.sieve() : null;
  }

  /// Whether nothing is asked of values here, whatever they are.
  boolean isIdle() {
    return constants.length == 0
        && nulls.length == 0
        && satisfied.length == 0
        && always.length == 0
        && numbers.isEmpty()
        && inNetwork.length == 0;
  }

  /// Whether a look at a value's bytes can be enough to know that it makes nothing true, which
  /// costs less than to remember the value.
  boolean hasSieve() {
    return sieve != null;
  }

  /// Whether the value makes nothing true; false when that is not known.
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
    found.addAll(constants);
    literals.search(value.bytes(), value.length(), hits);
    for (int index = 0; index < hits.count(); index++) {
      int literal = hits.literal(index);
      found.addAll(satisfied[literal]);
      for (int check : gated[literal]) {
        check(check, value, found);
      }
    }
    for (int check : always) {
      check(check, value, found);
    }
    if (!numbers.isEmpty()) {
      number(value, found);
    }
    if (inNetwork.length > 0) {
      Address address = value.subject().address();
      if (address != null) {
        networks.search(address, number -> found.addAll(inNetwork[number]));
      }
    }
  }

  private void check(int number, FoldedValue value, Marks found) {
    Check check = checks.get(number);
    boolean news = false;
    for (int predicate : check.predicates) {
      news |= !found.has(predicate);
    }
    if (news && check.test.test(value.subject()) == Outcome.YES) {
      found.addAll(check.predicates);
    }
  }

  private void number(FoldedValue value, Marks found) {
    int[] spelled = spellings.get(value.subject().text());
    if (spelled != null) {
      found.addAll(spelled);
    }
    Numeral numeral = value.subject().numeral();
    int[] same = numeral == null ? null : numbers.get(numeral.value().stripTrailingZeros());
    if (same != null) {
      found.addAll(same);
    }
  }

  /// Rough size of the tables in bytes.
  long sizeBytes() {
    long lists = 0;
    for (int[] list : satisfied) {
      lists += 16 + 4L * list.length;
    }
    return lists
        + literals.sizeBytes()
        + 100L * (checks.size() + numbers.size() + spellings.size());
  }
}
