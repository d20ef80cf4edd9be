// SPDX-License-Identifier: Apache-2.0
package dev.shirube.engine;

import dev.shirube.event.EntryFlag;
import dev.shirube.event.Event;
import dev.shirube.event.ValueType;
import dev.shirube.literals.LiteralHits;
import dev.shirube.match.Regex;
import dev.shirube.sigma.Detection;
import dev.shirube.sigma.Interpreter;
import dev.shirube.sigma.Matcher.Evidence;
import dev.shirube.sigma.Matcher.Outcome;
import dev.shirube.sigma.RuleRunner;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Runs all rules on one event after the other at hardly more cost than looking at its values. It
/// says exactly what the plain interpreter says.
///
/// A value's bytes lead to its class, the set of predicates it makes true; a value seen before
/// costs one look-up. The row of an event's classes leads to the rules that match and to those that
/// still depend on a regular expression; a row seen before costs one look-up too. What is
/// remembered is bounded and only ever makes it faster. For one thread: make one engine for each
/// core, of one snapshot.
public final class Engine implements RuleRunner {
  private static final int MOST_CLASSES = 1 << 16;
  private static final int REVIEW = 0xff;
  private static final int NO_SERIAL = 0;

  private final EngineLimits limits;
  private final FoldedValue folded = new FoldedValue();
  private final LiteralHits hits = new LiteralHits();
  private final ValueCache cache;
  private final Searches searches = new Searches();
  private final SearchFacts facts = new SearchFacts();
  private Snapshot snapshot;
  private Interpreter plain;
  private Columns columns;
  private Routing routing;
  private int lanes;
  private int runs;
  private Event event = new Event();
  private boolean plainIsOn;
  private int[] columnOf = new int[64];
  private Partition.@Nullable Place[] placeOf = new Partition.@Nullable Place[64];
  private int[] serialOf = new int[64];
  private int[] row = new int[65];
  private int rowLength;
  private int barrenFrom;
  private int barrenTo;

  /// An engine with empty memory.
  public Engine(Snapshot snapshot, EngineLimits limits) {
    this.limits = limits;
    this.snapshot = snapshot;
    cache = new ValueCache(limits.cacheBytes(), limits.key(), limits.key() * 31 + 7);
    plain = Interpreter.ofAnySource(snapshot.rules());
    columns = new Columns(snapshot);
    routing = routing();
  }

  private Routing routing() {
    return new Routing(
        snapshot,
        cache,
        folded,
        plan -> new Partition(snapshot, plan, () -> ++lanes, limits.key()),
        limits.key());
  }

  /// Goes on with other rules from the next event on.
  public void use(Snapshot other) {
    snapshot = other;
    plain = Interpreter.ofAnySource(other.rules());
    forget();
  }

  /// Empties the memory. Nothing but the time that the next events take depends on it.
  public void forget() {
    cache.clear();
    searches.clear();
    columns = new Columns(snapshot);
    lanes = 0;
    routing = routing();
  }

  /// How many values had to be looked at so far because they were not known.
  public long unknownValues() {
    return cache.misses();
  }

  @Override
  public void run(Event newEvent, Hits taker) {
    event = newEvent;
    plainIsOn = false;
    if ((++runs & REVIEW) == 0 && (routing.size() >= MOST_CLASSES || cache.isSpent())) {
      forget();
    }
    if (columns.use(event.batch().names())) {
      routing.renew();
    }
    int size = event.size();
    if (size > columnOf.length) {
      columnOf = new int[size * 2];
      placeOf = new Partition.@Nullable Place[size * 2];
      serialOf = new int[size * 2];
      row = new int[size * 2 + 1];
    }
    for (int entry = 0; entry < size; entry++) {
      columnOf[entry] = columns.of(event, entry);
    }
    Partition partition = routing.route(event, columns, columnOf);
    if (partition.plan.rules().isEmpty()) {
      return;
    }
    classify(partition);
    Partition.Verdict verdict = partition.judge(row, rowLength);
    for (int rule : verdict.matching()) {
      taker.hit(partition.plan.rules().get(rule).detection(), Outcome.YES);
    }
    if (verdict.open().length > 0) {
      decide(partition, verdict.open(), taker);
    }
  }

  private void classify(Partition partition) {
    rowLength = 0;
    barrenFrom = 0;
    // So that not even an empty value at the very beginning lies in it.
    barrenTo = -1;
    if (partition.looksAnywhere() && event.recordLength() > 0) {
      record(partition);
    }
    for (int entry = 0; entry < event.size(); entry++) {
      serialOf[entry] = NO_SERIAL;
      boolean wordless = (event.flags(entry) & EntryFlag.SPLIT) != 0 || isInBarrenRecord(entry);
      Partition.Place place = partition.place(columns, columnOf[entry], wordless);
      placeOf[entry] = place.lane() == null ? null : place;
      if (place.lane() != null) {
        int found =
            event.type(entry) == ValueType.NULL
                ? place.nulls()
                : classOf(partition, place, place.lane(), entry);
        if (found != 0) {
          row[rowLength++] = found;
        }
      }
    }
  }

