// SPDX-License-Identifier: Apache-2.0
package dev.shirube.fleet;

import dev.shirube.records.Place;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/// The contract, kept by PostgreSQL.
class PostgresFleetTest extends FleetContract.Fixture {
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
  Yard make() throws IOException {
    String name = "fleet" + ++databases;
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE %s ENCODING 'UTF8' TEMPLATE template0".formatted(name));
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    String url = server.getJdbcUrl("postgres", name);
    return new Yard(folder, new Place.Server(url, "postgres", "secret", 4));
  }
}
