// SPDX-License-Identifier: Apache-2.0
package dev.shirube.lab;

import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.ValueType;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/// The same events as one wide table of DuckDB, to be written as Parquet: a column for every field,
/// name and type that a segment has a column for too, of the type that fits all its values best.
/// First all events are {@link #see seen}, then added in the same order.
final class DuckTable implements AutoCloseable {
  private static final List<String> HEADS =
      List.of(
          "id uuid",
          "time bigint",
          "received bigint",
          "position bigint",
          "class varchar",
          "activity bigint",
          "clock varchar",
          "source varchar",
          "input varchar");

  private final Connection connection;
  private final Map<Key, Column> columns = new LinkedHashMap<>();
  private final List<Column> order = new ArrayList<>();
  private @Nullable Object[] row = new Object[0];

  DuckTable() throws SQLException {
    connection = DriverManager.getConnection("jdbc:duckdb:");
    execute("set threads to 2");
    execute("set memory_limit to '6GB'");
  }

  /// What a column holds: of values that an event has more than one of, each has its own.
  private record Key(int field, String name, String reader, ValueType type, int time) {}

  /// A column, as wide as what was seen of it needs.
  private static final class Column {
    private boolean whole = true;
    private boolean unique = true;
    private final boolean binary;

    Column(boolean binary) {
      this.binary = binary;
    }

    void see(String text) {
      whole = whole && !binary && isWhole(text);
      unique = unique && !binary && isUnique(text);
    }

    String type() {
      return binary ? "blob" : whole ? "bigint" : unique ? "uuid" : "varchar";
    }

    @Nullable Object value(Event event, int entry) {
      if (binary) {
        int from = event.offset(entry);
        return Arrays.copyOfRange(event.batch().buffer(), from, from + event.length(entry));
      }
      String text = event.text(entry);
      return whole ? (Object) Long.valueOf(text) : unique ? UUID.fromString(text) : sound(text);
    }
  }

  /// Whether a text is a number that comes back as it was from 64 bits.
  private static boolean isWhole(String text) {
    int digits = text.startsWith("-") ? text.length() - 1 : text.length();
    if (digits < 1
        || digits > 18
        || !text.chars().skip(text.length() - digits).allMatch(c -> c >= '0' && c <= '9')) {
      return false;
    }
    return Long.toString(Long.parseLong(text)).equals(text);
  }

  /// Whether a text is a UUID that comes back as it was from 16 bytes.
  private static boolean isUnique(String text) {
    if (text.length() != 36 || text.charAt(8) != '-' || text.charAt(23) != '-') {
      return false;
    }
    for (int at = 0; at < 36; at++) {
      char c = text.charAt(at);
      boolean dash = at == 8 || at == 13 || at == 18 || at == 23;
      if (dash ? c != '-' : !HexFormat.isHexDigit(c) || (c >= 'A' && c <= 'F')) {
        return false;
      }
    }
    return true;
  }

  /// Half a surrogate pair cannot be written in UTF-8.
  private static String sound(String text) {
    for (int at = 0; at < text.length(); at++) {
      if (Character.isSurrogate(text.charAt(at))) {
        return new String(
            text.getBytes(java.nio.charset.StandardCharsets.UTF_8),
            java.nio.charset.StandardCharsets.UTF_8);
      }
    }
    return text;
  }

  /// Learns which columns an event needs.
  void see(Event event) {
    for (int entry = 0; entry < event.size(); entry++) {
      Column column = column(event, entry);
      if (event.type(entry) != ValueType.NULL) {
        column.see(event.text(entry));
      }
    }
  }

  private Column column(Event event, int entry) {
    String name = event.nameText(entry);
    String reader = event.batch().names().text(event.readerName(entry));
    ValueType type = event.type(entry);
    for (int time = 0; ; time++) {
      Key key = new Key(event.field(entry), name, reader, type, time);
      Column known = columns.get(key);
      if (known == null) {
        known = new Column(type == ValueType.BINARY || type == ValueType.PROCESS_KEY);
        columns.put(key, known);
        order.add(known);
      }
      if (!isTaken(event, entry, time)) {
        return known;
      }
    }
  }

  /// Whether so many entries before one are of the same column.
  private static boolean isTaken(Event event, int entry, int times) {
    int before = 0;
    for (int other = 0; other < entry; other++) {
      boolean same =
          event.field(other) == event.field(entry)
              && event.name(other) == event.name(entry)
              && event.readerName(other) == event.readerName(entry)
              && event.type(other) == event.type(entry);
      before += same ? 1 : 0;
    }
    return before > times;
  }

  /// Makes the table, once all events were seen.
  void create() throws SQLException {
    StringBuilder sql = new StringBuilder("create table events (");
    sql.append(String.join(", ", HEADS));
    for (int index = 0; index < order.size(); index++) {
      sql.append(", c").append(index).append(' ').append(order.get(index).type());
    }
    execute(sql.append(')').toString());
    row = new Object[order.size()];
  }

  /// How many columns there are beside the heads.
  int columns() {
    return order.size();
  }

  /// Appends events.
  void add(Iterable<EventBatch> batches) throws SQLException {
    DuckDBConnection duck = connection.unwrap(DuckDBConnection.class);
    Map<Column, Integer> places = new LinkedHashMap<>();
    for (Column column : order) {
      places.put(column, places.size());
    }
    try (DuckDBAppender appender = duck.createAppender("main", "events")) {
      Event event = new Event();
      for (EventBatch batch : batches) {
        for (int index = 0; index < batch.count(); index++) {
          add(appender, event.on(batch, index), places);
        }
      }
    }
  }

  private void add(DuckDBAppender appender, Event event, Map<Column, Integer> places)
      throws SQLException {
    Arrays.fill(row, null);
    for (int entry = 0; entry < event.size(); entry++) {
      if (event.type(entry) != ValueType.NULL) {
        Column column = column(event, entry);
        row[places.getOrDefault(column, 0)] = column.value(event, entry);
      }
    }
    appender.beginRow();
    appender.append(new UUID(event.id().high(), event.id().low()));
    appender.append(event.time()).append(event.received()).append(event.position());
    appender.append(event.eventClass().word()).append((long) event.activity());
    appender.append(event.timeSource().name()).append(event.source()).append(event.input());
    for (Object value : row) {
      switch (value) {
        case null -> appender.appendNull();
        case Long number -> appender.append(number.longValue());
        case UUID unique -> appender.append(unique);
        case byte[] bytes -> appender.append(bytes);
        default -> appender.append(value.toString());
      }
    }
    appender.endRow();
  }

  /// Writes the table as Parquet, compressed by zstd as DuckDB does it where nothing else is said.
  void write(Path file) throws SQLException {
    String path = file.toString().replace("'", "''");
    execute("copy events to '" + path + "' (format parquet, compression zstd)");
  }

  long count() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("select count(*) from events")) {
      result.next();
      return result.getLong(1);
    }
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      boolean _ = statement.execute(sql);
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
