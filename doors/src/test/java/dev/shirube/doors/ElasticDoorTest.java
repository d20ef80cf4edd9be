// SPDX-License-Identifier: Apache-2.0
package dev.shirube.doors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.shirube.gateway.ConnectionLimits;
import dev.shirube.gateway.DoorCounters;
import dev.shirube.gateway.DoorStatus.Count;
import dev.shirube.gateway.Envelope;
import dev.shirube.gateway.HttpServer;
import dev.shirube.gateway.HttpSettings;
import dev.shirube.gateway.Senders;
import dev.shirube.gateway.Senders.Credential;
import dev.shirube.journal.Cursor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The look-alike over true sockets.
class ElasticDoorTest {
  private static final String BULK =
      """
      {"create":{"_index":"logs-a","_id":"1"}}
      {"message":"一"}
      {"index":{}}
      {"message":"two"}
      """;

  private final DoorCounters counters = new DoorCounters();
  private final HttpClient client = HttpClient.newHttpClient();
  private TestInbox inbox;
  private HttpServer server;

  @BeforeEach
  void open() throws IOException {
    inbox = new TestInbox();
    ElasticSettings settings =
        new ElasticSettings("8.19.0", 3 << 20, 100_000, 5 << 20, Duration.ofSeconds(30));
    ElasticDoor door =
        new ElasticDoor(settings, ElasticDoorTest::who, inbox, InstantSource.system(), counters);
    server =
        HttpServer.start(
            HttpSettings.of("elastic", "127.0.0.1", 0)
                .with(ElasticDoor.HEADERS)
                .with(ConnectionLimits.standard(), 2 << 20),
            door.routes(),
            counters);
  }

  @AfterEach
  void close() throws IOException {
    server.close();
    client.close();
    inbox.close();
  }

  private static Senders.Sender who(Senders.Presented presented) {
    return switch (presented.credential()) {
      case Credential.Basic basic when basic.secret().equals("secret") -> TestInbox.KNOWN;
      case Credential.ApiKey key when key.key().equals("secret") -> TestInbox.KNOWN;
      case Credential.Bearer bearer when bearer.token().equals("secret") -> TestInbox.KNOWN;
      case Credential.Bearer bearer when bearer.token().equals("often") ->
          new Senders.Sender.TooMany(Duration.ofSeconds(7));
      case null, default -> new Senders.Sender.Unknown();
    };
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
        .header("Authorization", "Bearer secret");
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
    assertThat(response.headers().firstValue("X-Elastic-Product"))
        .as(response + " " + response.body())
        .contains("Elasticsearch");
    return response;
  }

  private HttpResponse<String> post(String path, String body) throws Exception {
    return send(
        to(path)
            .header("Content-Type", "application/x-ndjson")
            .POST(BodyPublishers.ofString(body)));
  }

  private List<String> texts() throws IOException {
    return inbox.all().stream().map(it -> new String(it.bytes(), StandardCharsets.UTF_8)).toList();
  }

