// SPDX-License-Identifier: Apache-2.0
package dev.shirube.audit;

import static dev.shirube.audit.Chains.ONE;
import static dev.shirube.audit.Chains.TWO;
import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.catalog.Message;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Every change of a chain is seen: 1,000 of 1,000.
class ChainCheckTest {
  /// What someone does to a chain.
  private enum Tampering {
    EDIT,
    DELETE,
    MOVE,
    CUT,
    INSERT,
    REPEAT,
    BORROW,
    EMPTY
  }

  /// Changes the chain somewhere up to the limit.
  ///
  /// @return the first place that changed
  private static int tamper(
      Tampering tampering, List<ChainEntry> entries, int limit, Random random) {
    // An entry put in at the last place would change nothing before the checkpoint.
    boolean adds = tampering == Tampering.INSERT || tampering == Tampering.REPEAT;
    int at = random.nextInt(adds ? limit - 1 : limit);
    ChainEntry old = entries.get(at);
    switch (tampering) {
      case EDIT -> entries.set(at, edited(old, random));
      case DELETE -> entries.remove(at);
      case MOVE -> {
        int to = (at + 1 + random.nextInt(limit - 1)) % limit;
        entries.set(at, entries.get(to));
        entries.set(to, old);
        return Math.min(at, to);
      }
      case CUT -> entries.subList(at, entries.size()).clear();
      case INSERT -> entries.add(at, edited(old, random));
      case REPEAT -> entries.add(at, old);
      case BORROW -> entries.set(at, Chains.of(TWO, random, entries.size()).get(at));
      case EMPTY -> {
        entries.clear();
        return 0;
      }
    }
    return at;
  }

  private static ChainEntry edited(ChainEntry old, Random random) {
    Message what = old.what();
    List<String> facts = new ArrayList<>(what.arguments());
    facts.add("");
    return switch (random.nextInt(4)) {
      case 0 -> new ChainEntry(ONE, old.number(), old.time() ^ 1, old.who(), what, old.hash());
      case 1 -> new ChainEntry(ONE, old.number(), old.time(), old.who() + " ", what, old.hash());
      case 2 ->
          new ChainEntry(
              ONE, old.number(), old.time(), old.who(), new Message("other", facts), old.hash());
      default ->
          new ChainEntry(
              ONE, old.number(), old.time(), old.who(), new Message(what.id(), facts), old.hash());
    };
  }

  @Test
  void seesEveryChangeUpToTheLastCheckpoint() {
    long seed = 88_001;
    Random random = new Random(seed);
    int seen = 0;
    Map<Tampering, Integer> kinds = new EnumMap<>(Tampering.class);
    for (int round = 0; round < 1_000; round++) {
      int count = 2 + random.nextInt(60);
      List<ChainEntry> entries = Chains.of(ONE, random, count);
      int last = 2 + random.nextInt(count - 1);
      List<Checkpoint> kept =
          List.of(
              Chains.checkpoint(ONE, entries, random.nextInt(last)),
              Chains.checkpoint(ONE, entries, last),
              Chains.checkpoint(TWO, entries, 0));
      ChainCheck.Result before = Chains.check(entries, kept);
      assertThat(before.isWhole()).as("seed %d round %d before", seed, round).isTrue();
      assertThat(before.proven()).isEqualTo(last);

      Tampering tampering = Tampering.values()[random.nextInt(Tampering.values().length)];
      int from = tamper(tampering, entries, last, random);
      // Half of those who do it know how to make all hashes anew.
      if (random.nextBoolean() && from < entries.size()) {
        Chains.relink(entries, from);
      }
      boolean broken = !Chains.check(entries, kept).isWhole();
      assertThat(broken).as("seed %d round %d %s", seed, round, tampering).isTrue();
      seen += broken ? 1 : 0;
      kinds.merge(tampering, 1, Integer::sum);
    }
    System.out.printf("chain: %d of 1000 changes seen: %s%n", seen, kinds);
    assertThat(seen).isEqualTo(1_000);
    assertThat(kinds.values()).hasSize(Tampering.values().length).allMatch(it -> it > 50);
  }

  @Test
  void saysWhatLiesBehindTheLastCheckpoint() {
    Random random = new Random(5);
    List<ChainEntry> entries = Chains.of(ONE, random, 10);
    List<Checkpoint> kept = List.of(Chains.checkpoint(ONE, entries, 7));
    entries.subList(8, 10).clear();
    Chains.relink(entries, 7);
    ChainCheck.Result result = Chains.check(entries, kept);
    assertThat(result.isWhole()).isTrue();
    assertThat(result.proven()).isEqualTo(7);
    assertThat(result.summary()).isEqualTo(Message.of("chain.result.unproven", "one", 8, 7, 1));
  }

  @Test
  void withoutCheckpointsNothingIsProven() {
    List<ChainEntry> entries = Chains.of(ONE, new Random(6), 4);
    assertThat(Chains.check(entries, List.of()).proven()).isZero();
    assertThat(Chains.check(List.of(), List.of()).summary())
        .isEqualTo(Message.of("chain.result.whole", "one", 0));
  }

  @Test
  void tellsOneChangeOnceAndWhere() {
    List<ChainEntry> entries = Chains.of(ONE, new Random(9), 9);
    List<Checkpoint> kept = List.of(Chains.checkpoint(ONE, entries, 9));
    ChainEntry old = entries.get(4);
    entries.set(4, new ChainEntry(ONE, 5, old.time(), "someone else", old.what(), old.hash()));
    ChainCheck.Result result = Chains.check(entries, kept);
    assertThat(result.breaks())
        .containsExactly(new ChainCheck.Break(5, Message.of("chain.break.hash", 5)));
    assertThat(result.summary()).isEqualTo(Message.of("chain.result.broken", "one", 1, 9));
  }

  @Test
  void keepsOnlyTheFirstBreaksButCountsAll() {
    List<ChainEntry> entries = Chains.of(ONE, new Random(10), 300);
    entries.removeFirst();
    ChainCheck.Result result = Chains.check(entries, List.of());
    assertThat(result.breaks()).hasSize(100);
    assertThat(result.breakCount()).isEqualTo(299);
  }

  /// The form of what is hashed outlives every version: this very text is what auditors hold.
  @Test
  void theHashOfAnEntryNeverChanges() {
    Deed deed = new Deed("one/alice", Message.of("trial.deed", "fact", "事実"));
    ChainEntry entry = ChainEntry.made(ONE, 1, 1_700_000_000L, deed, ChainEntry.genesis(ONE));
    assertThat(entry.hash())
        .isEqualTo("69c9126f4a482f70791bb4ad862775d9fb3f4ff1405dfa568c5cf497b3613ddb");
  }
}
