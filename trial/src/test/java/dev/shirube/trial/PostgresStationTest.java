// SPDX-License-Identifier: Apache-2.0
package dev.shirube.trial;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.installation.DataFolder;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The product as people start it, with its records in PostgreSQL by a setting.
final class PostgresStationTest {
  @TempDir private Path folder;

  private static int send(StationProcess station, String token, String word) throws Exception {
    String body =
        "{\"create\":{\"_index\":\"a\",\"_id\":\""
            + word
            + "\"}}\n{\"message\":\""
            + word
            + "\"}\n";
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(station.door() + "/_bulk"))
              .header("Authorization", "Bearer " + token)
              .header("Content-Type", "application/x-ndjson")
              .POST(HttpRequest.BodyPublishers.ofString(body))
              .build();
      return client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
    }
  }

  @Test
  void recordsAreInTheServerAndStayThere() throws Exception {
    try (EmbeddedPostgres server = EmbeddedPostgres.builder().start()) {
      try (Connection connection = server.getPostgresDatabase().getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute("CREATE DATABASE shirube ENCODING 'UTF8' TEMPLATE template0");
      }
      Files.writeString(folder.resolve("password"), "secret\n");
      String settings =
          "records:\n  url: postgresql://localhost:"
              + server.getPort()
              + "/shirube\n  user: postgres\n  password-file: password\n  connections: 4\n";
      try (StationProcess station = new StationProcess(folder, 0, settings);
          Onlooker onlooker = new Onlooker(station)) {
        station.start();
        onlooker.awaitReady();
        DataFolder data = station.data();
        assertThat(data.records()).doesNotExist();
        String token = Files.readString(data.sourceToken()).strip();
        assertThat(send(station, token, "before")).isEqualTo(200);
        assertThat(send(station, "shirube_wrong", "never")).isEqualTo(401);
        String _ = onlooker.awaitAnswer("before", answer -> answer.contains("\"shown\":1"));
        station.stop();
        station.start();
        onlooker.awaitReady();
        assertThat(send(station, token, "after")).as("the token is known still").isEqualTo(200);
        String _ = onlooker.awaitAnswer("after", answer -> answer.contains("\"shown\":1"));
        assertThat(Files.readString(data.sourceToken()).strip()).isEqualTo(token);
        station.stop();
      }
      try (Connection connection = server.getDatabase("postgres", "shirube").getConnection();
          Statement statement = connection.createStatement();
          ResultSet sources =
              statement.executeQuery(
                  "SELECT count(*) FROM access_principals WHERE id = 'default'")) {
        assertThat(sources.next()).isTrue();
        assertThat(sources.getInt(1)).isEqualTo(1);
      }
    }
  }
}
