// SPDX-License-Identifier: Apache-2.0
package dev.shirube.store;

import static dev.shirube.store.Stores.ACME;
import static dev.shirube.store.Stores.EVERYTHING;
import static dev.shirube.store.Stores.NOON;
import static dev.shirube.store.Stores.OTHER;
import static dev.shirube.store.Stores.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.Gap;
import dev.shirube.journal.SimulatedDisk;
import dev.shirube.query.Column;
import dev.shirube.query.TimeRange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class EventStoreTest {
  private final SimulatedDisk disk = new SimulatedDisk(1);

  @Test
  void whatIsAppendedIsVisibleAtOnceAndStaysAfterSealingAndOpening() throws IOException {
    try (EventStore store = Stores.open(disk)) {
      assertThat(store.append(Stores.events(ACME, 0, 500)).cardinality()).isEqualTo(500);
      assertThat(Stores.all(store, ACME)).isEqualTo(Stores.inOrder(0, 500));
      store.seal(77);
      store.append(Stores.events(ACME, 500, 300));
      assertThat(Stores.all(store, ACME)).isEqualTo(Stores.inOrder(0, 800));
      assertThat(store.size(ACME).openEvents()).isEqualTo(300);
    }
    try (EventStore store = Stores.open(disk)) {
      assertThat(store.sealedOffset()).isEqualTo(77);
      assertThat(store.problems()).isEmpty();
      assertThat(store.tenants()).containsExactly(ACME);
      assertThat(Stores.all(store, ACME)).isEqualTo(Stores.inOrder(0, 500));
    }
  }

  @Test
  void anEventIsTakenOnce() throws IOException {
    try (EventStore store = Stores.open(disk)) {
      EventBatch twice = Stores.events(ACME, 0, 10);
      Stores.add(twice, 3, NOON);
      assertThat(store.append(twice)).isEqualTo(bits(0, 10));
      assertThat(store.append(Stores.events(ACME, 5, 10))).isEqualTo(bits(5, 10));
      store.seal(1);
      assertThat(store.append(Stores.events(ACME, 0, 20))).isEqualTo(bits(15, 20));
      store.seal(2);
    }
    try (EventStore store = Stores.open(disk)) {
      assertThat(store.append(Stores.events(ACME, 0, 21))).isEqualTo(bits(20, 21));
      assertThat(store.append(Stores.events(OTHER, 0, 5))).isEqualTo(bits(0, 5));
      assertThat(Stores.all(store, ACME)).isEqualTo(Stores.inOrder(0, 21));
    }
  }

  private static BitSet bits(int from, int until) {
    BitSet bits = new BitSet();
    bits.set(from, until);
    return bits;
  }

  @Test
  void tenantsSeeNothingOfEachOther() throws IOException {
    try (EventStore store = Stores.open(disk)) {
      store.append(Stores.events(ACME, 0, 50));
      store.append(Stores.events(OTHER, 100, 50));
      store.seal(1);
      store.append(Stores.events(OTHER, 150, 50));
      assertThat(Stores.all(store, ACME)).isEqualTo(Stores.inOrder(0, 50));
      assertThat(Stores.all(store, OTHER)).isEqualTo(Stores.inOrder(100, 200));
      assertThat(store.event(OTHER, Stores.id(3)).event()).isNull();
      assertThat(store.size(OTHER).events()).isEqualTo(50);
    }
  }

  @Test
  void findsInBothOrdersWithLimitsAndRanges() throws IOException {
    try (EventStore store = many()) {
      List<Integer> all = Stores.inOrder(0, 3000);
      List<Integer> back = new ArrayList<>(all);
      Collections.reverse(back);
      Question.Order newest = Question.Order.NEWEST_FIRST;
      Question.Order oldest = Question.Order.OLDEST_FIRST;
      assertThat(Stores.numbers(store, ACME, Stores.question(EVERYTHING, oldest, 3000)))
          .isEqualTo(all);
      assertThat(Stores.numbers(store, ACME, Stores.question(EVERYTHING, newest, 3000)))
          .isEqualTo(back);
      assertThat(Stores.numbers(store, ACME, Stores.question(EVERYTHING, newest, 100)))
          .isEqualTo(back.subList(0, 100));
      List<Integer> some = all.stream().filter(number -> number % 7 == 2).toList();
      assertThat(
              Stores.numbers(store, ACME, Stores.question(Stores.command("TOOL-2*"), oldest, 9999)))
          .isEqualTo(some);
      TimeRange range = new TimeRange(NOON + 1000 * SECOND, NOON + 1500 * SECOND);
      Question within = Question.all(range, EVERYTHING);
      assertThat(Stores.numbers(store, ACME, within)).hasSizeBetween(495, 510).isSubsetOf(all);
      assertThat(store.count(ACME, within).rows())
          .isEqualTo(Stores.numbers(store, ACME, within).size());
    }
  }

  private EventStore many() throws IOException {
    EventStore store = Stores.open(disk);
    for (int first = 0; first < 2700; first += 300) {
      store.append(Stores.events(ACME, first, 300));
      store.seal(first);
    }
    store.append(Stores.events(ACME, 2700, 300));
    return store;
  }

  @Test
  void theNewestCostOnlyALookAtTheNewestParts() throws IOException {
    try (EventStore store = many();
        Rows rows =
            store.find(ACME, Stores.question(EVERYTHING, Question.Order.NEWEST_FIRST, 10))) {
      Stores.numbers(rows, new ArrayList<>());
      assertThat(rows.answer().scanned()).isBetween(10L, 900L);
    }
  }

  @Test
  void whatComesInWhileItIsAskedIsNoPartOfTheAnswer() throws IOException {
    try (EventStore store = Stores.open(disk)) {
      store.append(Stores.events(ACME, 0, 20));
      Question all = Stores.question(EVERYTHING, Question.Order.OLDEST_FIRST, 3000);
      try (Rows rows = store.find(ACME, all)) {
        store.append(Stores.events(ACME, 20, 30));
        List<Integer> seen = new ArrayList<>();
        Stores.numbers(rows, seen);
        assertThat(seen).hasSize(20);
        assertThat(rows.answer().scanned()).isEqualTo(20);
      }
      assertThat(Stores.all(store, ACME)).hasSize(50);
    }
  }

  @Test
  void handsOutValuesForCounting() throws IOException {
    try (EventStore store = many()) {
      Set<String> seen = new TreeSet<>();
      Question.Answer answer =
          store.values(
              ACME,
              Question.all(TimeRange.ALL, Stores.command("tool-3*")),
              new Column.Vendor("Number"),
              (row, bytes, at, length) ->
                  seen.add(new String(bytes, at, length, StandardCharsets.UTF_8)));
      assertThat(seen).hasSize((int) answer.rows()).contains("3", "10", "2999").doesNotContain("4");
      assertThat(answer.missing()).isEmpty();
    }
  }

  @Test
  void looksUpSingleEventsWhereverTheyAre() throws IOException {
    try (EventStore store = many()) {
      for (int number : List.of(0, 299, 300, 1500, 2699, 2700, 2999)) {
        Event event = Objects.requireNonNull(store.event(ACME, Stores.id(number)).event());
        assertThat(Stores.number(event)).isEqualTo(number);
        assertThat(event.text(Stores.COMMAND)).isEqualTo(Stores.command(number));
        assertThat(event.id()).isEqualTo(Stores.id(number));
        assertThat(event.received()).isEqualTo(NOON + number * SECOND);
        assertThat(event.source()).isEqualTo("test");
      }
      assertThat(store.event(ACME, Stores.id(5000)).event()).isNull();
    }
  }

  @Test
  void saysWhenItIsTimeToSeal() throws IOException {
    try (EventStore store = Stores.open(disk)) {
      assertThat(store.due(Long.MAX_VALUE)).isEqualTo(EventStore.Due.NOT_YET);
      store.append(Stores.events(ACME, 0, 999));
      assertThat(store.due(59 * SECOND)).isEqualTo(EventStore.Due.NOT_YET);
      assertThat(store.due(60 * SECOND)).isEqualTo(EventStore.Due.TIME);
      store.append(Stores.events(ACME, 999, 1));
      assertThat(store.due(0)).isEqualTo(EventStore.Due.ROWS);
      store.seal(1);
      assertThat(store.due(60 * SECOND)).isEqualTo(EventStore.Due.NOT_YET);
    }
  }

  @Test
  void limitsOpenEventsOfATenantAndTakesNoneOrAll() throws IOException {
    StoreSettings.Limits few = new StoreSettings.Limits(100, 1 << 30, 2, 1 << 20);
    try (EventStore store = EventStore.open(disk, Stores.FOLDER, Stores.settings(few))) {
      store.append(Stores.events(ACME, 0, 90));
      assertThatThrownBy(() -> store.append(Stores.events(ACME, 90, 11)))
          .isInstanceOfSatisfying(
              StoreException.class, e -> assertThat(e.is("store.head.full")).isTrue());
      assertThat(store.append(Stores.events(OTHER, 0, 100)).cardinality()).isEqualTo(100);
      assertThat(store.size(ACME).openEvents()).isEqualTo(90);
      store.seal(1);
      assertThat(store.append(Stores.events(ACME, 90, 11)).cardinality()).isEqualTo(11);
    }
  }

  @Test
  void limitsHowManyLookAtATimeAndHowFar() throws IOException {
    StoreSettings.Limits few = new StoreSettings.Limits(9999, 1 << 30, 2, 1000);
    try (EventStore store = EventStore.open(disk, Stores.FOLDER, Stores.settings(few))) {
      for (int first = 0; first < 1500; first += 300) {
        store.append(Stores.events(ACME, first, 300));
        store.seal(first);
      }
      Question newest = Stores.question(EVERYTHING, Question.Order.NEWEST_FIRST, 9999);
      List<Integer> found = new ArrayList<>();
      try (Rows one = store.find(ACME, newest);
          Rows two = store.find(ACME, newest)) {
        assertThatThrownBy(() -> store.find(ACME, newest))
            .isInstanceOfSatisfying(
                StoreException.class, e -> assertThat(e.is("store.finds.many")).isTrue());
        assertThat(store.count(OTHER, newest).rows()).isZero();
        Stores.numbers(one, found);
        assertThat(one.answer().missing())
            .isNotEmpty()
            .allMatch(it -> it.kind() == Question.Kind.LIMIT);
        two.cancel();
      }
      List<Integer> back = Stores.inOrder(0, 1500).reversed();
      assertThat(found).hasSizeGreaterThan(500).isEqualTo(back.subList(0, found.size()));
      assertThat(store.count(ACME, newest).missing()).hasSize(2);
    }
  }

  @Test
  void stopsWhenCancelledAndSaysSo() throws IOException {
    try (EventStore store = many();
        Rows rows = store.find(ACME, Question.EVERYTHING)) {
      assertThat(rows.next()).isNotNull();
      rows.cancel();
      assertThat(rows.next()).isNull();
      assertThat(rows.answer().missing())
          .isNotEmpty()
          .allMatch(it -> it.kind() == Question.Kind.CANCELLED);
    }
  }

  @Test
  void namesDeclaredGapsUntilTheyAreClosed() throws IOException {
    Gap gap = new Gap("host-1", 5, 9, NOON, NOON + 10 * SECOND);
    try (EventStore store = Stores.open(disk)) {
      store.append(Stores.events(ACME, 0, 100));
      store.declare(ACME, List.of(gap, gap));
      store.declare(ACME, List.of(gap));
      store.seal(1);
    }
    try (EventStore store = Stores.open(disk)) {
      Question.Answer answer = store.count(ACME, Question.EVERYTHING);
      assertThat(answer.missing()).hasSize(1);
      assertThat(answer.missing().getFirst().events()).isEqualTo(5);
      assertThat(answer.missing().getFirst().name()).isEqualTo("host-1");
      TimeRange later = new TimeRange(NOON + 20 * SECOND, Long.MAX_VALUE);
      assertThat(store.count(ACME, Question.all(later, EVERYTHING)).missing()).isEmpty();
      store.close(ACME, List.of(gap, new Gap("host-2", 1, 1, 0, 0)));
      assertThat(store.count(ACME, Question.EVERYTHING).missing()).isEmpty();
    }
  }

  @Test
  void neverSealsBackwards() throws IOException {
    try (EventStore store = Stores.open(disk)) {
      store.seal(10);
      assertThatThrownBy(() -> store.seal(9)).isInstanceOf(IllegalArgumentException.class);
      assertThat(store.sealedOffset()).isEqualTo(10);
    }
  }
}
