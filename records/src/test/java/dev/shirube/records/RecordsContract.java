// SPDX-License-Identifier: Apache-2.0
package dev.shirube.records;

import static dev.shirube.records.Table.Column.number;
import static dev.shirube.records.Table.Column.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shirube.event.TenantId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What holds of the records whichever database keeps them. Each database has one class of tests
/// that extends this one and says where a fresh database is.
interface RecordsContract {
  TenantId ONE = new TenantId("one");
  TenantId TWO = new TenantId("two");
  Table ITEMS = Table.of("trial_items", text("id"), number("amount"), text("note"));
  List<String> TRIAL = List.of("records-trial");

  /// A fresh, empty place.
  Place place();

  /// The records of the running test.
  Records records();

  private static Row item(String id, long amount, String note) {
    return Row.empty().with("id", id).with("amount", amount).with("note", note);
  }

  private void add(TenantId tenant, Row row) {
    records()
        .write(
            Scope.of(tenant),
            transaction -> {
              transaction.insert(tenant, ITEMS, row);
              return row;
            });
  }

  private List<String> ids(TenantId tenant, Find find) {
    return records().read(Scope.of(tenant), it -> it.rows(tenant, find)).stream()
        .map(row -> row.text("id"))
        .toList();
  }

  @Test
  default void givesBackWhatWasKept() {
    Row row = item("a", Long.MIN_VALUE, "日本語 髙 😀 'quoted' \"; DROP TABLE trial_items; --\n\t%_\\");
    Row other = item("b", Long.MAX_VALUE, "");
    add(ONE, row);
    add(ONE, other);
    List<Row> rows =
        records().read(Scope.of(ONE), it -> it.rows(ONE, Find.in(ITEMS).ascendingBy("id")));
    assertThat(rows).containsExactly(row, other);
  }

  @Test
  default void noTenantSeesAnother() {
    add(ONE, item("same", 1, "of one"));
    add(TWO, item("same", 2, "of two"));
    assertThat(ids(ONE, Find.in(ITEMS))).containsExactly("same");
    Scope both = Scope.of(ONE, TWO);
    records()
        .write(
            both,
            it -> {
              assertThat(it.rows(ONE, Find.in(ITEMS)).getFirst().text("note")).isEqualTo("of one");
              assertThat(it.count(TWO, Find.in(ITEMS).where(Condition.is("note", "of one"))))
                  .isZero();
              assertThat(it.update(ONE, Find.in(ITEMS), Row.empty().with("amount", 7)))
                  .isEqualTo(1);
              assertThat(it.delete(ONE, Find.in(ITEMS))).isEqualTo(1);
              return it.rows(TWO, Find.in(ITEMS)).getFirst().number("amount");
            });
    assertThat(ids(TWO, Find.in(ITEMS).where(Condition.is("amount", 2)))).containsExactly("same");
  }

  @Test
  default void aTenantOutsideTheScopeIsRefused() {
    add(TWO, item("a", 1, ""));
    Find all = Find.in(ITEMS);
    List<Transaction.Work<?>> attempts =
        List.of(
            it -> it.rows(TWO, all),
            it -> String.valueOf(it.row(TWO, all)),
            it -> it.count(TWO, all),
            it -> it.update(TWO, all, Row.empty().with("amount", 9)),
            it -> it.delete(TWO, all),
            it -> {
              it.insert(TWO, ITEMS, item("b", 1, ""));
              return 0;
            });
    for (Transaction.Work<?> attempt : attempts) {
      assertThatThrownBy(() -> records().write(Scope.of(ONE), attempt))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("not in scope: two");
    }
    assertThat(ids(TWO, all.where(Condition.is("amount", 1)))).containsExactly("a");
  }

  @Test
  default void whatFailsChangesNothing() {
    add(ONE, item("a", 1, ""));
    assertThatThrownBy(() ->
            records()
                .write(
                    Scope.of(ONE),
                    it -> {
                      it.insert(ONE, ITEMS, item("b", 2, ""));
                      it.insert(ONE, ITEMS, item("a", 3, ""));
                      return 0;
                    }))
        .isInstanceOfSatisfying(
            RecordsFault.class,
            fault -> assertThat(fault.kind()).isEqualTo(RecordsFault.Kind.CONFLICT));
    assertThatThrownBy(() ->
            records()
                .write(
                    Scope.of(ONE),
                    it -> {
                      it.insert(ONE, ITEMS, item("c", 2, ""));
                      throw new IllegalStateException("stop");
                    }))
        .isInstanceOf(IllegalStateException.class);
    assertThat(ids(ONE, Find.in(ITEMS))).containsExactly("a");
  }

