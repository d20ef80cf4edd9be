// SPDX-License-Identifier: Apache-2.0
package dev.shirube.gateway;

import io.helidon.common.socket.SocketOptions;
import io.helidon.common.tls.Tls;
import io.helidon.common.tls.TlsClientAuth;
import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.Headers;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.http.encoding.ContentEncodingContext;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionListener;
import io.helidon.webserver.http2.Http2Config;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.net.ssl.SSLContext;

/// A server of HTTP/1.1, and of HTTP/2 where it is wanted, for routes. The library behind it is
/// known by this file and those of the request and of the connections alone.
public final class HttpServer implements Closeable {
  // The library logs a stack trace for every head that makes no sense, which is for whoever sends
  // them to decide; here they are counted. The logger is held so that its level stays.
  private static final Logger LIBRARY = Logger.getLogger("io.helidon");
  private static final int HEAD_BYTES = 16 * 1024;
  private static final int LINE_BYTES = 4 * 1024;
  private static final int STREAMS = 8;

  private final HttpSettings settings;
  private final List<Route> routes;
  private final DoorCounters counters;
  private final ConnectionWatch watch;
  private final AtomicInteger working = new AtomicInteger();
  private final WebServer server;

  private HttpServer(HttpSettings settings, List<Route> routes, DoorCounters counters) {
    this.settings = settings;
    this.routes = List.copyOf(routes);
    this.counters = counters;
    this.watch = ConnectionWatch.start(settings.limits(), counters);
    LIBRARY.setLevel(Level.SEVERE);
    this.server = configured().build();
  }

  /// Starts to listen. Where several routes fit a request the first answers.
  ///
  /// @param counters counts connections; handlers may count more in it
  /// @throws IOException when the port cannot be had
  public static HttpServer start(HttpSettings settings, List<Route> routes, DoorCounters counters)
      throws IOException {
    HttpServer started = new HttpServer(settings, routes, counters);
    try {
      started.server.start();
    } catch (RuntimeException e) {
      started.watch.close();
      throw new IOException(settings.host() + ":" + settings.port() + ": " + e.getMessage(), e);
    }
    return started;
  }

  private WebServerConfig.Builder configured() {
    Http1Config http =
        Http1Config.builder()
            .maxHeadersSize(HEAD_BYTES)
            .maxPrologueLength(LINE_BYTES)
            .addReceiveListener(new HeadListener())
            .build();
    WebServerConfig.Builder builder =
        WebServer.builder()
            .host(settings.host())
            .port(settings.port())
            .shutdownHook(false)
            .shutdownGracePeriod(Duration.ofMillis(500))
            .maxTcpConnections(settings.limits().all())
            .maxPayloadSize(settings.bodyBytes())
            .connectionOptions(new WatchedSockets(SocketOptions.create(), watch))
            .contentEncoding(
                ContentEncodingContext.builder()
                    .contentEncodingsDiscoverServices(false)
                    .addContentEncoding(new PackedAsIs())
                    .build())
            .directHandlers(refusals())
            .protocolsDiscoverServices(false)
            .addProtocol(http)
            .routing(routing -> routing.any(this::handle));
    if (settings.second()) {
      builder.addProtocol(
          Http2Config.builder()
              .maxHeaderListSize(HEAD_BYTES)
              .maxConcurrentStreams(STREAMS)
              .build());
    }
    SSLContext context = settings.tls();
    if (context != null) {
      TlsClientAuth ask = settings.askCertificate() ? TlsClientAuth.OPTIONAL : TlsClientAuth.NONE;
      builder.tls(Tls.builder().sslContext(context).clientAuth(ask).build());
    }
    return builder;
  }

  /// What the library itself refuses, such as a head that is too long, has the headers of every
  /// answer too, and nothing of what was sent.
  private DirectHandlers refusals() {
    DirectHandlers.Builder handlers = DirectHandlers.builder();
    for (DirectHandler.EventType type : DirectHandler.EventType.values()) {
      handlers.addHandler(
          type,
          (request, event, status, headers, message) -> {
            // What has no path was never read to the end of its head: that is the sender's fault.
            boolean half = request.path().isEmpty() && status.code() >= 500;
            return refusal(half ? Status.BAD_REQUEST_400 : status, headers);
          });
    }
    return handlers.build();
  }

  private DirectHandler.TransportResponse refusal(Status status, ServerResponseHeaders headers) {
    counters.add(DoorStatus.Count.BROKEN);
    settings.headers().forEach((name, value) -> headers.set(HeaderNames.create(name), value));
    return DirectHandler.TransportResponse.builder()
        .status(status)
        .headers(headers)
        .keepAlive(false)
        .build();
  }

  /// The port it listens at.
  public int port() {
    return server.port();
  }

