// SPDX-License-Identifier: Apache-2.0
package dev.shirube.engine;

import dev.shirube.literals.LiteralIndex;
import dev.shirube.sigma.Detection;
import dev.shirube.sigma.EventView;
import dev.shirube.sigma.RuleSet;
import dev.shirube.sigma.Taxonomy;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A set of rules ready to be run by any number of engines: what all of them share. The rules are
/// told apart by their log sources at once; those of one kind of event are compiled together when
/// the first such event comes.
public final class Snapshot {
  private static final int MOST_LANES = 1 << 14;
  // Whoever writes events chooses which log sources they meet at once.
  private static final int MOST_PLANS = 1 << 10;

  private final RuleSet rules;
  private final List<Group> groups = new ArrayList<>();
  private final Map<Integer, TermLane> terms = new HashMap<>();
  private final Map<Taxonomy.SourceTerm, Integer> termNumbers = new HashMap<>();
  private final Map<String, List<Integer>> fieldsByName = new HashMap<>();
  private final Map<Integer, List<Integer>> fieldsByCatalogue = new HashMap<>();
  private final Map<BitSet, Plan> plans = new ConcurrentHashMap<>();
  private final AtomicInteger planCount = new AtomicInteger();
  private final Map<LaneKey, Lane> lanes = new ConcurrentHashMap<>();

  /// Rules with the same log sources.
  private record Group(List<List<Taxonomy.Entry>> sources, List<Detection> detections) {}

  /// The terms of log sources that look at one catalogue field.
  ///
  /// @param satisfied the terms that each literal of the index satisfies
  /// @param any the terms that any value satisfies
  record TermLane(LiteralIndex literals, int[][] satisfied, int[] any) {}

  /// Gathers the terms of one catalogue field.
  private static final class TermLaneBuilder {
    private final LiteralIndex.Builder literals = new LiteralIndex.Builder();
    private final List<List<Integer>> satisfied = new ArrayList<>();
    private final List<Integer> any = new ArrayList<>();

    void add(Taxonomy.SourceTerm term, int number) {
      for (String value : term.values()) {
        boolean open = value.endsWith("*");
        byte[] text = FoldedValue.fold(open ? value.substring(0, value.length() - 1) : value);
        if (open && text.length == 0) {
          any.add(number);
          continue;
        }
        int literal =
            literals.add(open ? LiteralIndex.Place.START : LiteralIndex.Place.WHOLE, text);
        if (literal == satisfied.size()) {
          satisfied.add(new ArrayList<>());
        }
        satisfied.get(literal).add(number);
      }
    }

    TermLane build() {
      int[][] lists = satisfied.stream().map(TermLaneBuilder::array).toArray(int[][]::new);
      return new TermLane(literals.build(), lists, array(any));
    }

    private static int[] array(List<Integer> numbers) {
      return numbers.stream().mapToInt(Integer::intValue).toArray();
    }
  }

  /// @param plan its number
  /// @param fields of the rules
  /// @param anywhere whether keywords are looked for in the values too
  private record LaneKey(int plan, List<Integer> fields, boolean anywhere) {}

  private Snapshot(RuleSet rules) {
    this.rules = rules;
  }

  /// Compiles a set of rules.
  public static Snapshot of(RuleSet rules) {
    Snapshot snapshot = new Snapshot(rules);
    Map<List<List<Taxonomy.Entry>>, List<Detection>> bySources = new LinkedHashMap<>();
    for (Detection detection : rules.detections()) {
      if (detection.binding().isFed()) {
        List<List<Taxonomy.Entry>> sources = detection.binding().sources();
        bySources.computeIfAbsent(sources, _ -> new ArrayList<>()).add(detection);
      }
    }
    bySources.forEach((sources, found) -> snapshot.groups.add(new Group(sources, found)));
    snapshot.terms();
    List<EventView.Field> fields = rules.fields();
    for (int number = 0; number < fields.size(); number++) {
      EventView.Field field = fields.get(number);
      put(snapshot.fieldsByName, field.name(), number);
      for (int catalogue : field.catalogue()) {
        put(snapshot.fieldsByCatalogue, catalogue, number);
      }
    }
    return snapshot;
  }

