// SPDX-License-Identifier: Apache-2.0
package dev.shirube.lab;

import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.Field;
import dev.shirube.event.FieldCatalogue;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/// Command lines in a table of DuckDB, in its own format in a file, beside when and where they ran;
/// those of processes that start and of processes that act in one column, in which DuckDB looks for
/// parts whatever their case.
final class DuckLines implements AutoCloseable {
  private static final List<Field> LINES =
      List.of(
          FieldCatalogue.require("process.cmd_line"),
          FieldCatalogue.require("actor.process.cmd_line"));
  private static final Field HOST = FieldCatalogue.require("device.hostname");

  private final Connection connection;
  private final DuckDBAppender appender;
  private boolean ready;

  DuckLines(Path file) throws SQLException {
    connection = DriverManager.getConnection("jdbc:duckdb:" + file);
    execute("set threads to 2");
    execute("create table events (time bigint, host varchar, line varchar)");
    appender = connection.unwrap(DuckDBConnection.class).createAppender("main", "events");
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      boolean _ = statement.execute(sql);
    }
  }

  void add(EventBatch batch) throws SQLException {
    Event event = new Event();
    for (int index = 0; index < batch.count(); index++) {
      event.on(batch, index);
      appender.beginRow();
      appender.append(event.time()).append(event.text(HOST));
      String line = event.text(LINES.getFirst());
      appender.append(line == null ? event.text(LINES.getLast()) : line);
      appender.endRow();
    }
  }

  /// How many lines have a part, whatever its case.
  long count(String part) throws SQLException {
    if (!ready) {
      appender.close();
      execute("checkpoint");
      ready = true;
    }
    String sql = "select count(*) from events where contains(lower(line), lower(?))";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, part);
      try (ResultSet result = statement.executeQuery()) {
        result.next();
        return result.getLong(1);
      }
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
