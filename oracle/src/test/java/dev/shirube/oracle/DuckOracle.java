// SPDX-License-Identifier: Apache-2.0
package dev.shirube.oracle;

import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.ValueType;
import dev.shirube.match.Fold;
import dev.shirube.match.Numeral;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/// The same events in DuckDB, which answers the same questions in its own way: one table of heads
/// and one of values. Whatever both must mean alike by definition (case folding, how a text is an
/// address) is a column worked out beforehand; all searching, comparing and counting is DuckDB's.
final class DuckOracle implements AutoCloseable {
  private static final BigDecimal FAR = BigDecimal.TEN.pow(18);

  private final Connection connection;

  DuckOracle() throws SQLException {
    connection = DriverManager.getConnection("jdbc:duckdb:");
    try (Statement statement = connection.createStatement()) {
      statement.execute("set threads to 2");
      statement.execute("set memory_limit to '2GB'");
      statement.execute(
          "create table head (row integer, id varchar, time bigint, received bigint, class varchar,"
              + " activity bigint, source varchar, input varchar)");
      statement.execute(
          "create table value (row integer, field integer, name varchar, text varchar,"
              + " folded varchar, missing boolean, whole bigint, part boolean)");
    }
  }

  /// Appends events, each of which must be new.
  void add(Iterable<EventBatch> batches) throws SQLException {
    DuckDBConnection duck = connection.unwrap(DuckDBConnection.class);
    int row = (int) number("select count(*) from head");
    try (DuckDBAppender heads = duck.createAppender("main", "head");
        DuckDBAppender values = duck.createAppender("main", "value")) {
      Event event = new Event();
      for (EventBatch batch : batches) {
        for (int index = 0; index < batch.count(); index++) {
          add(heads, values, event.on(batch, index), row++);
        }
      }
    }
  }

  private static void add(DuckDBAppender heads, DuckDBAppender values, Event event, int row)
      throws SQLException {
    heads.beginRow();
    heads.append(row);
    heads.append(event.id().toString());
    heads.append(event.time());
    heads.append(event.received());
    heads.append(event.eventClass().word());
    heads.append((long) event.activity());
    heads.append(event.source());
    heads.append(event.input());
    heads.endRow();
    for (int entry = 0; entry < event.size(); entry++) {
      String text = whole(event.text(entry));
      values.beginRow();
      values.append(row);
      values.append(event.field(entry));
      values.append(whole(Fold.fold(event.nameText(entry))));
      values.append(text);
      values.append(whole(Fold.fold(text)));
      values.append(event.type(entry) == ValueType.NULL);
      number(values, event.text(entry));
      values.endRow();
    }
  }

  /// What a text spells as a number: the greatest whole number that is not above it, and whether it
  /// is above that. No question asks about numbers beyond {@link #FAR}.
  private static void number(DuckDBAppender values, String text) throws SQLException {
    Numeral numeral = Numeral.parse(text);
    if (numeral == null) {
      values.appendNull();
      values.append(false);
      return;
    }
    BigDecimal whole = numeral.value().setScale(0, RoundingMode.FLOOR);
    values.append(whole.min(FAR).max(FAR.negate()).longValueExact());
    values.append(numeral.value().compareTo(whole) > 0);
  }

  /// Half a surrogate pair cannot be written in UTF-8.
  private static String whole(String text) {
    StringBuilder whole = new StringBuilder(text);
    for (int index = 0; index < text.length(); index++) {
      char c = text.charAt(index);
      boolean pair =
          Character.isHighSurrogate(c)
              && index + 1 < text.length()
              && Character.isLowSurrogate(text.charAt(index + 1));
      if (pair) {
        index++;
      } else if (Character.isSurrogate(c)) {
        whole.setCharAt(index, '\ufffd');
      }
    }
    return whole.toString();
  }

  /// Makes the tables ready to be asked.
  void ready() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("checkpoint");
    }
  }

  long number(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      result.next();
      return result.getLong(1);
    }
  }

  /// The rows of wanted events, numbered as they were added, in the order of time and id.
  int[] wanted(String condition) throws SQLException {
    String sql = "select row from head where " + condition + " order by time, id";
    int[] rows = new int[1024];
    int count = 0;
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      while (result.next()) {
        if (count == rows.length) {
          rows = Arrays.copyOf(rows, count * 2);
        }
        rows[count++] = result.getInt(1);
      }
    }
    return Arrays.copyOf(rows, count);
  }

  /// All rows of an answer, as text.
  List<List<String>> rows(String sql) throws SQLException {
    List<List<String>> rows = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      int columns = result.getMetaData().getColumnCount();
      while (result.next()) {
        List<String> row = new ArrayList<>();
        for (int column = 1; column <= columns; column++) {
          row.add(String.valueOf(result.getString(column)));
        }
        rows.add(row);
      }
    }
    return rows;
  }

  /// A text as SQL spells it.
  static String quoted(String text) {
    return "'" + whole(text).replace("'", "''") + "'";
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