  private static <K> void put(Map<K, List<Integer>> map, K key, int number) {
    map.computeIfAbsent(key, _ -> new ArrayList<>()).add(number);
  }

  private void terms() {
    Map<Integer, TermLaneBuilder> builders = new HashMap<>();
    groups.stream()
        .flatMap(group -> group.sources.stream())
        .flatMap(List::stream)
        .flatMap(entry -> entry.when().stream())
        .distinct()
        .forEach(term -> {
          int number = termNumbers.size();
          termNumbers.put(term, number);
          if (term.field() != null) {
            builders
                .computeIfAbsent(term.field().id(), _ -> new TermLaneBuilder())
                .add(term, number);
          }
        });
    builders.forEach((field, builder) -> terms.put(field, builder.build()));
  }

  RuleSet rules() {
    return rules;
  }

  /// The lane of a catalogue field that log sources look at; null if none does.
  @Nullable TermLane termLane(int catalogueField) {
    return terms.get(catalogueField);
  }

  int termCount() {
    return termNumbers.size();
  }

  /// The rule fields that values belong to.
  ///
  /// @param name the source's name of the values
  /// @param catalogueField their catalogue field, 0 for none
  List<Integer> fields(String name, int catalogueField) {
    String plain = name.indexOf(' ') < 0 ? name : name.replace(" ", "");
    List<Integer> fields = new ArrayList<>(fieldsByName.getOrDefault(plain, List.of()));
    fields.addAll(fieldsByCatalogue.getOrDefault(catalogueField, List.of()));
    return fields.stream().distinct().sorted().toList();
  }

  /// Which groups of rules are meant for an event.
  ///
  /// @param terms of the catalogue's fields that hold
  /// @param source the folded name of the event's source
  BitSet covering(Marks terms, String eventClass, int activity, String source) {
    BitSet covering = new BitSet();
    for (int index = 0; index < groups.size(); index++) {
      boolean covered =
          groups.get(index).sources.stream()
              .allMatch(anyOf ->
                  anyOf.stream()
                      .anyMatch(entry ->
                          entry.when().stream()
                              .allMatch(term ->
                                  switch (term.key()) {
                                    case "class" -> term.isAllowed(eventClass);
                                    case "activity" -> term.isAllowed(String.valueOf(activity));
                                    case "source" -> term.isAllowed(source);
                                    default -> terms.has(termNumbers.getOrDefault(term, 0));
                                  })));
      covering.set(index, covered);
    }
    return covering;
  }

  /// The rules of some groups, compiled.
  Plan plan(BitSet covering) {
    if (plans.size() >= MOST_PLANS) {
      plans.clear();
    }
    return plans.computeIfAbsent(
        covering,
        set ->
            Compilation.of(
                planCount.getAndIncrement(),
                set.stream().mapToObj(groups::get).flatMap(it -> it.detections.stream()).toList()));
  }

  /// What a plan asks of values that belong to some rule fields.
  Lane lane(Plan plan, List<Integer> fields, boolean anywhere) {
    if (lanes.size() >= MOST_LANES) {
      lanes.clear();
    }
    return lanes.computeIfAbsent(
        new LaneKey(plan.number(), fields, anywhere),
        key ->
            LaneBuilder.lane(
                plan,
                field -> field == Predicate.ANYWHERE ? key.anywhere : key.fields.contains(field)));
  }

  /// How many plans are kept at the moment: what has to stay bounded.
  int planCount() {
    return plans.size();
  }

  /// Rough size of all tables compiled so far, in bytes.
  public long sizeBytes() {
    return lanes.values().stream().mapToLong(Lane::sizeBytes).sum();
  }
}