  @Test
  void takesABulkRequestWhenItIsOnTheDisk() throws Exception {
    HttpResponse<String> answer = post("/logs-b/_bulk", BULK);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body())
        .contains("\"errors\":false", "\"_index\":\"logs-a\",\"_id\":\"1\",\"status\":201")
        .contains("{\"index\":{\"_index\":\"logs-b\"");
    try (Cursor cursor = inbox.cursor()) {
      Envelope envelope = TestInbox.next(cursor);
      assertThat(envelope.door()).isEqualTo("elastic");
      assertThat(envelope.format()).isEqualTo("json");
      assertThat(envelope.records())
          .extracting(Envelope.RawRecord::collection, Envelope.RawRecord::id)
          .containsExactly(tuple("logs-a", "1"), tuple("logs-b", ""));
    }
    assertThat(texts()).containsExactly("{\"message\":\"一\"}", "{\"message\":\"two\"}");
    assertThat(counters.all()).containsEntry(Count.DURABLE, 2L);
  }

  @ParameterizedTest
  @CsvSource({
    "/_bulk,POST",
    "/_bulk,PUT",
    "/i/_bulk,POST",
    "/i/_doc/_bulk,POST",
    "/_bulk?pretty,POST"
  })
  void takesItAtEveryPath(String path, String method) throws Exception {
    HttpResponse<String> answer =
        send(
            to(path)
                .header("Content-Type", "application/vnd.elasticsearch+x-ndjson; compatible-with=9")
                .header("Accept", "application/vnd.elasticsearch+json; compatible-with=9")
                .method(method, BodyPublishers.ofString(BULK)));
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type"))
        .contains("application/vnd.elasticsearch+json;compatible-with=9");
    assertThat(texts()).hasSize(2);
  }

  private static byte[] packed(String encoding, byte[] plain) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out =
        encoding.equals("gzip") ? new GZIPOutputStream(bytes) : new DeflaterOutputStream(bytes)) {
      out.write(plain);
    }
    return bytes.toByteArray();
  }

  @ParameterizedTest
  @CsvSource({"gzip", "deflate"})
  void unpacksWithinLimits(String encoding) throws Exception {
    HttpRequest.Builder request = to("/_bulk").header("Content-Encoding", encoding);
    byte[] plain = BULK.getBytes(StandardCharsets.UTF_8);
    assertThat(
            send(request.copy().POST(BodyPublishers.ofByteArray(packed(encoding, plain))))
                .statusCode())
        .isEqualTo(200);
    byte[] bomb = packed(encoding, new byte[100 << 20]);
    assertThat(bomb.length).isLessThan(1 << 20);
    assertThat(send(request.copy().POST(BodyPublishers.ofByteArray(bomb))).statusCode())
        .isEqualTo(413);
    assertThat(send(request.copy().POST(BodyPublishers.ofByteArray(plain))).statusCode())
        .isEqualTo(400);
    assertThat(texts()).hasSize(2);
    assertThat(post("/_bulk", BULK).statusCode()).isEqualTo(200);
  }

  @Test
  void tellsItemsApart() throws Exception {
    String body =
        "{\"create\":{}}\n{\"a\":1}\n{\"delete\":{\"_id\":\"1\"}}\n{\"update\":{}}\n{\"b\":2}\n"
            + "{\"index\":{}}\n{\"c\":\""
            + "x".repeat(100_001)
            + "\"}\n{\"create\":{}}\n\n"
            + "{\"create\":{}}\n{\"d\":4}";
    HttpResponse<String> answer = post("/logs/_bulk", body);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains("\"errors\":true");
    assertThat(statuses(answer.body())).containsExactly("201", "400", "400", "413", "400", "201");
    assertThat(texts()).containsExactly("{\"a\":1}", "{\"d\":4}");
  }

  private static List<String> statuses(String body) {
    List<String> statuses = new ArrayList<>();
    int at = body.indexOf("\"status\":");
    while (at >= 0) {
      statuses.add(body.substring(at + 9, at + 12));
      at = body.indexOf("\"status\":", at + 1);
    }
    return statuses;
  }

  @Test
  void aBodyThatMakesNoSenseIsRefusedWhole() throws Exception {
    for (String body :
        List.of("", "\n", "{\"a\":1}\n", BULK + "{\"create\":{}}\n", BULK + "junk\n{}\n")) {
      assertThat(post("/logs/_bulk", body).statusCode()).as(body).isEqualTo(400);
    }
    assertThat(
            send(to("/_bulk").header("Content-Encoding", "br").POST(BodyPublishers.ofString("x")))
                .statusCode())
        .isEqualTo(415);
    assertThat(texts()).isEmpty();
    assertThat(inbox.offers).hasValue(0);
  }

  @Test
  void saysToComeAgainUnderPressure() throws Exception {
    inbox.full.set(1);
    HttpResponse<String> full = post("/logs/_bulk", BULK);
    assertThat(full.statusCode()).isEqualTo(429);
    assertThat(full.headers().firstValue("Retry-After")).contains("1");
    inbox.disk.failSyncs(2);
    HttpResponse<String> failed = post("/logs/_bulk", BULK);
    assertThat(failed.statusCode()).isEqualTo(503);
    assertThat(failed.headers().firstValue("Retry-After")).isPresent();
    inbox.refuses = true;
    assertThat(post("/logs/_bulk", BULK).statusCode()).isEqualTo(403);
    inbox.refuses = false;
    assertThat(texts()).isEmpty();
    assertThat(post("/logs/_bulk", BULK).statusCode()).isEqualTo(200);
    assertThat(counters.all()).containsEntry(Count.RETURNED, 6L).containsEntry(Count.DURABLE, 2L);
  }

  @Test
  void whoTakesAnythingForSuccessIsHungUpOn() throws Exception {
    inbox.full.set(1);
    String head =
        "POST /i/_bulk HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer secret\r\nContent-Length: "
            + BULK.getBytes(StandardCharsets.UTF_8).length
            + "\r\n\r\n";
    for (String expected : List.of("", "HTTP/1.1 200 OK")) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
        socket.getOutputStream().write((head + BULK).getBytes(StandardCharsets.UTF_8));
        byte[] line = socket.getInputStream().readNBytes(15);
        assertThat(new String(line, StandardCharsets.UTF_8)).isEqualTo(expected);
      }
    }
    assertThat(texts()).hasSize(2);
  }

  @Test
  void memoryOfAllBodiesTogetherIsBounded() throws Exception {
    BulkBody.Budget budget = new BulkBody.Budget(1_000);
    assertThat(budget.take(900)).isTrue();
    assertThat(budget.take(101)).isFalse();
    assertThat(budget.left()).isEqualTo(100);
    budget.give(900);
    // What a request took is given back whatever came of it.
    for (int round = 0; round < 10; round++) {
      byte[] bomb = packed("gzip", new byte[4 << 20]);
      assertThat(
              send(to("/_bulk")
                      .header("Content-Encoding", "gzip")
                      .POST(BodyPublishers.ofByteArray(bomb)))
                  .statusCode())
          .isEqualTo(413);
      assertThat(post("/logs/_bulk", BULK).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void knowsItsSenders() throws Exception {
    for (String known : List.of("Basic dTpzZWNyZXQ=", "ApiKey aTpzZWNyZXQ=", "Bearer secret")) {
      HttpRequest.Builder request = to("/_bulk").setHeader("Authorization", known);
      assertThat(
              send(request.POST(BodyPublishers.ofString(BULK.replace("{}", "{\"_index\":\"i\"}"))))
                  .statusCode())
          .isEqualTo(200);
    }
    for (String path : List.of("/", "/_bulk", "/_license", "/x/_doc", "/anything")) {
      HttpRequest.Builder request = to(path).setHeader("Authorization", "Bearer wrong");
      HttpResponse<String> answer = send(request.POST(BodyPublishers.ofString(BULK)));
      assertThat(answer.statusCode()).as(path).isIn(401, 405);
    }
    HttpResponse<String> often = send(to("/").setHeader("Authorization", "Bearer often").GET());
    assertThat(often.statusCode()).isEqualTo(429);
    assertThat(often.headers().firstValue("Retry-After")).contains("7");
    assertThat(texts()).hasSize(6);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          GET  | /                               | 200 | You Know, for Search
          HEAD | /                               | 200 | ''
          GET  | /_license                       | 200 | "type":"basic"
          GET  | /_xpack                         | 200 | "mode":"basic"
          GET  | /_cluster/health                | 200 | "status":"green"
          HEAD | /_cluster/health                | 200 | ''
          GET  | /_cat/health                    | 200 | green
          HEAD | /_index_template/filebeat-9.1.2 | 200 | ''
          GET  | /_index_template/filebeat-9.1.2 | 200 | "name":"filebeat-9.1.2"
          PUT  | /_index_template/x              | 200 | "acknowledged":true
          PUT  | /_template/x                    | 200 | "acknowledged":true
          GET  | /_ilm/policy/filebeat           | 200 | {"filebeat":{}}
          PUT  | /_ilm/policy/filebeat           | 200 | "acknowledged":true
          GET  | /_ingest/pipeline/p             | 200 | {"p":{}}
          GET  | /_data_stream/logs              | 200 | "data_streams":[{"name":"logs"}]
          HEAD | /_alias/logs                    | 200 | ''
          GET  | /_nodes/http                    | 200 | {
          PUT  | /logs-1                         | 200 | "acknowledged":true
          HEAD | /logs-1                         | 200 | ''
          POST | /logs/_search                   | 404 | write_only
          DELETE | /logs                         | 404 | write_only
          POST | /_reindex                       | 404 | write_only
          """)
  void answersWhatSendersAsk(String method, String path, int status, String contains)
      throws Exception {
    HttpResponse<String> answer = send(to(path).method(method, BodyPublishers.noBody()));
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.body()).contains(contains);
  }

  @Test
  void takesSingleDocuments() throws Exception {
    HttpResponse<String> answer = post("/logs/_doc", "{\n \"a\": 1\n}");
    assertThat(answer.statusCode()).isEqualTo(201);
    assertThat(answer.body()).contains("\"_index\":\"logs\"", "\"result\":\"created\"");
    assertThat(post("/logs/_create/x%22y", "{}").body()).contains("x\\\"y");
    assertThat(post("/logs/_doc/7", "{\"b\":2}").body()).contains("\"_id\":\"7\"");
    assertThat(post("/logs/_doc", "").statusCode()).isEqualTo(400);
    assertThat(post("/logs/_doc", "x".repeat(100_001)).statusCode()).isEqualTo(413);
    assertThat(texts()).contains("{\n \"a\": 1\n}", "{\"b\":2}");
  }
}
