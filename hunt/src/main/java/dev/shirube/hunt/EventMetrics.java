// SPDX-License-Identifier: Apache-2.0
package dev.shirube.hunt;

import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.Field;
import dev.shirube.event.FieldCatalogue;
import dev.shirube.event.TimeFlag;
import dev.shirube.event.TimeSource;
import dev.shirube.intake.EventSink;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Counts what sorts of events there are, over which time, and where clocks or record numbers jump.
public final class EventMetrics implements EventSink {
  /// Most different sorts of events, and most logs, that are counted one by one; what comes after
  /// is counted together.
  static final int LIMIT = 100_000;

  /// A clock that goes back by more than this between two records of one log has been set back, or
  /// the log is not in the order of time.
  static final long BACK_NANOS = 60_000_000_000L;

  private static final Field HOST = FieldCatalogue.require("device.hostname");
  private static final Field LOG = FieldCatalogue.require("metadata.log_name");
  private static final Field CODE = FieldCatalogue.require("metadata.event_code");

  private final Map<Sort, Count> sorts = new HashMap<>();
  private final Map<Log, LogSpan> logs = new HashMap<>();
  private final Event cursor = new Event();
  private long events;

  /// One sort of event.
  ///
  /// @param source the source description, such as windows.sysmon; empty if unknown
  /// @param log the log's own name, such as Security; empty if the record names none
  /// @param code the source's number or name for it; the class's word if there is none
  public record Sort(String source, String log, String code) {}

  /// How many events of a sort.
  public record SortCount(Sort sort, long count) {}

  /// One log of one host.
  public record Log(String host, String source, String log) {}

  /// What is known of a log's time.
  ///
  /// @param firstNanos earliest event
  /// @param lastNanos latest event
  /// @param silence the longest time without any event of the log, in the order they were read
  /// @param back the greatest step back of the clock; null if there is none
  /// @param backs how often the clock went back
  /// @param missing record numbers that are missing between the first and the last of a file
  /// @param missingRanges in how many ranges
  /// @param flagged events whose own clocks contradict each other or whose time was not usable
  public record LogSpanReport(
      Log log,
      long count,
      long firstNanos,
      long lastNanos,
      @Nullable Step silence,
      @Nullable Step back,
      long backs,
      long missing,
      long missingRanges,
      long flagged) {}

  /// From one record's time to the next one's.
  public record Step(long fromNanos, long toNanos) {
    public long nanos() {
      return Math.abs(toNanos - fromNanos);
    }
  }

  private static final class Count {
    private long events;
  }

  @Override
  public void accept(EventBatch batch) {
    for (int index = 0; index < batch.count(); index++) {
      take(cursor.on(batch, index));
    }
  }

  private void take(Event event) {
    events++;
    String log = text(event, LOG);
    String code = text(event, CODE);
    String named = code.isEmpty() ? event.eventClass().word() : code;
    Sort sort = new Sort(event.source(), log, named);
    if (sorts.size() >= LIMIT && !sorts.containsKey(sort)) {
      sort = new Sort("", "", "…");
    }
    sorts.computeIfAbsent(sort, it -> new Count()).events++;
    Log key = new Log(text(event, HOST), event.source(), log);
    if (logs.size() >= LIMIT && !logs.containsKey(key)) {
      key = new Log("", "", "…");
    }
    logs.computeIfAbsent(key, it -> new LogSpan()).take(event);
  }

  private static String text(Event event, Field field) {
    String value = event.text(field);
    return value == null ? "" : value;
  }

  public long events() {
    return events;
  }

  /// The sorts of events, most frequent first.
  public List<SortCount> sorts() {
    return sorts.entrySet().stream()
        .map(entry -> new SortCount(entry.getKey(), entry.getValue().events))
        .sorted(
            Comparator.comparingLong(SortCount::count)
                .reversed()
                .thenComparing(it -> it.sort().toString()))
        .toList();
  }

  /// The logs, by host and name.
  public List<LogSpanReport> logs() {
    return logs.entrySet().stream()
        .map(entry -> entry.getValue().report(entry.getKey()))
        .sorted(
            Comparator.comparing((LogSpanReport it) -> it.log().host())
                .thenComparing(it -> it.log().log())
                .thenComparing(it -> it.log().source()))
        .toList();
  }

  /// What is remembered of one log while it is read.
  private static final class LogSpan {
    private long count;
    private long firstNanos = Long.MAX_VALUE;
    private long lastNanos = Long.MIN_VALUE;
    private @Nullable Step silence;
    private @Nullable Step back;
    private long backs;
    private long missing;
    private long missingRanges;
    private long flagged;
    private String input = "";
    private long position;
    private long nanos;

    void take(Event event) {
      count++;
      boolean unusable =
          event.timeSource() == TimeSource.RECEIVED
              || (event.timeFlags() & (TimeFlag.CLOCKS_DIFFER | TimeFlag.CLAMPED)) != 0;
      flagged += unusable ? 1 : 0;
      firstNanos = Math.min(firstNanos, event.time());
      lastNanos = Math.max(lastNanos, event.time());
      boolean next = input.equals(event.input()) && event.position() > position;
      if (next) {
        step(new Step(nanos, event.time()));
      }
      if (next && event.position() > position + 1) {
        missing += event.position() - position - 1;
        missingRanges++;
      }
      input = event.input();
      position = event.position();
      nanos = event.time();
    }

    private void step(Step step) {
      if (step.toNanos() >= step.fromNanos()) {
        silence = longer(silence, step);
      } else if (step.nanos() > BACK_NANOS) {
        back = longer(back, step);
        backs++;
      }
    }

    private static Step longer(@Nullable Step one, Step other) {
      return one == null || other.nanos() > one.nanos() ? other : one;
    }

    LogSpanReport report(Log log) {
      return new LogSpanReport(
          log, count, firstNanos, lastNanos, silence, back, backs, missing, missingRanges, flagged);
    }
  }
}
