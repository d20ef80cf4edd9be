// SPDX-License-Identifier: Apache-2.0
package dev.shirube.store;

import static dev.shirube.store.Stores.ACME;
import static dev.shirube.store.Stores.DAY;
import static dev.shirube.store.Stores.NOON;
import static dev.shirube.store.Stores.OTHER;
import static dev.shirube.store.Stores.SECOND;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shirube.event.EventBatch;
import dev.shirube.event.FieldNames;
import dev.shirube.journal.SimulatedDisk;
import dev.shirube.query.TimeRange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RetentionTest {
  private static final Retention WEEK = new Retention(7 * DAY, Long.MAX_VALUE);
  private final SimulatedDisk disk = new SimulatedDisk(21);

  /// Ten days of twenty events each.
  @BeforeEach
  void make() throws IOException {
    try (EventStore store = Stores.open(disk)) {
      for (int day = 0; day < 10; day++) {
        EventBatch batch = new EventBatch(ACME, new FieldNames());
        for (int number = day * 20; number < day * 20 + 20; number++) {
          Stores.add(batch, number, NOON + day * DAY);
        }
        store.append(batch);
        store.seal(day + 1);
      }
    }
  }

  private static List<Signed.Tombstone> retain(EventStore store, Retention retention, long now)
      throws IOException {
    List<Signed.Tombstone> stones = new ArrayList<>();
    for (Signed.Tombstone stone = store.retain(ACME, retention, now);
        stone != null;
        stone = store.retain(ACME, retention, now)) {
      stones.add(stone);
    }
    return stones;
  }

  @Test
  void deletesByAgeOfReceiptAndLeavesSignedTombstones() throws IOException {
    try (EventStore store = Stores.open(disk)) {
      store.append(Stores.events(OTHER, 0, 10));
      store.seal(11);
      List<Signed.Tombstone> stones = retain(store, WEEK, NOON + 10 * DAY);
      assertThat(stones).hasSize(3).allMatch(it -> it.isGenuine(ACME, Stores.signer("test")));
      assertThat(stones).noneMatch(it -> it.isGenuine(OTHER, Stores.signer("test")));
      assertThat(stones).allMatch(it -> it.events() == 20 && it.why() == Signed.Why.AGE);
      assertThat(stones).extracting(Signed.Tombstone::hash).doesNotHaveDuplicates();
      assertThat(store.size(ACME).events()).isEqualTo(140);
      assertThat(store.size(OTHER).events()).isEqualTo(10);
      store.upkeep();
    }
    try (EventStore store = Stores.open(disk)) {
      assertThat(Stores.all(store, ACME)).hasSize(140).doesNotContain(0, 59).contains(60);
      Question.Answer answer = store.count(ACME, Question.EVERYTHING);
      assertThat(answer.missing()).hasSize(3);
      assertThat(answer.missing()).allMatch(it -> it.kind() == Question.Kind.DELETED);
      assertThat(store.verify(ACME, List.of()).faults()).isEmpty();
      assertThat(disk.list(Stores.FOLDER.resolve("tenant-acme")))
          .filteredOn(name -> name.endsWith(".seg"))
          .hasSize(7);
    }
  }

  @Test
  void deletesTheOldestWhileThereIsTooMuch() throws IOException {
    try (EventStore store = Stores.open(disk)) {
      long bytes = store.size(ACME).bytes();
      List<Signed.Tombstone> stones =
          retain(store, new Retention(Long.MAX_VALUE, bytes / 2), NOON + 10 * DAY);
      assertThat(stones).hasSizeBetween(5, 6).allMatch(it -> it.why() == Signed.Why.SIZE);
      assertThat(store.size(ACME).bytes()).isLessThanOrEqualTo(bytes / 2);
      assertThat(Stores.all(store, ACME)).contains(199).doesNotContain(0);
    }
  }

  @Test
  void keepsWhatIsHeldUntilItIsReleased() throws IOException {
    try (EventStore store = Stores.open(disk)) {
      store.hold(ACME, Hold.of("case-1", "cited", Set.of(Stores.id(3), Stores.id(25))));
      store.hold(ACME, Hold.of("suit", "a court asks", TimeRange.ALL, "tool-0.exe*"));
      long now = NOON + 20 * DAY;
      List<Signed.Tombstone> stones = retain(store, WEEK, now);
      assertThat(stones).hasSize(10);
      List<Integer> kept = Stores.all(store, ACME);
      assertThat(kept).contains(3, 25, 0, 7, 196).doesNotContain(1, 2, 24, 199);
      assertThat(kept).allMatch(number -> number % 7 == 0 || number == 3 || number == 25);
      assertThat(kept).hasSize(29 + 2);
      assertThat(retain(store, WEEK, now)).isEmpty();
      store.release(ACME, "suit", "settled");
      assertThat(store.holds(ACME)).extracting(Hold::name).containsExactly("case-1");
      retain(store, WEEK, now);
      assertThat(Stores.all(store, ACME)).containsExactlyInAnyOrder(3, 25);
      assertThatThrownBy(() -> store.release(ACME, "suit", "again"))
          .isInstanceOf(StoreException.class);
    }
    try (EventStore store = Stores.open(disk)) {
      assertThat(store.verify(ACME, List.of()).faults()).isEmpty();
      assertThat(store.holds(ACME)).hasSize(1);
      assertThat(Stores.all(store, ACME)).containsExactlyInAnyOrder(3, 25);
    }
  }

  @Test
  void holdsEverythingThatAQuestionNobodyUnderstandsMayMean() throws IOException {
    try (EventStore store = Stores.open(disk)) {
      TimeRange some = new TimeRange(NOON, NOON + 30 * SECOND);
      store.hold(ACME, Hold.of("old", "of a later release", some, "?what is this"));
      retain(store, WEEK, NOON + 20 * DAY);
      assertThat(store.count(ACME, Question.EVERYTHING).rows()).isBetween(28L, 40L);
    }
  }

  @Test
  void whoReadsGoesOnReadingWhatIsDeletedMeanwhile() throws IOException {
    try (EventStore store = Stores.open(disk)) {
      try (Rows rows = store.find(ACME, Question.EVERYTHING)) {
        assertThat(retain(store, WEEK, NOON + 20 * DAY)).hasSize(10);
        List<Integer> found = new ArrayList<>();
        Stores.numbers(rows, found);
        assertThat(found).isEqualTo(Stores.inOrder(0, 200));
        assertThat(Stores.all(store, ACME)).isEmpty();
      }
      assertThat(store.upkeep().kind()).isEqualTo(Upkeep.Kind.TIDIED);
      assertThat(disk.list(Stores.FOLDER.resolve("tenant-acme")))
          .noneMatch(name -> name.endsWith(".seg"));
    }
  }
}
