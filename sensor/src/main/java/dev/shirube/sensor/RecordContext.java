// SPDX-License-Identifier: Apache-2.0
package dev.shirube.sensor;

import dev.shirube.event.EventBatch;
import dev.shirube.event.EventClass;
import dev.shirube.event.FieldNames;
import dev.shirube.event.TenantId;
import dev.shirube.rings.RawRecord;

/// What everything that makes events of records shares: the host, its processes, and the two
/// batches that are written into. For one thread.
final class RecordContext {
  private static final int FULL_EVENTS = 1024;
  private static final int FULL_BYTES = 1 << 20;

  private final ProcessTable table;
  private final ProcessSource source;
  private final Accounts accounts;
  private final Addresses.Names names = new Addresses.Names();
  private final SensorEvent bulk;
  private final SensorEvent urgent;
  private final ActorFields actors;
  private long wallMinusBoot;
  private long seen;
  private long cut;
  private long malformed;
  private long lastBoot;

  RecordContext(
      HostIdentity host,
      ProcessTable table,
      ProcessSource source,
      Accounts accounts,
      String sensor) {
    this.table = table;
    this.source = source;
    this.accounts = accounts;
    FieldNames own = new FieldNames();
    bulk = new SensorEvent(new EventBatch(TenantId.LOCAL, own), host, sensor);
    urgent = new SensorEvent(new EventBatch(TenantId.LOCAL, own), host, sensor);
    actors = new ActorFields(table, source, accounts);
  }

  ProcessTable table() {
    return table;
  }

  ProcessSource source() {
    return source;
  }

  Accounts accounts() {
    return accounts;
  }

  Addresses.Names names() {
    return names;
  }

  /// Tells what the two clocks differ by: nanoseconds since 1970 less nanoseconds since the start.
  void clocks(long newWallMinusBoot) {
    wallMinusBoot = newWallMinusBoot;
  }

  /// A time of the kernel as nanoseconds since 1970 UTC.
  long wall(long bootNanos) {
    return bootNanos + wallMinusBoot;
  }

  /// Begins an event.
  ///
  /// @param boot when it happened, the kernel's clock
  SensorEvent begin(EventClass eventClass, int activity, long boot, boolean soon) {
    lastBoot = boot;
    seen++;
    return (soon ? urgent : bulk).begin(eventClass, activity, wall(boot));
  }

  /// Adds who did it to an event.
  void actor(SensorEvent event, RawRecord record, int uid, byte[] comm) {
    actors.put(event, record, uid, comm);
  }

  /// Counts an event with a value that was cut.
  void cut() {
    cut++;
  }

  /// Counts a record that made no sense.
  void malformed() {
    malformed++;
  }

  long seen() {
    return seen;
  }

  long cuts() {
    return cut;
  }

  long malformedRecords() {
    return malformed;
  }

  /// When the last event happened, the kernel's clock; 0 before the first.
  long lastBoot() {
    return lastBoot;
  }

  /// Whether so much was written that it is to be handed over.
  boolean isFull() {
    EventBatch batch = bulk.batch();
    return batch.count() >= FULL_EVENTS || batch.sizeBytes() >= FULL_BYTES;
  }

  /// Hands over what was written. What is not urgent goes first: it tells of the processes that the
  /// urgent events speak of.
  ///
  /// @return whether anything was
  boolean flush(Sink sink) {
    boolean any = bulk.batch().count() + urgent.batch().count() > 0;
    hand(bulk.batch(), sink, false);
    hand(urgent.batch(), sink, true);
    return any;
  }

  private static void hand(EventBatch batch, Sink sink, boolean soon) {
    if (batch.count() > 0) {
      try {
        sink.accept(batch, soon);
      } finally {
        batch.clear();
      }
    }
  }
}