  /// How it stands.
  public DoorStatus status() {
    return new DoorStatus(
        settings.name(),
        settings.host() + ":" + port(),
        watch.open(),
        counters.all(),
        OptionalLong.empty());
  }

  /// Notes that a request's head has come whole.
  private final class HeadListener implements Http1ConnectionListener {
    @Override
    public void headers(ConnectionContext context, Headers headers) {
      ConnectionWatch.Connection connection = watch.of(context.remotePeer().address());
      if (connection != null) {
        connection.working();
      }
    }
  }

  private void handle(ServerRequest request, ServerResponse response) {
    ConnectionWatch.Connection connection = watch.of(request.remotePeer().address());
    if (connection == null || !(request.remotePeer().address() instanceof InetSocketAddress peer)) {
      // It was closed by the watch meanwhile.
      response.header("Connection", "close").status(408).send();
      return;
    }
    try {
      HttpRequest asked = new HttpRequest(request, peer, connection, settings.bodyBytes());
      Answer made = answer(asked);
      Answer answer = made.last() || asked.isDrained() ? made : made.ending();
      if (answer.status() == 0) {
        throw new CloseConnectionException("hung up");
      }
      send(request, response, answer, connection);
    } finally {
      connection.waiting();
    }
  }

  private Answer answer(HttpRequest request) {
    if (working.incrementAndGet() > settings.requests()) {
      working.decrementAndGet();
      counters.add(DoorStatus.Count.SLOWED);
      return Answer.json(503, "{\"error\":\"busy\",\"status\":503}")
          .with("Retry-After", "1")
          .ending();
    }
    try {
      return route(request);
    } catch (BodyException e) {
      counters.add(DoorStatus.Count.BROKEN);
      return Answer.json(e.status(), "{\"error\":\"body\",\"status\":" + e.status() + "}").ending();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Answer.json(503, "{\"error\":\"stopping\",\"status\":503}").ending();
    } catch (IOException | RuntimeException e) {
      counters.add(DoorStatus.Count.BROKEN);
      System.getLogger(HttpServer.class.getName())
          .log(System.Logger.Level.WARNING, settings.name(), e);
      return Answer.json(500, "{\"error\":\"internal\",\"status\":500}").ending();
    } finally {
      working.decrementAndGet();
    }
  }

  private Answer route(HttpRequest request) throws IOException, InterruptedException {
    String allowed = null;
    for (Route route : routes) {
      Map<String, String> found = route.match(request.path());
      if (found != null && route.takes(request.method())) {
        request.found(found);
        return route.handler().answer(request);
      } else if (found != null) {
        allowed = allowed == null ? route.method() : allowed + ", " + route.method();
      }
    }
    return allowed == null
        ? Answer.json(404, "{\"error\":\"not_found\",\"status\":404}")
        : Answer.json(405, "{\"error\":\"method\",\"status\":405}").with("Allow", allowed);
  }

  private void send(
      ServerRequest request,
      ServerResponse response,
      Answer answer,
      ConnectionWatch.Connection connection) {
    response.status(answer.status());
    settings.headers().forEach((name, value) -> response.header(name, value));
    answer.headers().forEach((name, value) -> response.header(name, value));
    // HTTP/2 has no such header: a stream ends by itself.
    if (answer.last() && request.prologue().protocolVersion().startsWith("1")) {
      response.header("Connection", "close");
    }
    boolean head = request.prologue().method().text().equals("HEAD");
    switch (answer.body()) {
      case Answer.Body.Bytes bytes -> {
        connection.moving();
        if (head) {
          response.contentLength(bytes.bytes().length);
          response.send();
        } else {
          response.send(bytes.bytes());
        }
      }
      case Answer.Body.Stream stream -> {
        if (head) {
          response.send();
        } else {
          stream(response, stream, connection);
        }
      }
    }
  }

  private static void stream(
      ServerResponse response, Answer.Body.Stream stream, ConnectionWatch.Connection to) {
    // While it is made, there is nothing that the reader could take; what is left goes out at the
    // end.
    try (OutputStream out = response.outputStream()) {
      stream.writing().to(new Counted(out, to));
      to.moving();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Tells the watch what has gone out.
  private static final class Counted extends OutputStream {
    private final OutputStream out;
    private final ConnectionWatch.Connection connection;

    Counted(OutputStream out, ConnectionWatch.Connection connection) {
      this.out = out;
      this.connection = connection;
    }

    @Override
    public void write(int octet) throws IOException {
      write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      // The time that making the body takes is not the reader's.
      connection.moving();
      out.write(bytes, from, length);
      connection.working();
    }

    @Override
    public void flush() throws IOException {
      connection.moving();
      out.flush();
      connection.working();
    }
  }

  /// Stops listening and closes all connections.
  @Override
  public void close() {
    server.stop();
    watch.close();
  }
}
