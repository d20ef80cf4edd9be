// SPDX-License-Identifier: Apache-2.0
package dev.shirube.oracle;

import dev.shirube.event.FieldCatalogue;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The rows of a Parquet file as DuckDB reads them, in their order.
final class ParquetRows implements AutoCloseable {
  private final Connection connection;
  private final String from;
  private final Map<String, String> types = new LinkedHashMap<>();
  private final ResultSet plain;
  private final Maps spelled;
  private final Maps unmapped;
  private long at = -1;

  ParquetRows(Path file) throws SQLException {
    connection = DriverManager.getConnection("jdbc:duckdb:");
    execute("set threads to 1");
    from = "read_parquet(" + quoted(file.toString()) + ", file_row_number = true)";
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("describe select * from " + from)) {
      while (result.next()) {
        types.put(result.getString(1), result.getString(2));
      }
    }
    List<String> wanted = new ArrayList<>();
    types.forEach((name, type) -> {
      String column = '"' + name.replace("\"", "\"\"") + '"';
      if (type.startsWith("TIMESTAMP")) {
        wanted.add("epoch_us(" + column + ")");
      } else if (!type.startsWith("MAP")) {
        wanted.add(column);
      }
    });
    plain = query("select " + String.join(", ", wanted) + " from " + from);
    spelled = new Maps(maps("spelled"));
    unmapped = new Maps(maps("unmapped"));
  }

  private static String quoted(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  /// A text as UTF-8 can have it: half of a surrogate pair becomes a replacement character.
  static String sound(String text) {
    StringBuilder whole = new StringBuilder();
    text.codePoints()
        .forEach(point ->
            whole.appendCodePoint(
                point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE
                    ? 0xfffd
                    : point));
    return whole.toString();
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      boolean _ = statement.execute(sql);
    }
  }

  private ResultSet query(String sql) throws SQLException {
    return connection.createStatement().executeQuery(sql);
  }

  private ResultSet maps(String name) throws SQLException {
    return query(
        "select r, k, encode(unnest(v)) from (select file_row_number r, unnest(map_keys("
            + name
            + ")) k, unnest(map_values("
            + name
            + ")) v from "
            + from
            + ")");
  }

  /// The rows of a column of texts by keys.
  private static final class Maps {
    private final ResultSet result;
    private boolean there;

    Maps(ResultSet result) throws SQLException {
      this.result = result;
      there = result.next();
    }

    Map<String, List<@Nullable String>> of(long row) throws SQLException {
      Map<String, List<@Nullable String>> map = new TreeMap<>();
      while (there && result.getLong(1) == row) {
        byte[] bytes = result.getBytes(3);
        map.computeIfAbsent(result.getString(2), _ -> new ArrayList<>())
            .add(bytes == null ? null : new String(bytes, StandardCharsets.UTF_8));
        there = result.next();
      }
      return map;
    }
  }

  /// A row.
  ///
  /// @param plain what its columns say, as text; moments in microseconds
  /// @param fields all values by the catalogue's paths
  record Row(
      Map<String, String> plain,
      Map<String, List<@Nullable String>> fields,
      Map<String, List<@Nullable String>> unmapped) {
    @Nullable String text(String column) {
      return plain.get(column);
    }
  }

  long count() throws SQLException {
    try (ResultSet result = query("select count(*) from " + from)) {
      result.next();
      return result.getLong(1);
    }
  }

  /// How many columns have numbers or times.
  long typed() {
    return types.values().stream()
        .filter(type -> type.equals("BIGINT") || type.startsWith("TIMESTAMP"))
        .count();
  }

  /// The types of the columns by their names.
  Map<String, String> types() {
    return types;
  }

  Row next() throws SQLException {
    if (!plain.next()) {
      throw new IllegalStateException("no more rows");
    }
    at++;
    Map<String, String> texts = new TreeMap<>();
    Map<String, List<@Nullable String>> fields = new TreeMap<>();
    int column = 0;
    for (Map.Entry<String, String> type : types.entrySet()) {
      if (type.getValue().startsWith("MAP")) {
        continue;
      }
      String text = plain.getString(++column);
      if (text != null) {
        texts.put(type.getKey(), text);
        if (FieldCatalogue.builtIn().find(type.getKey()) != null) {
          List<@Nullable String> one = new ArrayList<>();
          one.add(text);
          fields.put(type.getKey(), one);
        }
      }
    }
    fields.putAll(spelled.of(at));
    return new Row(texts, fields, unmapped.of(at));
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
