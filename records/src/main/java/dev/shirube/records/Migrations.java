// SPDX-License-Identifier: Apache-2.0
package dev.shirube.records;

import dev.shirube.records.RecordsFault.Kind;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.exception.FlywayValidateException;

/// Brings a database's tables up to what this version knows, and looks whether they are as they
/// must be. The steps are files `V<number>__<words>.sql` in folders of the class path, numbered
/// once over the whole house, in the subset of SQL that both databases understand; `${text}` is the
/// type of a text that is sorted by its bytes. A step that was shipped is never changed.
final class Migrations {
  private static final String HISTORY = "shirube_migrations";

  private Migrations() {}

  /// Runs what is missing.
  ///
  /// @param text how the database spells the type of a text sorted by its bytes
  /// @param folders of the class path, such as records-migrations
  static void run(String subject, DataSource source, String text, List<String> folders) {
    Flyway flyway =
        Flyway.configure(Migrations.class.getClassLoader())
            .dataSource(source)
            .table(HISTORY)
            .locations(folders.stream().map(it -> "classpath:" + it).toArray(String[]::new))
            .placeholders(Map.of("text", text))
            .failOnMissingLocations(true)
            .cleanDisabled(true)
            .load();
    for (MigrationInfo step : flyway.info().applied()) {
      if (step.getState().isApplied() && !step.getState().isResolved()) {
        throw new RecordsFault(Kind.NEWER, subject, String.valueOf(step.getVersion()), null);
      }
    }
    try {
      flyway.migrate();
    } catch (FlywayValidateException e) {
      throw new RecordsFault(Kind.CHANGED, subject, HISTORY, e);
    }
  }

  /// Looks whether the primary key of every table begins with the tenant.
  static void checkTenants(String subject, DataSource source) throws SQLException {
    try (Connection connection = source.getConnection()) {
      DatabaseMetaData data = connection.getMetaData();
      String schema = connection.getSchema();
      List<String> tables = new ArrayList<>();
      try (ResultSet found = data.getTables(null, schema, "%", new String[] {"TABLE"})) {
        while (found.next()) {
          tables.add(found.getString("TABLE_NAME"));
        }
      }
      tables.remove(HISTORY);
      for (String table : tables) {
        if (!firstOfKey(data, schema, table).equals(Table.TENANT)) {
          throw new RecordsFault(Kind.CHANGED, subject, table, null);
        }
      }
    }
  }

  private static String firstOfKey(DatabaseMetaData data, String schema, String table)
      throws SQLException {
    try (ResultSet keys = data.getPrimaryKeys(null, schema, table)) {
      while (keys.next()) {
        if (keys.getInt("KEY_SEQ") == 1) {
          return keys.getString("COLUMN_NAME");
        }
      }
    }
    return "";
  }
}
