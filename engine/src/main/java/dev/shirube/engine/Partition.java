// SPDX-License-Identifier: Apache-2.0
package dev.shirube.engine;

import dev.shirube.literals.LiteralHits;
import dev.shirube.sigma.Matcher.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What one engine knows of the events that one plan is for: the classes of values seen, and what
/// followed from rows of classes. For one thread.
final class Partition {
  private static final int MOST_ROWS = 1 << 14;
  private static final int SIEVED = 1 << 8;

  final Plan plan;
  final Classes classes = new Classes();
  final Marks holding;
  private final Snapshot snapshot;
  private final Anchors anchors;
  private final Marks found;
  private final Marks candidates;
  private final TupleMemo<Verdict> memo;
  private final boolean anywhere;
  private final LaneNumbers numbers;
  private final Map<Lane, Place> places = new HashMap<>();
  private Place[] whole = new Place[64];
  private Place[] bare = new Place[64];

  /// What follows from a row of classes.
  ///
  /// @param matching numbers of the rules that match
  /// @param open numbers of the rules for which searches have to be run
  record Verdict(int[] matching, int[] open) {
    static final Verdict NOTHING = new Verdict(new int[0], new int[0]);
  }

  /// A lane as this engine uses it.
  ///
  /// @param lane null when nothing is asked
  /// @param number under which the value cache knows it
  /// @param constants the class of a value that says nothing
  /// @param nulls the class of a missing value
  /// @param shortest bytes of the shortest value that is better sieved than looked up
  /// @param largest bytes of the longest value that is worth remembering
  record Place(
      @Nullable Lane lane, int number, int constants, int nulls, int shortest, int largest) {}

  /// Gives lanes their numbers.
  @FunctionalInterface
  interface LaneNumbers {
    int next();
  }

  Partition(Snapshot snapshot, Plan plan, LaneNumbers numbers, long key) {
    this.snapshot = snapshot;
    this.plan = plan;
    this.numbers = numbers;
    anchors = new Anchors(plan);
    holding = new Marks(plan.predicates().size());
    found = new Marks(plan.predicates().size());
    candidates = new Marks(plan.rules().size());
    memo = new TupleMemo<>(MOST_ROWS, key);
    anywhere = plan.looksAnywhere();
  }

  boolean looksAnywhere() {
    return anywhere;
  }

  /// Forgets which columns are which.
  void renew() {
    whole = new Place[64];
    bare = new Place[64];
  }

  /// Where the values of a column go.
  ///
  /// @param wordless whether keywords are not looked for in the value: its parts follow, or there
  ///   are none in the whole record
  Place place(Columns columns, int column, boolean wordless) {
    boolean apart = wordless && anywhere;
    Place[] known = apart ? bare : whole;
    if (column >= known.length) {
      known = Arrays.copyOf(known, Math.max(column + 1, known.length * 2));
      if (apart) {
        bare = known;
      } else {
        whole = known;
      }
    }
    Place place = known[column];
    if (place == null) {
      place = place(columns.ruleFields(column), anywhere && !wordless);
      known[column] = place;
    }
    return place;
  }

  /// Where the record as it was read goes.
  Place recordPlace() {
    return place(List.of(), true);
  }

  private Place place(List<Integer> fields, boolean keywords) {
    Lane lane = snapshot.lane(plan, fields, keywords);
    return places.computeIfAbsent(
        lane,
        it ->
            new Place(
                it.isIdle() ? null : it,
                numbers.next(),
                classes.intern(sorted(it.constants())),
                classes.intern(sorted(it.nulls())),
                sieved(it, fields),
                isSearched(fields) ? ValueCache.LARGEST : ValueCache.USUAL));
  }

  private int sieved(Lane lane, List<Integer> fields) {
    if (!lane.hasSieve()) {
      return Integer.MAX_VALUE;
    }
    // What a search says of a value is only kept with the value: where searches run on values that
    // hold no text, those are remembered.
    boolean searched = isSearched(fields) && lane.constants().length > 0;
    return fields.isEmpty() ? 0 : searched ? ValueCache.LARGEST + 1 : SIEVED;
  }

  private boolean isSearched(List<Integer> fields) {
    return plan.searches().stream().anyMatch(search -> fields.contains(search.field()));
  }

  private static int[] sorted(int[] numbers) {
    int[] copy = numbers.clone();
    Arrays.sort(copy);
    return copy;
  }

  /// The class of a value.
  int classify(Lane lane, FoldedValue value, LiteralHits hits) {
    found.clear();
    lane.classify(value, hits, found);
    return classes.of(found);
  }

  /// What follows from a row of classes.
  Verdict judge(int[] row, int length) {
    Verdict known = memo.find(row, length);
    if (known == null) {
      known = reason(row, length);
      memo.put(row, length, known);
    }
    return known;
  }

  private Verdict reason(int[] row, int length) {
    hold(row, length);
    candidates.clear();
    anchors.candidates(holding, candidates);
    List<Integer> matching = new ArrayList<>();
    List<Integer> open = new ArrayList<>();
    Formula.Facts facts = new Known();
    for (int index = 0; index < candidates.size(); index++) {
      int rule = candidates.get(index);
      Outcome outcome = plan.rules().get(rule).formula().test(facts);
      if (outcome == Outcome.YES) {
        matching.add(rule);
      } else if (outcome == null) {
        open.add(rule);
      }
    }
    return matching.isEmpty() && open.isEmpty()
        ? Verdict.NOTHING
        : new Verdict(
            matching.stream().mapToInt(Integer::intValue).sorted().toArray(),
            open.stream().mapToInt(Integer::intValue).sorted().toArray());
  }

  /// Marks in {@link #holding} the predicates that a row makes true.
  void hold(int[] row, int length) {
    holding.clear();
    for (int index = 0; index < length; index++) {
      holding.addAll(classes.set(row[index]));
    }
  }

  /// What is known from classes alone.
  private final class Known implements Formula.Facts {
    @Override
    public boolean holds(int predicate) {
      return holding.has(predicate);
    }

    @Override
    public @Nullable Outcome search(int search) {
      return null;
    }
  }
}
