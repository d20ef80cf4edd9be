// SPDX-License-Identifier: Apache-2.0
package dev.shirube.normalize;

import dev.shirube.event.ValueType;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A record inside a description, with the event that must come of it.
///
/// @param file where it stands
/// @param line where in the file
/// @param source the description it belongs to
/// @param name for people
/// @param format name of the record's format; empty if the raw entries are given instead
/// @param record the record as it stands in a file
/// @param entries raw entries, if no format is named
/// @param receivedNanos when it counts as received, nanoseconds since 1970 UTC
/// @param expected what must come out
public record SourceSample(
    String file,
    int line,
    String source,
    String name,
    String format,
    String record,
    List<RawEntry> entries,
    long receivedNanos,
    Expected expected) {
  public SourceSample {
    entries = List.copyOf(entries);
  }

  /// A value as a reader would have given it.
  public record RawEntry(String name, ValueType type, String text) {}

  /// What must come out; null where nothing is said.
  ///
  /// @param time as written in the sample
  /// @param clock which clock the time is of
  /// @param fields catalogue path to all values; an empty list for none
  /// @param names source name to all values
  public record Expected(
      String source,
      @Nullable String event,
      @Nullable String eventClass,
      @Nullable String activity,
      @Nullable String time,
      @Nullable String clock,
      Map<String, List<String>> fields,
      Map<String, List<String>> names) {
    public Expected {
      fields = Map.copyOf(fields);
      names = Map.copyOf(names);
    }
  }
}
