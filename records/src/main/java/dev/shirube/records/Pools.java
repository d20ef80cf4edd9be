// SPDX-License-Identifier: Apache-2.0
package dev.shirube.records;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/// The connections to one database: some to read with, some to write with.
///
/// @param reading connections whose transactions see one state of everything and change nothing
/// @param writing connections whose transactions are as if one ran after another
record Pools(HikariDataSource reading, HikariDataSource writing) implements AutoCloseable {
  private static final int WAIT_MILLIS = 10_000;
  private static final int SQLITE_READERS = 4;

  /// SQLite in WAL mode: one connection writes, others read what was there when they began. Each
  /// commit is on the disk before it returns: the chain of deeds is kept here.
  static Pools ofFile(Path file) {
    SQLiteConfig config = sqlite();
    config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
    HikariDataSource writing = pool(config("records-write", 1, ""), dataSource(config, file));
    try {
      HikariConfig looking = config("records-read", SQLITE_READERS, "");
      looking.setConnectionInitSql("PRAGMA query_only = 1");
      return new Pools(pool(looking, dataSource(sqlite(), file)), writing);
    } catch (RuntimeException e) {
      writing.close();
      throw e;
    }
  }

  /// A connection of its own to a file, for what is no transaction.
  static SQLiteDataSource dataSource(SQLiteConfig config, Path file) {
    SQLiteDataSource source = new SQLiteDataSource(config);
    source.setUrl("jdbc:sqlite:" + file.toAbsolutePath());
    return source;
  }

  static SQLiteConfig sqlite() {
    SQLiteConfig config = new SQLiteConfig();
    config.setJournalMode(SQLiteConfig.JournalMode.WAL);
    config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
    config.setBusyTimeout(WAIT_MILLIS);
    config.enforceForeignKeys(true);
    // What is deleted is overwritten, so that it is not found in the file afterwards.
    config.setPragma(SQLiteConfig.Pragma.SECURE_DELETE, "true");
    return config;
  }

  /// PostgreSQL: a third of the connections write, the others read. Bringing tables up to this
  /// version takes two that write at once.
  static Pools ofServer(Place.Server server) throws SQLException {
    int writers = Math.max(2, server.connections() / 3);
    HikariDataSource writing = pool(server, writers, "TRANSACTION_SERIALIZABLE");
    try {
      checkEncoding(server.shown(), writing);
      int readers = Math.max(1, server.connections() - writers);
      return new Pools(pool(server, readers, "TRANSACTION_REPEATABLE_READ"), writing);
    } catch (SQLException | RuntimeException e) {
      writing.close();
      throw e;
    }
  }

  private static HikariDataSource pool(Place.Server server, int size, String isolation) {
    HikariConfig config = config("records-" + isolation, size, isolation);
    config.setJdbcUrl(server.url());
    config.setUsername(server.user());
    config.setPassword(server.password());
    config.setReadOnly(isolation.equals("TRANSACTION_REPEATABLE_READ"));
    return new HikariDataSource(config);
  }

  private static HikariDataSource pool(HikariConfig config, DataSource source) {
    config.setDataSource(source);
    return new HikariDataSource(config);
  }

  private static HikariConfig config(String name, int size, String isolation) {
    HikariConfig config = new HikariConfig();
    config.setPoolName(name);
    config.setMaximumPoolSize(size);
    config.setConnectionTimeout(WAIT_MILLIS);
    config.setAutoCommit(true);
    if (!isolation.isEmpty()) {
      config.setTransactionIsolation(isolation);
    }
    return config;
  }

  private static void checkEncoding(String subject, DataSource source) throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement();
        ResultSet encoding = statement.executeQuery("SHOW server_encoding")) {
      if (!encoding.next() || !encoding.getString(1).equals("UTF8")) {
        throw new RecordsFault(RecordsFault.Kind.UNSUPPORTED, subject, "server_encoding", null);
      }
    }
  }

  @Override
  public void close() {
    reading.close();
    writing.close();
  }
}