  @Test
  default void readingCannotChange() {
    add(ONE, item("a", 1, ""));
    assertThatThrownBy(() -> records().read(Scope.of(ONE), it -> it.delete(ONE, Find.in(ITEMS))))
        .isInstanceOfSatisfying(
            RecordsFault.class,
            fault -> assertThat(fault.kind()).isEqualTo(RecordsFault.Kind.READ_ONLY));
    assertThat(ids(ONE, Find.in(ITEMS))).containsExactly("a");
  }

  @Test
  default void findsBySignAndSortsByBytes() {
    // By bytes of UTF-8: capitals first, then small letters, then kana, then what lies beyond.
    List<String> sorted = List.of("A", "B", "Z", "_", "a", "b", "é", "あ", "ア", "漢", "ｱ", "😀");
    List<String> shuffled = new ArrayList<>(sorted);
    java.util.Collections.shuffle(shuffled, new Random(7));
    shuffled.forEach(id -> add(ONE, item(id, sorted.indexOf(id), "")));
    Find all = Find.in(ITEMS);
    assertThat(ids(ONE, all.ascendingBy("id"))).isEqualTo(sorted);
    assertThat(ids(ONE, all.descendingBy("amount"))).isEqualTo(sorted.reversed());
    assertThat(ids(ONE, all.ascendingBy("id").first(3))).containsExactly("A", "B", "Z");
    assertThat(ids(ONE, all.where(Condition.after("id", "ア")).ascendingBy("id")))
        .containsExactly("漢", "ｱ", "😀");
    assertThat(ids(ONE, all.where(Condition.above("amount", 9)).ascendingBy("id")))
        .containsExactly("ｱ", "😀");
    assertThat(ids(ONE, all.where(Condition.below("amount", 5), Condition.above("amount", 3))))
        .containsExactly("a");
    for (Condition.Comparison comparison : Condition.Comparison.values()) {
      Condition condition = new Condition("amount", comparison, 4L);
      long expected =
          switch (comparison) {
            case IS -> 1;
            case IS_NOT -> 11;
            case BELOW -> 4;
            case AT_MOST -> 5;
            case ABOVE -> 7;
            case AT_LEAST -> 8;
          };
      assertThat(records().<Long>read(Scope.of(ONE), it -> it.count(ONE, all.where(condition))))
          .as(comparison.name())
          .isEqualTo(expected);
    }
  }