  /// Looks for keywords in the record as it was read. If nothing in it comes near one, they need
  /// not be looked for in the values that lie in it.
  private void record(Partition partition) {
    byte[] bytes = event.batch().buffer();
    int offset = event.recordOffset();
    int length = event.recordLength();
    Partition.Place place = partition.recordPlace();
    Lane lane = place.lane();
    int found = place.constants();
    if (lane == null || lane.isBarren(bytes, offset, length, true)) {
      barrenFrom = offset;
      barrenTo = offset + length;
    } else if (!lane.isBarren(bytes, offset, length, false)) {
      found = partition.classify(lane, folded.on(ValueType.TEXT, bytes, offset, length), hits);
    }
    if (found != 0) {
      row[rowLength++] = found;
    }
  }

  private boolean isInBarrenRecord(int entry) {
    return event.offset(entry) >= barrenFrom
        && event.offset(entry) + event.length(entry) <= barrenTo
        && switch (event.type(entry)) {
          case TEXT, TEXT_JSON, INTEGER, DECIMAL, BOOLEAN, TIME -> true;
          case NULL, TEXT_UTF16, BINARY, PROCESS_KEY -> false;
        };
  }

  private int classOf(Partition partition, Partition.Place place, Lane lane, int entry) {
    ValueType type = event.type(entry);
    byte[] bytes = event.batch().buffer();
    int offset = event.offset(entry);
    int length = event.length(entry);
    if (length >= place.shortest() && isBarren(lane, type, bytes, offset, length)) {
      return place.constants();
    }
    int key = (place.number() << 5) | (type.ordinal() << 1);
    int slot = cache.find(key, bytes, offset, length);
    if (slot < 0) {
      folded.on(type, bytes, offset, length);
      int found = partition.classify(lane, folded, hits);
      slot =
          length > place.largest()
              ? -1
              : cache.put(bytes, offset, length, event.inputName(), found);
      if (slot < 0) {
        return found;
      }
    }
    serialOf[entry] = cache.serial(slot);
    return cache.answer(slot);
  }

  private boolean isBarren(Lane lane, ValueType type, byte[] bytes, int offset, int length) {
    return switch (type) {
      case TEXT, INTEGER, DECIMAL, BOOLEAN, TIME -> lane.isBarren(bytes, offset, length, false);
      case TEXT_JSON -> lane.isBarren(bytes, offset, length, true);
      case TEXT_UTF16 -> {
        folded.on(type, bytes, offset, length);
        yield lane.isBarren(folded.bytes(), 0, folded.length(), false);
      }
      case NULL, BINARY, PROCESS_KEY -> false;
    };
  }

  private void decide(Partition partition, int[] open, Hits taker) {
    partition.hold(row, rowLength);
    facts.partition = partition;
    for (int number : open) {
      Plan.Ruled rule = partition.plan.rules().get(number);
      Outcome outcome = rule.plain() ? plain().test(rule.detection()) : rule.formula().test(facts);
      if (outcome == null) {
        throw new IllegalStateException("undecided: " + rule.detection().rule().id());
      }
      if (outcome != Outcome.NO) {
        taker.hit(rule.detection(), outcome);
      }
    }
  }

  private Interpreter plain() {
    if (!plainIsOn) {
      plain.on(event);
      plainIsOn = true;
    }
    return plain;
  }

  @Override
  public List<Evidence> explain(Detection detection) {
    return plain().explain(detection);
  }

  /// What the event at hand says, with regular expressions looked for as they are asked for.
  private final class SearchFacts implements Formula.Facts {
    private @Nullable Partition partition;

    @Override
    public boolean holds(int predicate) {
      Partition current = partition;
      return current != null && current.holding.has(predicate);
    }

    @Override
    public @Nullable Outcome search(int search) {
      Partition current = partition;
      return current == null || search == Formula.Plain.SEARCH
          ? null
          : Engine.this.search(current.plan.searches().get(search), search);
    }
  }

  private Outcome search(Plan.Search search, int number) {
    Outcome outcome = Outcome.NO;
    for (int entry = 0; entry < event.size(); entry++) {
      if (isLookedAt(entry, search.field())) {
        Outcome each = inValue(search.regex(), number, entry);
        if (each == Outcome.YES) {
          return each;
        }
        outcome = each == Outcome.NO ? outcome : each;
      }
    }
    if (search.field() == Predicate.ANYWHERE && event.recordLength() > 0) {
      folded.on(ValueType.TEXT, event.batch().buffer(), event.recordOffset(), event.recordLength());
      Outcome each = find(search.regex());
      outcome = each == Outcome.NO ? outcome : each;
    }
    return outcome;
  }

  private boolean isLookedAt(int entry, int field) {
    if (event.type(entry) == ValueType.NULL) {
      return false;
    }
    return field == Predicate.ANYWHERE
        ? (event.flags(entry) & EntryFlag.SPLIT) == 0
        : columns.ruleFields(columnOf[entry]).contains(field);
  }

  private Outcome inValue(Regex regex, int search, int entry) {
    boolean known = placeOf[entry] != null && serialOf[entry] != NO_SERIAL;
    long key = Searches.key(serialOf[entry], search);
    Outcome outcome = known ? searches.find(key) : null;
    if (outcome == null) {
      folded.on(
          event.type(entry), event.batch().buffer(), event.offset(entry), event.length(entry));
      outcome = find(regex);
      if (known) {
        searches.put(key, outcome);
      }
    }
    return outcome;
  }

  private Outcome find(Regex regex) {
    return switch (regex.find(folded.subject())) {
      case NO -> Outcome.NO;
      case YES -> Outcome.YES;
      case OVER_BUDGET -> Outcome.UNEVALUATED;
    };
  }
}
