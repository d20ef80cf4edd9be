// SPDX-License-Identifier: Apache-2.0
package dev.shirube.intake;

import dev.shirube.catalog.Problem;
import dev.shirube.containers.ReadCounts;
import dev.shirube.formats.Formats;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What was made of the input: everything that was read, and everything that was not.
///
/// @param formats per format how many entries it had and what they gave, by name
/// @param sources events per source description, most first; the empty name is no known source
/// @param entries the entries one by one, up to {@value #KEPT_ENTRIES}
/// @param unrecognized entries of no known format, up to {@value #KEPT_PROBLEMS}
/// @param unrecognizedCount how many those are altogether
/// @param problems what was wrong, up to {@value #KEPT_PROBLEMS}
/// @param problemCount how many problems there were altogether
/// @param events what was handed on, and what was left out
/// @param stopped whether the reading was broken off on request
public record IntakeReport(
    Map<String, FormatCounts> formats,
    Map<String, Long> sources,
    List<EntryCounts> entries,
    List<String> unrecognized,
    long unrecognizedCount,
    List<Problem> problems,
    long problemCount,
    EventCounts events,
    boolean stopped) {
  /// Most entries that are listed one by one.
  public static final int KEPT_ENTRIES = 10_000;

  /// Most problems, and most unrecognized names, that are listed one by one.
  public static final int KEPT_PROBLEMS = 1_000;

  /// One entry that was read.
  ///
  /// @param name how people find it
  /// @param format the name of its format
  /// @param counts what its reader gave
  public record EntryCounts(String name, String format, ReadCounts counts) {}

  /// The entries of one format together.
  public record FormatCounts(long entries, ReadCounts counts) {}

  /// What became of the events.
  ///
  /// @param passed handed to detection or to whoever asked
  /// @param outside left out because they lie outside the time asked for
  /// @param joined made from several records, such as a script in parts; part of {@code passed}
  /// @param repeated the same record at the same position of another file was read before; they are
  ///   passed on all the same
  /// @param repeatedComplete whether all events were compared; false beyond the first few million
  /// @param firstNanos earliest time a record tells, nanoseconds since 1970 UTC; 0 if none does
  /// @param lastNanos latest time a record tells, nanoseconds since 1970 UTC; 0 if none does
  public record EventCounts(
      long passed,
      long outside,
      long joined,
      long repeated,
      boolean repeatedComplete,
      long firstNanos,
      long lastNanos) {}

  /// The same with what was wrong behind the reading, as far as there is room.
  public IntakeReport with(List<Problem> more) {
    List<Problem> all = new ArrayList<>(problems);
    more.stream().limit(Math.max(0, KEPT_PROBLEMS - all.size())).forEach(all::add);
    return new IntakeReport(
        formats,
        sources,
        entries,
        unrecognized,
        unrecognizedCount,
        all,
        problemCount + more.size(),
        events,
        stopped);
  }

  /// All formats together.
  public ReadCounts total() {
    return formats.values().stream()
        .map(FormatCounts::counts)
        .reduce(ReadCounts.NONE, ReadCounts::plus);
  }

  /// How many entries were read.
  public long entryCount() {
    return formats.values().stream().mapToLong(FormatCounts::entries).sum();
  }

  /// Files of prose, which hold no records; as far as entries are listed.
  public List<String> prose() {
    return entries.stream()
        .filter(entry -> entry.format().equals(Formats.PROSE))
        .map(EntryCounts::name)
        .toList();
  }

  /// Files that could be read and have not a single record; as far as entries are listed.
  public List<String> empty() {
    return entries.stream()
        .filter(entry -> !entry.format().equals(Formats.PROSE))
        .filter(entry -> entry.counts().records() + entry.counts().damaged() == 0)
        .map(EntryCounts::name)
        .toList();
  }
}
