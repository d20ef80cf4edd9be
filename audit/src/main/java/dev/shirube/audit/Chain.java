// SPDX-License-Identifier: Apache-2.0
package dev.shirube.audit;

import dev.shirube.catalog.Message;
import dev.shirube.event.TenantId;
import dev.shirube.event.Timestamps;
import dev.shirube.records.Condition;
import dev.shirube.records.Find;
import dev.shirube.records.Records;
import dev.shirube.records.Row;
import dev.shirube.records.Scope;
import dev.shirube.records.Table;
import dev.shirube.records.Transaction;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The chain of deeds of each tenant: added to, read, checked, and never changed.
public final class Chain {
  /// Where the steps stand that make its tables, for {@link Records#open}.
  public static final String MIGRATIONS = "records-migrations";

  private static final Table ENTRIES =
      Table.of(
          "chain_entries",
          Table.Column.number("number"),
          Table.Column.number("time"),
          Table.Column.text("who"),
          Table.Column.text("what"),
          Table.Column.text("facts"),
          Table.Column.text("hash"));
  private static final Table HEADS =
      Table.of("chain_heads", Table.Column.number("number"), Table.Column.text("hash"));
  private static final int PAGE = 1_000;

  private final Records records;
  private final InstantSource clock;

  /// @param clock tells the time of each entry
  public Chain(Records records, InstantSource clock) {
    this.records = records;
    this.clock = clock;
  }

  /// Adds a deed, durably.
  public ChainEntry append(TenantId tenant, Deed deed) {
    return records.write(Scope.of(tenant), transaction -> append(tenant, transaction, deed));
  }

  /// Adds a deed together with what it changes: both are kept, or neither.
  public ChainEntry append(TenantId tenant, Transaction transaction, Deed deed) {
    Row head = transaction.row(tenant, Find.in(HEADS));
    long number = head == null ? 1 : head.number("number") + 1;
    String previous = head == null ? ChainEntry.genesis(tenant) : head.text("hash");
    long time = Timestamps.nanosOf(clock.instant());
    ChainEntry entry = ChainEntry.made(tenant, number, time, deed, previous);
    Row end = Row.empty().with("number", number).with("hash", entry.hash());
    if (head == null) {
      transaction.insert(tenant, HEADS, end);
    } else {
      transaction.update(tenant, Find.in(HEADS), end);
    }
    transaction.insert(tenant, ENTRIES, row(entry));
    return entry;
  }

  private static Row row(ChainEntry entry) {
    return Row.empty()
        .with("number", entry.number())
        .with("time", entry.time())
        .with("who", entry.who())
        .with("what", entry.what().id())
        .with("facts", ChainLine.joined(entry.what().arguments()))
        .with("hash", entry.hash());
  }

  private static @Nullable ChainEntry entry(TenantId tenant, Row row) {
    List<String> facts = ChainLine.parts(row.text("facts"));
    return facts == null ? null : entry(tenant, row, facts);
  }

  private static ChainEntry entry(TenantId tenant, Row row, List<String> facts) {
    return new ChainEntry(
        tenant,
        row.number("number"),
        row.number("time"),
        row.text("who"),
        new Message(row.text("what"), facts),
        row.text("hash"));
  }

  /// Entries from a number on, in their order. One whose facts were made unreadable stands there
  /// without any; a check names it.
  ///
  /// @param limit how many at most
  public List<ChainEntry> entries(TenantId tenant, long from, int limit) {
    List<ChainEntry> read = new ArrayList<>();
    for (Row row : page(tenant, from - 1, limit)) {
      ChainEntry entry = entry(tenant, row);
      read.add(entry != null ? entry : entry(tenant, row, List.of()));
    }
    return read;
  }

  private List<Row> page(TenantId tenant, long after, int limit) {
    Find find =
        Find.in(ENTRIES).where(Condition.above("number", after)).ascendingBy("number").first(limit);
    return records.read(Scope.of(tenant), it -> it.rows(tenant, find));
  }

  /// Where the chain stands now, to be kept elsewhere.
  public Checkpoint checkpoint(TenantId tenant) {
    List<Row> heads = records.read(Scope.of(tenant), it -> it.rows(tenant, Find.in(HEADS)));
    if (heads.isEmpty()) {
      return new Checkpoint(tenant, 0, ChainEntry.genesis(tenant), clock.instant());
    }
    Row head = heads.getFirst();
    return new Checkpoint(tenant, head.number("number"), head.text("hash"), clock.instant());
  }

  /// Looks at every entry, and holds the chain against checkpoints that were kept elsewhere.
  public ChainCheck.Result verify(TenantId tenant, List<Checkpoint> checkpoints) {
    ChainCheck check = new ChainCheck(tenant, checkpoints);
    // One state is looked at: what is added meanwhile is for the next time.
    return records.read(
        Scope.of(tenant),
        transaction -> {
          Find find = Find.in(ENTRIES).ascendingBy("number").first(PAGE);
          List<Row> rows = transaction.rows(tenant, find);
          while (!rows.isEmpty()) {
            for (Row row : rows) {
              ChainEntry entry = entry(tenant, row);
              if (entry == null) {
                check.takeUnreadable();
              } else {
                check.take(entry);
              }
            }
            long last = rows.getLast().number("number");
            rows = transaction.rows(tenant, find.where(Condition.above("number", last)));
          }
          Row head = transaction.row(tenant, Find.in(HEADS));
          if (head != null) {
            check.takeEnd(head.number("number"), head.text("hash"));
          } else {
            check.takeEnd(0, ChainEntry.genesis(tenant));
          }
          return check.done();
        });
  }

  /// Writes the chain as text that {@link ChainFile#verify} reads.
  ///
  /// @return how many entries were written
  public long export(TenantId tenant, Appendable out) throws IOException {
    out.append(ChainFile.heading(tenant));
    long written = 0;
    List<ChainEntry> entries = entries(tenant, 0, PAGE);
    while (!entries.isEmpty()) {
      for (ChainEntry entry : entries) {
        out.append(ChainLine.of(entry)).append('\n');
      }
      written += entries.size();
      entries = entries(tenant, entries.getLast().number() + 1, PAGE);
    }
    return written;
  }
}
