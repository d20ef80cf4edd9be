// SPDX-License-Identifier: Apache-2.0
package dev.shirube.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.certificates.ServerIdentity;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The server over real sockets.
class HttpServerTest {
  private static final ConnectionLimits HASTY =
      new ConnectionLimits(64, 32, Duration.ofMillis(700), Duration.ofMillis(700), 1_000);

  /// A first handshake may take long on a small machine.
  private static final ConnectionLimits PATIENT =
      new ConnectionLimits(64, 32, Duration.ofSeconds(6), Duration.ofSeconds(6), 1_000);

  @TempDir Path folder;

  private final DoorCounters counters = new DoorCounters();
  private final HttpClient client = HttpClient.newHttpClient();
  private final List<HttpServer> servers = new ArrayList<>();

  @AfterEach
  void stop() {
    servers.forEach(HttpServer::close);
    client.close();
  }

  private HttpServer start(HttpSettings settings, Route... routes) throws IOException {
    HttpServer server = HttpServer.start(settings, List.of(routes), counters);
    servers.add(server);
    return server;
  }

  private static HttpSettings settings() {
    return HttpSettings.of("test", "127.0.0.1", 0).with(Map.of("X-Every", "yes"));
  }

  private static final Route ECHO =
      new Route(
          "POST",
          "/echo/{name}",
          request ->
              Answer.of(200, "application/octet-stream", request.body().readAllBytes())
                  .with("X-Name", request.pathParameters().getOrDefault("name", ""))
                  .with("X-Query", String.valueOf(request.query("q")))
                  .with("X-Asked", String.valueOf(request.header("x-ask"))));

  private HttpResponse<String> send(HttpServer server, String method, String path, String body)
      throws Exception {
    java.net.http.HttpRequest request =
        java.net.http.HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
            .header("x-ask", "asked")
            .method(method, BodyPublishers.ofString(body))
            .build();
    return client.send(request, BodyHandlers.ofString());
  }

  @Test
  void waitsForAnAnswerThatTakesLongToMake() throws Exception {
    HttpServer server =
        start(
            settings().with(HASTY, 1 << 20),
            new Route(
                "GET",
                "/slow",
                _ ->
                    Answer.stream(
                        200,
                        "text/plain",
                        out -> {
                          LockSupport.parkNanos(2_500_000_000L);
                          out.write("first ".getBytes(StandardCharsets.UTF_8));
                          out.flush();
                          LockSupport.parkNanos(2_500_000_000L);
                          out.write("last".getBytes(StandardCharsets.UTF_8));
                        })));
    assertThat(send(server, "GET", "/slow", "").body()).isEqualTo("first last");
  }

