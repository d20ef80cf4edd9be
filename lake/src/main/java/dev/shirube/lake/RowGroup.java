// SPDX-License-Identifier: Apache-2.0
package dev.shirube.lake;

import dev.shirube.event.Field;
import dev.shirube.event.FieldCatalogue;
import dev.shirube.event.TimeFlag;
import dev.shirube.event.Timestamp;
import dev.shirube.event.Timestamps;
import dev.shirube.match.Numeral;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Events as rows of columns, while they are in memory. A column is named by its path and has the
/// type of its field in the catalogue. What the type cannot tell as it was written (another
/// spelling of a number, a time, null, several values) stands whole in the column `spelled`, by the
/// path; what the source itself wrote in `unmapped`, by its names.
final class RowGroup {
  static final String SPELLED = "spelled";
  static final String UNMAPPED = "unmapped";

  private static final String TIME = "time";
  private static final String TIME_TEXT = "time_dt";
  private static final String RECEIVED = "received_time";
  private static final String RECEIVED_TEXT = "received_time_dt";
  private static final long NANOS_PER_MICRO = 1_000;
  private static final int MOST_DIGITS = 40;
  private static final BigDecimal LEAST = BigDecimal.valueOf(Long.MIN_VALUE);
  private static final BigDecimal MOST = BigDecimal.valueOf(Long.MAX_VALUE);

  /// What every event has, in the order in which a file has it.
  private static final Map<String, ParquetColumn.Kind> HEADS = new LinkedHashMap<>();

  static {
    HEADS.put(TIME, ParquetColumn.Kind.MOMENT);
    HEADS.put(TIME_TEXT, ParquetColumn.Kind.TEXT);
    HEADS.put("class_uid", ParquetColumn.Kind.WHOLE);
    HEADS.put("class_name", ParquetColumn.Kind.TEXT);
    HEADS.put("activity_id", ParquetColumn.Kind.WHOLE);
    HEADS.put("event_uid", ParquetColumn.Kind.TEXT);
    HEADS.put("tenant_uid", ParquetColumn.Kind.TEXT);
    HEADS.put(RECEIVED, ParquetColumn.Kind.MOMENT);
    HEADS.put(RECEIVED_TEXT, ParquetColumn.Kind.TEXT);
    HEADS.put("source", ParquetColumn.Kind.TEXT);
    HEADS.put("input", ParquetColumn.Kind.TEXT);
    HEADS.put("position", ParquetColumn.Kind.WHOLE);
  }

  private final Map<String, Chunk> plain = new LinkedHashMap<>();
  private final Texts spelled = new Texts(SPELLED);
  private final Texts unmapped = new Texts(UNMAPPED);
  private int rows;

  /// The names of the columns that every file has, in their order.
  static List<ParquetColumn> heads() {
    return HEADS.entrySet().stream()
        .map(head -> ParquetColumn.plain(head.getKey(), head.getValue()))
        .toList();
  }

  int rows() {
    return rows;
  }

  /// How many bytes of memory it takes, about.
  long weight() {
    long weight = spelled.weight() + unmapped.weight();
    for (Chunk chunk : plain.values()) {
      weight += chunk.weight();
    }
    return weight;
  }

  /// All columns that there is a value of, each with as many rows as there are.
  List<Chunk> chunks() {
    List<Chunk> all = new ArrayList<>(plain.values());
    all.forEach(chunk -> chunk.fill(rows));
    all.addAll(List.of(spelled.keys, spelled.texts, unmapped.keys, unmapped.texts));
    return all;
  }

  void add(OcsfLine line) {
    Map<String, List<@Nullable String>> untold = new LinkedHashMap<>();
    long moment = moments(line.values());
    for (Map.Entry<String, List<@Nullable String>> each : line.values().entrySet()) {
      if (!each.getKey().equals(TIME) && !told(each.getKey(), each.getValue(), moment)) {
        untold.put(each.getKey(), each.getValue());
      }
    }
    spelled.add(untold);
    unmapped.add(line.unmapped());
    rows++;
  }

