// SPDX-License-Identifier: Apache-2.0
package dev.shirube.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The contract, kept by PostgreSQL.
class PostgresRecordsTest extends RecordsContract.Fixture {
  private static EmbeddedPostgres server;
  private static int databases;

  @BeforeAll
  static void start() throws IOException {
    server = EmbeddedPostgres.builder().start();
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  @Override
  public Place.Server place() {
    String name = "trial" + ++databases;
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      // This locale does not sort by bytes: a text that is not kept as such would show.
      statement.execute(
          "CREATE DATABASE %s ENCODING 'UTF8' LOCALE_PROVIDER icu ICU_LOCALE 'en-US' TEMPLATE template0"
              .formatted(name));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    return new Place.Server(server.getJdbcUrl("postgres", name), "postgres", "secret", 6);
  }

  @Test
  void aDatabaseThatIsNotThereIsSaidSo() {
    Place.Server missing =
        new Place.Server(server.getJdbcUrl("postgres", "nowhere"), "postgres", "secret", 2);
    assertThatThrownBy(() -> Records.open(missing, TRIAL))
        .isInstanceOfSatisfying(
            RecordsFault.class,
            fault -> assertThat(fault.kind()).isEqualTo(RecordsFault.Kind.UNREACHABLE));
  }

  @Test
  void anotherEncodingIsRefused() throws SQLException {
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE latin ENCODING 'SQL_ASCII' LOCALE 'C' TEMPLATE template0");
    }
    Place.Server latin =
        new Place.Server(server.getJdbcUrl("postgres", "latin"), "postgres", "secret", 2);
    assertThatThrownBy(() -> Records.open(latin, TRIAL))
        .isInstanceOfSatisfying(
            RecordsFault.class,
            fault -> assertThat(fault.kind()).isEqualTo(RecordsFault.Kind.UNSUPPORTED));
  }

  @Test
  void backupIsLeftToItsOwnTools() {
    assertThatThrownBy(() -> records().backup(Path.of("never-made")))
        .isInstanceOfSatisfying(
            RecordsFault.class,
            fault -> assertThat(fault.kind()).isEqualTo(RecordsFault.Kind.UNSUPPORTED));
  }

  @Test
  void aPasswordIsNeverShown() {
    Place.Server place =
        new Place.Server("jdbc:postgresql://db/x?password=hidden", "u", "hidden", 2);
    assertThat(List.of(place.toString(), place.shown())).noneMatch(it -> it.contains("hidden"));
  }
}