  @Test
  void answersByRoutes() throws Exception {
    HttpServer server =
        start(
            settings(),
            ECHO,
            new Route("GET", "/static", request -> Answer.of(200, "text/css", new byte[100])),
            new Route(
                "GET",
                "/stream",
                request ->
                    Answer.stream(
                        200,
                        "text/plain",
                        out -> {
                          for (int line = 0; line < 10_000; line++) {
                            out.write(("line " + line + "\n").getBytes(StandardCharsets.UTF_8));
                          }
                        })),
            new Route(
                "GET",
                "/fails",
                request -> {
                  throw new IOException("planted");
                }));
    HttpResponse<String> echoed = send(server, "POST", "/echo/%E6%97%A5%20x?q=a%26b", "日本");
    assertThat(echoed.statusCode()).isEqualTo(200);
    assertThat(echoed.body()).isEqualTo("日本");
    assertThat(echoed.headers().firstValue("X-Every")).contains("yes");
    assertThat(echoed.headers().firstValue("X-Query")).contains("a&b");
    assertThat(echoed.headers().firstValue("X-Asked")).contains("asked");
    assertThat(send(server, "GET", "/static", "").body()).hasSize(100);
    HttpResponse<String> head = send(server, "HEAD", "/static", "");
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.headers().firstValue("Content-Length")).contains("100");
    assertThat(send(server, "GET", "/stream", "").body().lines()).hasSize(10_000);
    assertThat(send(server, "GET", "/nothing", "").statusCode()).isEqualTo(404);
    HttpResponse<String> wrong = send(server, "DELETE", "/static", "");
    assertThat(wrong.statusCode()).isEqualTo(405);
    assertThat(wrong.headers().firstValue("Allow")).contains("GET");
    assertThat(wrong.headers().firstValue("X-Every")).contains("yes");
    assertThat(send(server, "GET", "/fails", "").statusCode()).isEqualTo(500);
    assertThat(server.status().listening()).endsWith(":" + server.port());
  }

  @Test
  void bodiesBeyondTheLimitAreRefused() throws Exception {
    HttpServer server = start(settings().with(ConnectionLimits.standard(), 10_000), ECHO);
    assertThat(send(server, "POST", "/echo/a", "x".repeat(10_000)).statusCode()).isEqualTo(200);
    assertThat(
            statusOf(
                server,
                "POST /echo/a HTTP/1.1\r\nHost: a\r\nContent-Length: 10001\r\n\r\n"
                    + "x".repeat(10_001)))
        .isEqualTo(413);
    String chunk = "1000\r\n" + "x".repeat(0x1000) + "\r\n";
    assertThat(
            statusOf(
                server,
                "POST /echo/a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + chunk.repeat(4)
                    + "0\r\n\r\n"))
        .isEqualTo(413);
  }

  /// The status of a raw request; 0 when the connection was closed without one.
  private static int statusOf(HttpServer server, String request) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setSoTimeout(20_000);
      OutputStream out = socket.getOutputStream();
      out.write(request.getBytes(StandardCharsets.ISO_8859_1));
      out.flush();
      byte[] line = socket.getInputStream().readNBytes(12);
      return line.length < 12
          ? 0
          : Integer.parseInt(new String(line, 9, 3, StandardCharsets.ISO_8859_1));
    } catch (SocketException e) {
      // Reset, since the server closed it with something unread.
      return 0;
    }
  }

  @Test
  void hugeHeadsAreRefused() throws Exception {
    HttpServer server = start(settings(), ECHO);
    String many = "X-A: " + "y".repeat(1_000) + "\r\n";
    assertThat(statusOf(server, "GET / HTTP/1.1\r\nHost: a\r\n" + many.repeat(40) + "\r\n"))
        .isIn(0, 400, 431, 413);
    assertThat(statusOf(server, "GET /" + "z".repeat(100_000) + " HTTP/1.1\r\nHost: a\r\n\r\n"))
        .isIn(0, 400, 414);
    for (String junk :
        List.of("\r\n\r\n", "\u0016\u0003\u0001", "GET\r\n\r\n", "G E T / X\r\n\r\n")) {
      assertThat(statusOf(server, junk + "\r\n\r\n")).isIn(0, 400, 505);
    }
    assertThat(send(server, "POST", "/echo/a", "still here").body()).isEqualTo("still here");
  }

  private static void awaitEnd(Socket socket) throws IOException {
    socket.setSoTimeout(30_000);
    try (InputStream in = socket.getInputStream()) {
      in.readAllBytes();
    } catch (SocketException e) {
      assertThat(socket.isConnected()).isTrue();
    }
  }

  @Test
  void whoDoesNothingIsClosed() throws Exception {
    HttpServer server = start(settings().with(HASTY, 1 << 20), ECHO);
    try (Socket silent = new Socket(InetAddress.getLoopbackAddress(), server.port());
        Socket head = new Socket(InetAddress.getLoopbackAddress(), server.port());
        Socket body = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      head.getOutputStream().write("GET / HTTP/1.1\r\nHost".getBytes(StandardCharsets.UTF_8));
      body.getOutputStream()
          .write(
              "POST /echo/a HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nx"
                  .getBytes(StandardCharsets.UTF_8));
      awaitEnd(silent);
      awaitEnd(head);
      awaitEnd(body);
    }
    assertThat(counters.all().get(DoorStatus.Count.TIMED_OUT)).isGreaterThanOrEqualTo(3);
    assertThat(send(server, "POST", "/echo/a", "still here").body()).isEqualTo("still here");
  }

  @Test
  void oneAddressHasALimitOfConnections() throws Exception {
    HttpServer server = start(settings().with(HASTY, 1 << 20), ECHO);
    List<Socket> sockets = new ArrayList<>();
    try {
      for (int count = 0; count < 60; count++) {
        sockets.add(new Socket(InetAddress.getLoopbackAddress(), server.port()));
      }
      for (Socket socket : sockets) {
        awaitEnd(socket);
      }
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
    assertThat(counters.all().get(DoorStatus.Count.REFUSED_CONNECTIONS)).isPositive();
    assertThat(send(server, "POST", "/echo/a", "still here").body()).isEqualTo("still here");
    assertThat(server.status().open()).isLessThanOrEqualTo(2);
  }

  @Test
  void workIsNotHurriedAndHasALimit() throws Exception {
    CountDownLatch finish = new CountDownLatch(1);
    CountDownLatch begun = new CountDownLatch(1);
    HttpSettings one =
        new HttpSettings("test", "127.0.0.1", 0, null, false, 1 << 20, 1, HASTY, Map.of(), false);
    HttpServer server =
        start(
            one,
            new Route(
                "GET",
                "/work",
                request -> {
                  begun.countDown();
                  return finish.await(30, TimeUnit.SECONDS)
                      ? Answer.json(200, "{}")
                      : Answer.empty(500);
                }));
    Thread first =
        Thread.ofVirtual()
            .start(() -> {
              try {
                assertThat(send(server, "GET", "/work", "").statusCode()).isEqualTo(200);
              } catch (Exception e) {
                throw new AssertionError(e);
              }
            });
    assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
    HttpResponse<String> second = send(server, "GET", "/work", "");
    assertThat(second.statusCode()).isEqualTo(503);
    assertThat(second.headers().firstValue("Retry-After")).isPresent();
    finish.countDown();
    first.join();
    assertThat(counters.all().get(DoorStatus.Count.SLOWED)).isEqualTo(1);
  }

  @Test
  void speaksTls() throws Exception {
    ServerIdentity identity = ServerIdentity.own(folder, Instant.now());
    SSLContext context = identity.context(identity.file());
    HttpServer server =
        start(
            settings().with(context, true).with(PATIENT, 1 << 20),
            new Route(
                "GET",
                "/",
                request ->
                    Answer.json(200, "{\"certificates\":" + request.certificates().size() + "}")));
    try (Socket half = new Socket(InetAddress.getLoopbackAddress(), server.port());
        HttpClient secure = HttpClient.newBuilder().sslContext(context).build()) {
      half.getOutputStream().write(new byte[] {0x16, 3, 1});
      HttpResponse<String> answer =
          secure.send(
              java.net.http.HttpRequest.newBuilder(
                      URI.create("https://localhost:" + server.port() + "/"))
                  .build(),
              BodyHandlers.ofString());
      assertThat(answer.body()).isEqualTo("{\"certificates\":1}");
      awaitEnd(half);
    }
  }
}