  @Test
  default void refusesWhatCannotBeKept() {
    for (String text : List.of("\0", "a\0b", "\ud800", "\udc00\ud800", "x\udfff")) {
      assertThat(Row.canKeep(text)).isFalse();
      assertThatThrownBy(() -> Row.empty().with("note", text))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> Condition.is("note", text))
          .isInstanceOf(IllegalArgumentException.class);
    }
    List<Transaction.Work<?>> attempts =
        List.of(
            it -> {
              it.insert(ONE, ITEMS, Row.empty().with("id", "a"));
              return 0;
            },
            it -> it.update(ONE, Find.in(ITEMS), Row.empty()),
            it -> it.update(ONE, Find.in(ITEMS), Row.empty().with("amount", "text")),
            it -> it.update(ONE, Find.in(ITEMS), Row.empty().with("tenant", "two")),
            it -> it.update(ONE, Find.in(ITEMS).first(1), Row.empty().with("amount", 1)),
            it -> it.rows(ONE, Find.in(ITEMS).where(Condition.is("tenant", "two"))),
            it -> it.rows(ONE, Find.in(ITEMS).where(Condition.is("amount", "1"))));
    for (Transaction.Work<?> attempt : attempts) {
      assertThatThrownBy(() -> records().write(Scope.of(ONE), attempt))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  /// Two processes that change the same row: none of the changes is lost.
  @Test
  default void writersOfTwoProcessesTakeTurns() throws Exception {
    add(ONE, item("counter", 0, ""));
    try (Records other = Records.open(records().place(), TRIAL);
        ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<Integer>> running = new ArrayList<>();
      for (Records one : List.of(records(), other, records(), other)) {
        Callable<Integer> work =
            () -> {
              for (int turn = 0; turn < 8; turn++) {
                one.write(
                    Scope.of(ONE),
                    it -> {
                      long amount = it.rows(ONE, Find.in(ITEMS)).getFirst().number("amount");
                      return it.update(ONE, Find.in(ITEMS), Row.empty().with("amount", amount + 1));
                    });
              }
              return 8;
            };
        running.add(threads.submit(work));
      }
      for (Future<Integer> each : running) {
        assertThat(each.get()).isEqualTo(8);
      }
    }
    assertThat(ids(ONE, Find.in(ITEMS).where(Condition.is("amount", 32)))).hasSize(1);
  }

  @Test
  default void openingAgainKeepsEverything() {
    add(ONE, item("a", 1, "kept"));
    try (Records again = Records.open(records().place(), TRIAL)) {
      Row row = again.read(Scope.of(ONE), it -> it.rows(ONE, Find.in(ITEMS)).getFirst());
      assertThat(row.text("note")).isEqualTo("kept");
    }
  }

  @Test
  default void whatANewerVersionWroteIsRefused() {
    Place place = records().place();
    Records.open(place, List.of("records-trial", "records-trial-newer")).close();
    assertThatThrownBy(() -> Records.open(place, TRIAL))
        .isInstanceOfSatisfying(
            RecordsFault.class,
            fault -> {
              assertThat(fault.kind()).isEqualTo(RecordsFault.Kind.NEWER);
              assertThat(fault.problem().what().arguments()).containsExactly("2");
            });
  }

  @Test
  default void aTableWithoutItsTenantIsRefused() {
    Place place = records().place();
    List<String> steps = List.of("records-trial", "records-trial-bare");
    assertThatThrownBy(() -> Records.open(place, steps))
        .isInstanceOfSatisfying(
            RecordsFault.class,
            fault -> {
              assertThat(fault.kind()).isEqualTo(RecordsFault.Kind.CHANGED);
              assertThat(fault.problem().what().arguments()).containsExactly("trial_bare");
            });
  }

  /// Many changes by chance, held against a map.
  @Test
  default void behavesLikeAMap() {
    long seed = 20_261_129;
    Random random = new Random(seed);
    TreeMap<String, Long> one = new TreeMap<>();
    TreeMap<String, Long> two = new TreeMap<>();
    Scope both = Scope.of(ONE, TWO);
    for (int step = 0; step < 80; step++) {
      boolean first = random.nextBoolean();
      TenantId tenant = first ? ONE : TWO;
      TreeMap<String, Long> map = first ? one : two;
      String id = "id" + random.nextInt(8);
      long amount = random.nextInt(50);
      Find meant = Find.in(ITEMS).where(Condition.is("id", id));
      boolean delete = random.nextInt(4) == 0;
      int changed =
          records()
              .write(
                  both,
                  it -> {
                    if (delete) {
                      return it.delete(tenant, meant);
                    }
                    if (it.count(tenant, meant) == 0) {
                      it.insert(tenant, ITEMS, item(id, amount, ""));
                      return 0;
                    }
                    return it.update(tenant, meant, Row.empty().with("amount", amount));
                  });
      assertThat(changed).as("seed %d step %d", seed, step).isEqualTo(map.containsKey(id) ? 1 : 0);
      if (delete) {
        map.remove(id);
      } else {
        map.put(id, amount);
      }
    }
    assertThat(one).isNotEmpty();
    for (TenantId tenant : Arrays.asList(ONE, TWO)) {
      TreeMap<String, Long> found = new TreeMap<>();
      records()
          .read(both, it -> it.rows(tenant, Find.in(ITEMS)))
          .forEach(row -> found.put(row.text("id"), row.number("amount")));
      assertThat(found).as("seed %d", seed).isEqualTo(tenant.equals(ONE) ? one : two);
    }
  }

  /// Opens and closes the records around each test.
  abstract class Fixture implements RecordsContract {
    private Records records;

    @BeforeEach
    void open() {
      records = Records.open(place(), TRIAL);
    }

    @AfterEach
    void close() {
      records.close();
    }

    @Override
    public Records records() {
      return records;
    }
  }
}
