// SPDX-License-Identifier: Apache-2.0
package dev.shirube.doors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.gateway.DoorCounters;
import dev.shirube.gateway.HttpServer;
import dev.shirube.gateway.HttpSettings;
import dev.shirube.gateway.Senders;
import dev.shirube.gateway.Senders.Credential;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The requests of Beats from their first to their documents, in the order in which they come, and
/// what each needs to hear to go on (libbeat of elastic/beats: esclientleg, licenser, template,
/// idxmgmt). Also those of Elasticsearch's clients for other languages.
class BeatsHandshakeTest {
  private static final String TOKEN = "id:secret";

  private final DoorCounters counters = new DoorCounters();
  private final HttpClient client = HttpClient.newHttpClient();
  private TestInbox inbox;
  private HttpServer server;

  @BeforeEach
  void open() throws IOException {
    inbox = new TestInbox();
    Senders senders =
        presented ->
            presented.credential() instanceof Credential.ApiKey key && key.key().equals("secret")
                ? TestInbox.KNOWN
                : new Senders.Sender.Unknown();
    ElasticDoor door =
        new ElasticDoor(
            ElasticSettings.standard(), senders, inbox, InstantSource.system(), counters);
    server =
        HttpServer.start(
            HttpSettings.of("elastic", "127.0.0.1", 0).with(ElasticDoor.HEADERS),
            door.routes(),
            counters);
  }

  @AfterEach
  void close() throws IOException {
    server.close();
    client.close();
    inbox.close();
  }

  private HttpRequest.Builder asking(String agent, String path) {
    String key = Base64.getEncoder().encodeToString(TOKEN.getBytes(StandardCharsets.UTF_8));
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
        .header("Authorization", "ApiKey " + key)
        .header("Accept", "application/json")
        .header("User-Agent", agent);
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    HttpResponse<String> answer = client.send(request.build(), BodyHandlers.ofString());
    assertThat(answer.headers().firstValue("X-Elastic-Product")).contains("Elasticsearch");
    return answer;
  }

  private String get(String agent, String path) throws Exception {
    HttpResponse<String> answer = send(asking(agent, path).GET());
    assertThat(answer.statusCode()).as(path).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
    return answer.body();
  }

  private static byte[] packed(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  private HttpRequest.Builder bulk(String agent, String body, boolean gzip) throws IOException {
    HttpRequest.Builder request =
        asking(agent, "/_bulk?filter_path=errors%2Citems.%2A.error%2Citems.%2A.status")
            .header("Content-Type", "application/json; charset=UTF-8");
    return gzip
        ? request.header("Content-Encoding", "gzip").POST(BodyPublishers.ofByteArray(packed(body)))
        : request.POST(BodyPublishers.ofString(body));
  }

  @ParameterizedTest
  @CsvSource({
    "Winlogbeat,8.15.0,false",
    "Winlogbeat,8.19.2,true",
    "Filebeat,8.0.1,true",
    "Filebeat,9.1.4,false",
    "Winlogbeat,9.4.3,true"
  })
  void aBeatGoesThroughToItsDocuments(String beat, String version, boolean gzip) throws Exception {
    String agent = "Elastic-" + beat + "/" + version + " (windows; amd64; abcdef; 2026-01-01)";
    String name = beat.toLowerCase(Locale.ROOT) + "-" + version;
    // The version must not be older than its own, the license active.
    assertThat(get(agent, "/"))
        .contains("\"number\":\"" + version + "\"", "\"tagline\":\"You Know, for Search\"");
    assertThat(get(agent, "/_license?human=false"))
        .contains("\"license\":{", "\"status\":\"active\"", "\"type\":\"basic\"", "\"uid\":");
    assertThat(get(agent, "/_xpack?human=false"))
        .contains("\"license\":{", "\"mode\":\"basic\"", "\"ilm\":{\"available\":true");
    // What it would set up is there already.
    assertThat(get(agent, "/_ilm/policy/" + name)).contains("\"" + name + "\":{");
    assertThat(get(agent, "/_index_template/" + name)).contains("\"name\":\"" + name + "\"");
    assertThat(get(agent, "/_component_template/" + name)).contains(name);
    assertThat(get(agent, "/_data_stream/" + name)).contains("\"name\":\"" + name + "\"");
    assertThat(get(agent, "/_ingest/pipeline/" + name)).contains(name);
    // What it sets up all the same is acknowledged.
    for (String path :
        List.of("/_ilm/policy/", "/_index_template/", "/_data_stream/", "/_ingest/pipeline/")) {
      HttpResponse<String> put =
          send(asking(agent, path + name).PUT(BodyPublishers.ofString("{\"a\":1}")));
      assertThat(put.statusCode()).as(path).isEqualTo(200);
      assertThat(put.body()).contains("\"acknowledged\":true");
    }
    String body = "{\"create\":{\"_index\":\"" + name + "\"}}\n{\"message\":\"a\"}\n";
    HttpResponse<String> taken = send(bulk(agent, body + body, gzip));
    assertThat(taken.statusCode()).isEqualTo(200);
    assertThat(taken.body()).contains("\"errors\":false", "{\"create\":{", "\"status\":201");
    assertThat(inbox.all()).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void aBeatIsToldWhenToComeAgainAndNothingOfItIsKept(boolean gzip) throws Exception {
    String agent = "Elastic-Winlogbeat/8.15.0 (windows; amd64; abcdef; 2026-01-01)";
    String body = "{\"create\":{\"_index\":\"a\"}}\n{\"message\":\"a\"}\n";
    inbox.full.set(1);
    HttpResponse<String> full = send(bulk(agent, body, gzip));
    assertThat(full.statusCode()).isEqualTo(429);
    assertThat(Integer.parseInt(full.headers().firstValue("Retry-After").orElseThrow()))
        .isPositive();
    assertThat(full.body()).contains("es_rejected_execution_exception", "\"status\":429");
    assertThat(inbox.all()).isEmpty();
    assertThat(send(bulk(agent, body, gzip)).statusCode()).isEqualTo(200);
    assertThat(inbox.all()).hasSize(1);
  }

  /// elasticsearch-py 7.17 looks whether it is the true product before all else.
  @Test
  void theClientForPythonBelievesIt() throws Exception {
    String agent = "elasticsearch-py/7.17.6 (Python 3.11.2)";
    assertThat(get(agent, "/"))
        .contains("\"number\":\"8.19.0\"", "\"build_flavor\":\"default\"")
        .contains("\"tagline\":\"You Know, for Search\"");
    String body = "{\"index\":{\"_index\":\"a\",\"_id\":\"1\"}}\n{\"message\":\"a\"}\n";
    HttpResponse<String> taken =
        send(
            asking(agent, "/_bulk")
                .header("Content-Type", "application/x-ndjson")
                .POST(BodyPublishers.ofString(body)));
    assertThat(taken.body()).contains("\"index\":{\"_index\":\"a\",\"_id\":\"1\",\"status\":201");
  }
}
