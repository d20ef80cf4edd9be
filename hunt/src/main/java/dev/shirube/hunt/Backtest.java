// SPDX-License-Identifier: Apache-2.0
package dev.shirube.hunt;

import dev.shirube.detect.Finding;
import dev.shirube.detect.FindingSink;
import dev.shirube.detect.Workers;
import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.TenantId;
import dev.shirube.intake.FindingEvents;
import dev.shirube.match.Glob;
import dev.shirube.query.Column;
import dev.shirube.query.Predicate;
import dev.shirube.query.TimeRange;
import dev.shirube.store.EventStore;
import dev.shirube.store.Question;
import dev.shirube.store.Rows;
import java.io.IOException;
import java.util.List;

/// Runs rules over the past: every event of a tenant's recording, in the order of time, is held
/// against them as if it came now. What a scan of the same logs finds, this finds. Our own findings
/// are no events here; those of other products are. Nothing is stored.
public final class Backtest {
  /// How many events may pass before correlations are told how late it is, so that what they keep
  /// in mind is bounded by their windows and not by the past.
  private static final int EACH = 1 << 16;

  private static final Predicate FOREIGN =
      new Predicate.Not(
          new Predicate.Like(Column.Head.SOURCE, Glob.literal(FindingEvents.SOURCE), false));

  private final EventStore store;
  private final TenantId tenant;

  /// Hears what is found, and how far it is.
  public interface Heard extends FindingSink {
    /// A rule fired. Called by several threads, but by one at a time.
    @Override
    void accept(Finding finding);

    /// Tells how far it is. Called often, so it must return quickly.
    ///
    /// @param events how many events have been handed to the rules
    /// @param total how many there are
    /// @return false to break off
    boolean at(long events, long total);
  }

  /// What it came to.
  ///
  /// @param answer what was looked at, and what could not be
  /// @param stopped whether it was broken off: correlations that were not decided yet are not said
  public record Report(Question.Answer answer, boolean stopped) {}

  public Backtest(EventStore store, TenantId tenant) {
    this.store = store;
    this.tenant = tenant;
  }

  /// Runs the rules.
  ///
  /// @param workers run them, with empty memory; nobody else hands them events
  /// @param wanted which events they are held against
  public Report run(Workers workers, TimeRange range, Predicate wanted, Heard heard)
      throws IOException {
    Question question = Question.all(range, new Predicate.And(List.of(wanted, FOREIGN)));
    long total = store.count(tenant, question).rows();
    long events = 0;
    long told = 0;
    boolean goesOn = heard.at(0, total);
    try (Rows rows = store.find(tenant, question)) {
      Event event = new Event();
      for (EventBatch batch = rows.next(); goesOn && batch != null; batch = rows.next()) {
        events += batch.count();
        long last = event.on(batch, batch.count() - 1).time();
        workers.submit(batch, heard, _ -> {});
        if (events - told >= EACH) {
          told = events;
          workers.advanceTo(last, heard);
        }
        goesOn = heard.at(events, total);
      }
      workers.settle();
      if (goesOn) {
        workers.finish(heard);
      } else {
        rows.cancel();
      }
      return new Report(rows.answer(), !goesOn);
    }
  }
}