  /// Sets the times that an event has by itself.
  ///
  /// @return when it happened, nanoseconds since 1970 UTC
  private long moments(Map<String, List<@Nullable String>> values) {
    long time = exact(TIME, values.get(TIME_TEXT));
    long _ = exact(RECEIVED, values.get(RECEIVED_TEXT));
    return time;
  }

  private long exact(String name, @Nullable List<@Nullable String> texts) {
    String text = texts == null || texts.isEmpty() ? null : texts.getFirst();
    if (text == null) {
      return 0;
    }
    try {
      long nanos = Timestamps.nanosOf(Instant.parse(text));
      column(name, ParquetColumn.Kind.MOMENT).add(0, Math.floorDiv(nanos, NANOS_PER_MICRO));
      return nanos;
    } catch (DateTimeParseException _) {
      return 0;
    }
  }

  /// Sets a column to the first value that is given.
  ///
  /// @return whether the column now tells all that was given
  private boolean told(String path, List<@Nullable String> texts, long moment) {
    Field field = FieldCatalogue.builtIn().find(path);
    ParquetColumn.Kind kind =
        field == null
            ? HEADS.getOrDefault(path, ParquetColumn.Kind.TEXT)
            : ParquetColumn.Kind.of(field.type());
    String text = texts.isEmpty() ? null : texts.getFirst();
    Object value = text == null ? null : value(kind, text, moment);
    if (value == null) {
      return false;
    }
    column(path, kind).add(0, value);
    return texts.size() == 1 && value.toString().equals(text);
  }

  private Chunk column(String name, ParquetColumn.Kind kind) {
    Chunk chunk = plain.computeIfAbsent(name, _ -> new Chunk(ParquetColumn.plain(name, kind)));
    chunk.fill(rows);
    return chunk;
  }

  private static @Nullable Object value(ParquetColumn.Kind kind, String text, long moment) {
    return switch (kind) {
      case TEXT -> text;
      case WHOLE -> whole(text);
      case MOMENT -> {
        Timestamp read = Timestamps.parse(text, ZoneOffset.UTC, moment);
        yield read == null || (read.flags() & TimeFlag.CLAMPED) != 0
            ? null
            : (Object) Math.floorDiv(read.nanos(), NANOS_PER_MICRO);
      }
    };
  }

  private static @Nullable Object whole(String text) {
    Numeral numeral = Numeral.parse(text);
    if (numeral == null) {
      return null;
    }
    BigDecimal number = numeral.value();
    boolean fits = number.compareTo(LEAST) >= 0 && number.compareTo(MOST) <= 0;
    return fits && number.scale() < MOST_DIGITS && number.stripTrailingZeros().scale() <= 0
        ? (Object) number.longValueExact()
        : null;
  }

  /// A column that has texts by keys: two columns, in step.
  private static final class Texts {
    private static final int KEY = 1;
    private static final int NOTHING = 2;

    private final Chunk keys;
    private final Chunk texts;

    Texts(String name) {
      keys = new Chunk(ParquetColumn.keys(name));
      texts = new Chunk(ParquetColumn.texts(name));
    }

    long weight() {
      return keys.weight() + texts.weight();
    }

    /// Adds what a row has.
    void add(Map<String, List<@Nullable String>> row) {
      if (row.isEmpty()) {
        keys.missing(0, 0);
        texts.missing(0, 0);
        return;
      }
      int repetition = 0;
      for (Map.Entry<String, List<@Nullable String>> each : row.entrySet()) {
        keys.add(repetition, each.getKey());
        add(repetition, each.getValue());
        repetition = 1;
      }
    }

    private void add(int first, List<@Nullable String> values) {
      if (values.isEmpty()) {
        texts.missing(first, KEY);
      }
      int repetition = first;
      for (String value : values) {
        if (value == null) {
          texts.missing(repetition, NOTHING);
        } else {
          texts.add(repetition, value);
        }
        repetition = 2;
      }
    }
  }
}
