// SPDX-License-Identifier: Apache-2.0
package dev.shirube.audit;

import static dev.shirube.audit.Chains.ONE;
import static dev.shirube.audit.Chains.TWO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shirube.catalog.Message;
import dev.shirube.records.Condition;
import dev.shirube.records.Find;
import dev.shirube.records.Place;
import dev.shirube.records.Records;
import dev.shirube.records.Row;
import dev.shirube.records.Scope;
import dev.shirube.records.Table;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The chain in the database.
class ChainTest {
  private static final Instant NOW = Instant.parse("2026-11-29T07:00:00.000000001Z");
  private static final Table ENTRIES =
      Table.of(
          "chain_entries",
          Table.Column.number("number"),
          Table.Column.text("who"),
          Table.Column.text("facts"));
  private static final Table HEADS =
      Table.of("chain_heads", Table.Column.number("number"), Table.Column.text("hash"));

  @TempDir private Path folder;
  private Records records;
  private Chain chain;

  @BeforeEach
  void open() {
    records =
        Records.open(new Place.LocalFile(folder.resolve("records.db")), List.of(Chain.MIGRATIONS));
    chain = new Chain(records, InstantSource.fixed(NOW));
  }

  @AfterEach
  void close() {
    records.close();
  }

  private static Deed deed(String who) {
    return new Deed(who, Message.of("trial.deed", "a\tb", ""));
  }

  @Test
  void keepsDeedsOfEachTenantApart() {
    ChainEntry first = chain.append(ONE, deed("alice"));
    chain.append(TWO, deed("bob"));
    ChainEntry second = chain.append(ONE, new Deed("alice", Message.of("trial.other")));
    assertThat(first.number()).isEqualTo(1);
    assertThat(first.time()).isEqualTo(NOW.getEpochSecond() * 1_000_000_000L + 1);
    assertThat(chain.entries(ONE, 1, 10)).containsExactly(first, second);
    assertThat(chain.entries(ONE, 2, 10)).containsExactly(second);
    assertThat(chain.entries(TWO, 1, 10)).extracting(ChainEntry::who).containsExactly("bob");
    assertThat(chain.checkpoint(ONE)).isEqualTo(new Checkpoint(ONE, 2, second.hash(), NOW));
    assertThat(chain.checkpoint(new dev.shirube.event.TenantId("nobody")).count()).isZero();
  }

  @Test
  void aDeedIsKeptWithWhatItChangesOrNotAtAll() {
    assertThatThrownBy(() ->
            records.write(
                Scope.of(ONE),
                transaction -> {
                  chain.append(ONE, transaction, deed("alice"));
                  throw new IllegalStateException("stop");
                }))
        .isInstanceOf(IllegalStateException.class);
    assertThat(chain.checkpoint(ONE).count()).isZero();
    assertThat(chain.append(ONE, deed("alice")).number()).isEqualTo(1);
  }

  @Test
  void hostileTextsAreKeptAndChecked() throws IOException {
    Random random = new Random(31);
    records.write(
        Scope.of(ONE),
        transaction -> {
          for (int left = 0; left < 2_300; left++) {
            chain.append(ONE, transaction, Chains.deed(random));
          }
          return 0;
        });
    Checkpoint kept = chain.checkpoint(ONE);
    ChainCheck.Result result = chain.verify(ONE, List.of(kept));
    assertThat(result.isWhole()).isTrue();
    assertThat(result.proven()).isEqualTo(2_300);
    StringBuilder text = new StringBuilder();
    assertThat(chain.export(ONE, text)).isEqualTo(2_300);
    BufferedReader file = new BufferedReader(new StringReader(text.toString()));
    assertThat(ChainFile.verify(ONE, file, List.of(kept))).isEqualTo(result);
  }

  @Test
  void cutsAndCleansWhatIsTooLongOrCannotBeKept() {
    Deed deed = new Deed("x".repeat(999) + "😀", Message.of("trial.deed", "a\0b\udc00c"));
    assertThat(deed.who()).isEqualTo("x".repeat(999) + "…");
    assertThat(deed.what().arguments()).containsExactly("a\ufffdb\ufffdc");
  }

  /// Someone who can write the database changes a row in it.
  @Test
  void seesChangesInTheDatabase() {
    Random random = new Random(32);
    records.write(
        Scope.of(ONE),
        transaction -> {
          for (int left = 0; left < 30; left++) {
            chain.append(ONE, transaction, Chains.deed(random));
          }
          return 0;
        });
    List<Checkpoint> kept = List.of(chain.checkpoint(ONE));
    Find seventh = Find.in(ENTRIES).where(Condition.is("number", 7));
    Find last = Find.in(ENTRIES).where(Condition.is("number", 30));
    List<Runnable> changes =
        List.of(
            () -> change(seventh, Row.empty().with("who", "mallory")),
            () -> change(seventh, Row.empty().with("facts", "\\")),
            () -> change(last, Row.empty().with("number", 31)),
            () -> records.write(Scope.of(ONE), it -> it.delete(ONE, seventh)),
            () -> records.write(Scope.of(ONE), it -> it.delete(ONE, last)));
    int worst = 0;
    for (Runnable change : changes) {
      change.run();
      ChainCheck.Result result = chain.verify(ONE, kept);
      assertThat(result.isWhole()).isFalse();
      worst = Math.max(worst, (int) result.breakCount());
      assertThat(chain.entries(ONE, 1, 100)).isNotEmpty();
    }
    assertThat(worst).isGreaterThan(1);
  }

  private void change(Find meant, Row values) {
    int changed = records.write(Scope.of(ONE), it -> it.update(ONE, meant, values));
    assertThat(changed).isEqualTo(1);
  }

  @Test
  void seesATailCutTogetherWithItsNoteByTheCheckpointAlone() {
    ChainEntry first = chain.append(ONE, deed("alice"));
    chain.append(ONE, deed("mallory"));
    Checkpoint kept = chain.checkpoint(ONE);
    records.write(
        Scope.of(ONE),
        it -> {
          it.delete(ONE, Find.in(ENTRIES).where(Condition.is("number", 2)));
          return it.update(
              ONE, Find.in(HEADS), Row.empty().with("number", 1).with("hash", first.hash()));
        });
    assertThat(chain.verify(ONE, List.of()).isWhole()).isTrue();
    assertThat(chain.verify(ONE, List.of(kept)).breaks())
        .containsExactly(new ChainCheck.Break(1, Message.of("chain.break.short", 1, 2, NOW)));
  }

  @Test
  void writersOfTwoProcessesMakeOneChain() throws Exception {
    List<Future<Integer>> running = new ArrayList<>();
    try (Records other = Records.open(records.place(), List.of(Chain.MIGRATIONS));
        ExecutorService threads = Executors.newFixedThreadPool(4)) {
      Chain second = new Chain(other, InstantSource.fixed(NOW));
      for (Chain one : List.of(chain, second, chain, second)) {
        running.add(
            threads.submit(() -> {
              for (int turn = 0; turn < 8; turn++) {
                one.append(ONE, deed("someone"));
              }
              return 8;
            }));
      }
      for (Future<Integer> each : running) {
        assertThat(each.get()).isEqualTo(8);
      }
    }
    ChainCheck.Result result = chain.verify(ONE, List.of());
    assertThat(result.isWhole()).isTrue();
    assertThat(result.count()).isEqualTo(32);
  }
}
