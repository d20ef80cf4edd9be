// SPDX-License-Identifier: Apache-2.0
package dev.shirube.intake;

import dev.shirube.catalog.Problem;
import dev.shirube.containers.ReadCounts;
import dev.shirube.event.Event;
import dev.shirube.event.TimeSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Counts what becomes of the input while it is read.
final class IntakeTally {
  private final Map<String, IntakeReport.FormatCounts> formats = new TreeMap<>();
  private final Map<String, long[]> sources = new HashMap<>();
  private final List<IntakeReport.EntryCounts> entries = new ArrayList<>();
  private final List<String> unrecognized = new ArrayList<>();
  private final List<Problem> problems = new ArrayList<>();
  private final SeenEvents seen = new SeenEvents();
  private long unrecognizedCount;
  private long problemCount;
  private long passed;
  private long outside;
  private long joined;
  private long repeated;
  private long firstNanos = Long.MAX_VALUE;
  private long lastNanos = Long.MIN_VALUE;
  private boolean stopped;

  void problem(Problem problem) {
    problemCount++;
    if (problems.size() < IntakeReport.KEPT_PROBLEMS) {
      problems.add(problem);
    }
  }

  void unrecognized(String name) {
    unrecognizedCount++;
    if (unrecognized.size() < IntakeReport.KEPT_PROBLEMS) {
      unrecognized.add(name);
    }
  }

  void entry(String name, String format, ReadCounts counts) {
    formats.merge(
        format,
        new IntakeReport.FormatCounts(1, counts),
        (a, b) ->
            new IntakeReport.FormatCounts(a.entries() + b.entries(), a.counts().plus(b.counts())));
    if (entries.size() < IntakeReport.KEPT_ENTRIES) {
      entries.add(new IntakeReport.EntryCounts(name, format, counts));
    }
  }

  /// @param fingerprint the same number for the same record
  void event(Event event, boolean wasJoined, long fingerprint) {
    passed++;
    joined += wasJoined ? 1 : 0;
    sources.computeIfAbsent(event.source(), _ -> new long[1])[0]++;
    if (event.timeSource() != TimeSource.RECEIVED && event.time() != 0) {
      firstNanos = Math.min(firstNanos, event.time());
      lastNanos = Math.max(lastNanos, event.time());
    }
    repeated += seen.again(fingerprint) ? 1 : 0;
  }

  void outside() {
    outside++;
  }

  void stopped() {
    stopped = true;
  }

  IntakeReport report() {
    Map<String, Long> mostFirst = new LinkedHashMap<>();
    sources.entrySet().stream()
        .sorted(
            Comparator.comparingLong((Map.Entry<String, long[]> source) -> -source.getValue()[0])
                .thenComparing(Map.Entry.comparingByKey()))
        .forEach(source -> mostFirst.put(source.getKey(), source.getValue()[0]));
    return new IntakeReport(
        formats,
        mostFirst,
        entries,
        unrecognized,
        unrecognizedCount,
        problems,
        problemCount,
        new IntakeReport.EventCounts(
            passed,
            outside,
            joined,
            repeated,
            seen.complete(),
            firstNanos > lastNanos ? 0 : firstNanos,
            firstNanos > lastNanos ? 0 : lastNanos),
        stopped);
  }
}
