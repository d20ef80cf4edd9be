// SPDX-License-Identifier: Apache-2.0
package dev.shirube.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.EventId;
import dev.shirube.event.TenantId;
import dev.shirube.hunt.Hunter;
import dev.shirube.journal.FileDisk;
import dev.shirube.query.Predicate;
import dev.shirube.store.EventStore;
import dev.shirube.store.Question;
import dev.shirube.store.Rows;
import dev.shirube.store.StoreSettings;
import dev.shirube.store.Upkeep;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The store and the counting of questions answer as DuckDB does, whatever became of the events
/// since they came.
@Tag("data")
final class DuckOracleTest {
  private static final long SEED = 20_260_201;
  private static final int QUESTIONS = 520;
  private static final int COUNTINGS = 80;

  /// How many events are taken of each archive.
  private static final int FEW_OF_EACH = 700;

  private static final int MANY_OF_EACH = 3_500;
  private static final int PARTS = 12;

  /// Handing on thousands of events takes most of the time: some such answers are enough.
  private static final int BROAD = 1_000;

  private static final int MOST_BROAD = 40;

  private final Map<EventId, Integer> numbers = new HashMap<>();
  private final List<Asked> asked = new ArrayList<>();
  private final List<Countings.Asked> countings = new ArrayList<>();
  private final List<String> differences = new ArrayList<>();

  @TempDir Path folder;

  /// A question with DuckDB's answer.
  private record Asked(Questions.Pair pair, int[] rows) {}

  @Test
  void answersAlike() throws IOException, SQLException {
    RealEvents events = RealEvents.read("the recording answers as DuckDB does", FEW_OF_EACH);
    assertThat(events.count()).isGreaterThan(4_000);
    answersAlike(events);
  }

  @Tag("prove")
  @Test
  void answersAlikeOverMore() throws IOException, SQLException {
    RealEvents events = RealEvents.read("the recording answers as DuckDB does", MANY_OF_EACH);
    assertThat(events.count()).isGreaterThan(events.isReal() ? 20_000 : 5_000);
    answersAlike(events);
  }

  private void answersAlike(RealEvents events) throws IOException, SQLException {
    ask(events.batches());
    assertThat(asked.stream().filter(it -> it.rows.length > 0).count())
        .as("questions that find something")
        .isGreaterThan(QUESTIONS / 2);
    try (EventStore store = open()) {
      append(store, events.batches());
      check(store, "open");
    }
    try (EventStore store = open()) {
      int size = Math.ceilDiv(events.batches().size(), PARTS);
      for (int from = 0; from < events.batches().size(); from += size) {
        int until = Math.min(events.batches().size(), from + size);
        append(store, events.batches().subList(from, until));
        store.seal(from + 1L);
      }
      int parts = store.size(TenantId.LOCAL).parts();
      assertThat(store.size(TenantId.LOCAL).openEvents()).isZero();
      check(store, "sealed");
      while (store.upkeep().kind() != Upkeep.Kind.NOTHING) {
        // Until there is nothing left to do.
      }
      assertThat(store.size(TenantId.LOCAL).parts()).isLessThan(parts);
      check(store, "merged");
    }
    try (EventStore store = open()) {
      check(store, "opened again");
    }
    System.out.printf(
        "DuckDB: %d events, %d questions and %d countings, asked in 4 states: %d differences%n",
        events.count(), asked.size(), countings.size(), differences.size());
    assertThat(differences.stream().limit(6)).isEmpty();
  }

  private EventStore open() throws IOException {
    StoreSettings.Tuning tuning =
        new StoreSettings.Tuning(1 << 18, 256L << 20, Long.MAX_VALUE, 12_000, 3);
    StoreSettings.Limits limits = new StoreSettings.Limits(1 << 20, 1L << 30, 16, 1L << 30);
    StoreSettings settings =
        new StoreSettings(tuning, limits, new PlainSigner(), _ -> new Predicate.Everything());
    return EventStore.open(new FileDisk(), folder, settings);
  }

  private static void append(EventStore store, List<EventBatch> batches) throws IOException {
    for (EventBatch batch : batches) {
      assertThat(store.append(batch).cardinality()).isEqualTo(batch.count());
    }
  }

  /// Asks DuckDB, everything once.
  private void ask(List<EventBatch> batches) throws SQLException {
    Event event = new Event();
    for (EventBatch batch : batches) {
      for (int index = 0; index < batch.count(); index++) {
        numbers.put(event.on(batch, index).id(), numbers.size());
      }
    }
    try (DuckOracle oracle = new DuckOracle()) {
      oracle.add(batches);
      oracle.ready();
      Questions questions = new Questions(SEED, batches);
      int broad = 0;
      while (asked.size() < QUESTIONS) {
        Questions.Pair pair = questions.next();
        int[] rows = oracle.wanted(pair.sql());
        broad += rows.length > BROAD ? 1 : 0;
        if (rows.length <= BROAD || broad <= MOST_BROAD) {
          asked.add(new Asked(pair, rows));
        }
      }
      Countings made = new Countings(SEED, questions);
      while (countings.size() < COUNTINGS) {
        countings.add(made.ask(oracle));
      }
    }
  }

  private void check(EventStore store, String state) throws IOException {
    for (Asked each : asked) {
      Question question = Question.all(each.pair.range(), each.pair.condition().predicate());
      int[] found = find(store, question);
      if (!Arrays.equals(found, each.rows)) {
        differences.add(state + ": " + difference(found, each.rows) + "\n" + each.pair);
      }
    }
    Hunter hunter = new Hunter(store, TenantId.LOCAL);
    for (Countings.Asked each : countings) {
      List<List<String>> found = Countings.answer(hunter, each.question());
      if (!found.equals(each.rows())) {
        differences.add(
            state + ": " + Countings.difference(found, each.rows()) + "\n" + each.question());
      }
    }
  }

  private int[] find(EventStore store, Question question) throws IOException {
    int[] found = new int[numbers.size()];
    int count = 0;
    Event event = new Event();
    try (Rows rows = store.find(TenantId.LOCAL, question)) {
      for (EventBatch batch = rows.next(); batch != null; batch = rows.next()) {
        for (int index = 0; index < batch.count(); index++) {
          found[count++] = numbers.getOrDefault(event.on(batch, index).id(), -1);
        }
      }
      assertThat(rows.answer().missing()).isEmpty();
      assertThat(rows.answer().undecided()).isZero();
    }
    return Arrays.copyOf(found, count);
  }

  private static String difference(int[] ours, int[] theirs) {
    List<Integer> more = new ArrayList<>(Arrays.stream(ours).boxed().toList());
    List<Integer> less = new ArrayList<>(Arrays.stream(theirs).boxed().toList());
    more.removeAll(Set.copyOf(Arrays.stream(theirs).boxed().toList()));
    less.removeAll(Set.copyOf(Arrays.stream(ours).boxed().toList()));
    return ours.length
        + " for "
        + theirs.length
        + ", too many "
        + more.stream().limit(5).toList()
        + ", too few "
        + less.stream().limit(5).toList();
  }
}
