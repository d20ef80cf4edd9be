// SPDX-License-Identifier: Apache-2.0
package dev.shirube.records;

import dev.shirube.event.TenantId;
import dev.shirube.records.RecordsFault.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.SqlStatement;

/// Relational state: what must be true at once and for long, such as people, sources, tokens and
/// the chain of deeds; never events. Kept by SQLite in one file, or by PostgreSQL, with the same
/// answers. May be used by many threads. One at a time writes; readers wait for nobody.
public final class Records implements AutoCloseable {
  private static final int TRIES = 20;

  private final Place place;
  private final Pools pools;
  private final Jdbi reading;
  private final Jdbi writing;
  private final ReentrantLock writer = new ReentrantLock(true);

  private Records(Place place, Pools pools) {
    this.place = place;
    this.pools = pools;
    this.reading = Jdbi.create(pools.reading());
    this.writing = Jdbi.create(pools.writing());
  }

  /// Opens the records, and brings their tables up to this version.
  ///
  /// @param migrations folders of the class path that hold the steps, see docs/reference/records.md
  /// @throws RecordsFault if they cannot be opened, are of a newer version, or a table lacks its
  ///   tenant
  public static Records open(Place place, List<String> migrations) {
    return guarded(place.shown(), () -> opened(place, migrations));
  }

  private static Records opened(Place place, List<String> migrations) {
    String subject = place.shown();
    Pools pools = null;
    try {
      pools =
          switch (place) {
            case Place.LocalFile(Path file) -> {
              LocalFiles.make(file);
              Migrations.run(subject, Pools.dataSource(Pools.sqlite(), file), "TEXT", migrations);
              yield Pools.ofFile(file);
            }
            case Place.Server server -> {
              Pools made = Pools.ofServer(server);
              pools = made;
              Migrations.run(subject, made.writing(), "TEXT COLLATE \"C\"", migrations);
              yield made;
            }
          };
      Migrations.checkTenants(subject, pools.writing());
      Records records = new Records(place, pools);
      pools = null;
      return records;
    } catch (SQLException | IOException e) {
      throw LocalFiles.fault(subject, e);
    } finally {
      if (pools != null) {
        pools.close();
      }
    }
  }

  /// Reads: all of it sees one state.
  public <T> T read(Scope scope, Transaction.Work<T> work) {
    return guarded(place.shown(), () -> inTransaction(reading, scope, work));
  }

  /// Reads and changes: everything of it, on the disk, or nothing. What it throws undoes it.
  ///
  /// @throws RecordsFault of kind CONFLICT if a key was there already
  public <T> T write(Scope scope, Transaction.Work<T> work) {
    writer.lock();
    try {
      return guarded(place.shown(), () -> retried(scope, work));
    } finally {
      writer.unlock();
    }
  }

  /// Another process may have written between: then it is done again from the start.
  private <T> T retried(Scope scope, Transaction.Work<T> work) {
    for (int left = TRIES; ; left--) {
      try {
        return inTransaction(writing, scope, work);
      } catch (JdbiException e) {
        // A key that is there may have come meanwhile: seen at the second look.
        boolean again = Faults.isOvertaken(e) || (left == TRIES && Faults.isDouble(e));
        if (left == 1 || !again) {
          throw e;
        }
      }
    }
  }

  private static <T> T inTransaction(Jdbi jdbi, Scope scope, Transaction.Work<T> work) {
    return jdbi.inTransaction(handle -> work.run(new Guard(scope, handle)));
  }

  private static <T> T guarded(String subject, Supplier<T> work) {
    try {
      return work.get();
    } catch (JdbiException
        | org.flywaydb.core.api.FlywayException
        | com.zaxxer.hikari.pool.HikariPool.PoolInitializationException e) {
      throw Faults.of(subject, e);
    }
  }

  /// Copies everything, as it is at this moment, into one file, while reading and writing go on;
  /// looks whether the copy is whole before it takes the place of a file that is there. The copy is
  /// read by its owner alone.
  ///
  /// @throws RecordsFault of kind UNSUPPORTED for PostgreSQL, which has tools of its own for it
  public void backup(Path target) {
    switch (place) {
      case Place.LocalFile(Path file) -> LocalFiles.backup(file, target);
      case Place.Server server ->
          throw new RecordsFault(Kind.UNSUPPORTED, server.shown(), "backup", null);
    }
  }

  /// Where they are kept.
  public Place place() {
    return place;
  }

  @Override
  public void close() {
    pools.close();
  }

  /// The transaction that lets no statement pass without a tenant of its scope.
  private record Guard(Scope scope, Handle handle) implements Transaction {
    @Override
    public List<Row> rows(TenantId tenant, Find find) {
      check(tenant);
      Statements.Statement statement = Statements.select(tenant, find);
      return bound(handle.createQuery(statement.sql()), statement)
          .map((result, _) -> {
            Row row = Row.empty();
            for (Table.Column column : find.table().columns()) {
              Object value =
                  switch (column.type()) {
                    case TEXT -> result.getString(column.name());
                    case NUMBER -> result.getLong(column.name());
                  };
              row = row.added(column.name(), value);
            }
            return row;
          })
          .list();
    }

    @Override
    public long count(TenantId tenant, Find find) {
      check(tenant);
      Statements.Statement statement = Statements.count(tenant, find);
      return bound(handle.createQuery(statement.sql()), statement).mapTo(Long.class).one();
    }

    @Override
    public void insert(TenantId tenant, Table table, Row row) {
      check(tenant);
      changed(Statements.insert(tenant, table, row));
    }

    @Override
    public int update(TenantId tenant, Find find, Row values) {
      check(tenant);
      return changed(Statements.update(tenant, find, values));
    }

    @Override
    public int delete(TenantId tenant, Find find) {
      check(tenant);
      return changed(Statements.delete(tenant, find));
    }

    private int changed(Statements.Statement statement) {
      return bound(handle.createUpdate(statement.sql()), statement).execute();
    }

    private static <S extends SqlStatement<S>> S bound(S made, Statements.Statement statement) {
      for (int index = 0; index < statement.parameters().size(); index++) {
        made.bind(index, statement.parameters().get(index));
      }
      return made;
    }

    private void check(TenantId tenant) {
      if (!scope.tenants().contains(tenant)) {
        throw new IllegalArgumentException("not in scope: " + tenant.value());
      }
    }
  }
}
