// SPDX-License-Identifier: Apache-2.0
package dev.shirube.intake;

import dev.shirube.detect.Finding;
import dev.shirube.detect.Workers;
import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.EventId;
import dev.shirube.event.FieldNames;
import dev.shirube.event.TenantId;
import dev.shirube.store.EventStore;
import dev.shirube.store.StoreException;
import java.io.IOException;
import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Where normalized events become part of the recording: stored, then held against the rules, and
/// what is found stored beside them. An event that was stored before is not judged again, so that
/// nothing is found twice however often it is delivered; except by an import, which has to find in
/// what it reads all that a scan of it would, and while the journal is read again after a start:
/// some of that may have been stored, but not judged to the end.
///
/// One thread hands in batches; findings come from a thread of the detection.
public final class LivePath {
  private static final int FULL_FINDINGS = 512;

  private final EventStore store;
  private final Workers workers;
  private final LongSupplier now;
  private final Heard heard;
  private final boolean judgesAll;
  // What was judged since the journal is read again; null when it is not.
  private @Nullable Set<EventId> replayed;
  // What the detection's thread gathers between two batches.
  private final Map<TenantId, EventBatch> findings = new LinkedHashMap<>();
  private volatile @Nullable IOException fault;

  /// Hears of what is found, and what was taken.
  public interface Heard {
    /// A finding that the recording did not have. Called by a thread of the detection.
    void found(Finding finding);

    /// Events were stored.
    ///
    /// @param fresh how many of them were new
    void stored(EventBatch batch, int fresh);
  }

  private LivePath(
      EventStore store, Workers workers, LongSupplier now, Heard heard, boolean judgesAll) {
    this.store = store;
    this.workers = workers;
    this.now = now;
    this.heard = heard;
    this.judgesAll = judgesAll;
  }

  /// The path of events that come in as they happen.
  ///
  /// @param workers run the rules; nobody else hands them events
  /// @param now nanoseconds since 1970 UTC, by the server's clock
  public static LivePath live(EventStore store, Workers workers, LongSupplier now, Heard heard) {
    return new LivePath(store, workers, now, heard, false);
  }

  /// The path of files that are read whole; {@link #finish} ends it.
  ///
  /// @param workers run the rules, with empty memory; nobody else hands them events
  /// @param now nanoseconds since 1970 UTC, by the server's clock
  public static LivePath importing(
      EventStore store, Workers workers, LongSupplier now, Heard heard) {
    return new LivePath(store, workers, now, heard, true);
  }

  /// Takes the events of a batch, which is empty afterwards.
  ///
  /// @return how many of them the recording did not have
  /// @throws IOException when the store cannot take them; nothing of the batch was judged then
  public int take(EventBatch batch) throws IOException {
    BitSet fresh = append(batch);
    int count = fresh.cardinality();
    heard.stored(batch, count);
    judge(batch, judgesAll ? all(batch) : replayed == null ? fresh : firstTime(batch, replayed));
    batch.clear();
    return count;
  }

  /// What an import takes in may be more than can be open at once, and nobody else seals it.
  private BitSet append(EventBatch batch) throws IOException {
    if (judgesAll && store.due(0) != EventStore.Due.NOT_YET) {
      store.seal();
    }
    try {
      return store.append(batch);
    } catch (StoreException e) {
      if (!judgesAll || !e.is("store.head.full")) {
        throw e;
      }
      store.seal();
      return store.append(batch);
    }
  }

  private static BitSet all(EventBatch batch) {
    BitSet all = new BitSet();
    all.set(0, batch.count());
    return all;
  }

  private static BitSet firstTime(EventBatch batch, Set<EventId> seen) {
    BitSet first = new BitSet();
    Event event = new Event();
    for (int index = 0; index < batch.count(); index++) {
      first.set(index, seen.add(event.on(batch, index).id()));
    }
    return first;
  }

  private void judge(EventBatch batch, BitSet which) {
    if (which.cardinality() == batch.count()) {
      workers.submit(batch, this::found, _ -> keepFindings());
    } else if (!which.isEmpty()) {
      EventBatch rest = new EventBatch(batch.tenant(), batch.names());
      for (int index = which.nextSetBit(0); index >= 0; index = which.nextSetBit(index + 1)) {
        rest.append(batch, index);
      }
      workers.submit(rest, this::found, _ -> keepFindings());
    }
  }

  /// Says that what comes was in the journal at the start already, or that it no longer was.
  public void replaying(boolean again) {
    replayed = again ? new HashSet<>() : null;
  }

  /// Says how late it is, so that a source that falls silent does not hold up correlations; to be
  /// called every second or so.
  public void tick() {
    workers.now(now.getAsLong(), this::found);
  }

  /// Runs the rules over some events and forgets what they say: so that the first events that count
  /// do not wait for code to be compiled.
  public void warmUp(EventBatch sample) {
    workers.warmUp(sample);
  }

  /// Judges correlations as no event from before a time is waited for any longer.
  public void advanceTo(long nanos) {
    workers.advanceTo(nanos, this::found);
    keepFindings();
  }

  /// Says what {@link #advanceTo} would find, stores it, and changes nothing else.
  public void preview(long nanos) {
    workers.preview(nanos, this::found);
    keepFindings();
  }

  /// Waits until all that was taken has been judged, and what was found is stored.
  ///
  /// @throws IOException when the store could not take what was found; it is tried again next time
  public void settle() throws IOException {
    workers.settle();
    keepFindings();
    if (fault != null) {
      throw fault;
    }
  }

  /// Says what can only be said at the end of the input, and stores it.
  public void finish() throws IOException {
    workers.finish(this::found);
    settle();
  }

  private void found(Finding finding) {
    EventBatch batch =
        findings.computeIfAbsent(
            finding.tenant(), tenant -> new EventBatch(tenant, new FieldNames()));
    FindingEvents.append(finding, now.getAsLong(), batch);
    if (batch.count() >= FULL_FINDINGS) {
      keepFindings();
    }
    heard.found(finding);
  }

  /// Stores what was found. Called by whoever has found it: the detection's thread, or the caller
  /// while that rests.
  private void keepFindings() {
    IOException failed = null;
    for (Map.Entry<TenantId, EventBatch> entry : findings.entrySet()) {
      EventBatch batch = entry.getValue();
      try {
        if (batch.count() > 0) {
          BitSet _ = append(batch);
          batch.clear();
        }
        if (batch.names().isFull()) {
          entry.setValue(new EventBatch(batch.tenant(), new FieldNames()));
        }
      } catch (IOException e) {
        failed = e;
      }
    }
    fault = failed;
  }
}
