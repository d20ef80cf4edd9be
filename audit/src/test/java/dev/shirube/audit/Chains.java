// SPDX-License-Identifier: Apache-2.0
package dev.shirube.audit;

import dev.shirube.catalog.Message;
import dev.shirube.event.TenantId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Makes chains by chance, as lists.
final class Chains {
  static final TenantId ONE = new TenantId("one");
  static final TenantId TWO = new TenantId("two");
  private static final String[] PARTS = {
    "", "a", "alice", "日本語", "\t", "\\", "\\t", "\n\r", "😀", "\0", "\ud800", "x".repeat(300)
  };

  private Chains() {}

  static Deed deed(Random random) {
    List<String> facts = new ArrayList<>();
    for (int left = random.nextInt(4); left > 0; left--) {
      facts.add(part(random));
    }
    return new Deed(part(random), new Message("trial.deed" + random.nextInt(3), facts));
  }

  static String part(Random random) {
    return PARTS[random.nextInt(PARTS.length)] + PARTS[random.nextInt(PARTS.length)];
  }

  static List<ChainEntry> of(TenantId tenant, Random random, int count) {
    List<ChainEntry> entries = new ArrayList<>();
    String previous = ChainEntry.genesis(tenant);
    for (int number = 1; number <= count; number++) {
      long time = 1_700_000_000_000_000_000L + random.nextInt(1_000_000);
      ChainEntry entry = ChainEntry.made(tenant, number, time, deed(random), previous);
      entries.add(entry);
      previous = entry.hash();
    }
    return entries;
  }

  static Checkpoint checkpoint(TenantId tenant, List<ChainEntry> entries, int count) {
    String head = count == 0 ? ChainEntry.genesis(tenant) : entries.get(count - 1).hash();
    return new Checkpoint(tenant, count, head, Instant.ofEpochSecond(1_700_000_000L + count));
  }

  static ChainCheck.Result check(List<ChainEntry> entries, List<Checkpoint> checkpoints) {
    ChainCheck check = new ChainCheck(ONE, checkpoints);
    entries.forEach(check::take);
    return check.done();
  }

  /// The chain made anew from a place on, as someone does who knows how hashes are made.
  static void relink(List<ChainEntry> entries, int from) {
    String previous = from == 0 ? ChainEntry.genesis(ONE) : entries.get(from - 1).hash();
    for (int index = from; index < entries.size(); index++) {
      ChainEntry old = entries.get(index);
      Deed deed = new Deed(old.who(), old.what());
      entries.set(index, ChainEntry.made(ONE, index + 1L, old.time(), deed, previous));
      previous = entries.get(index).hash();
    }
  }
}
