// SPDX-License-Identifier: Apache-2.0
package dev.shirube.agent;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.shirube.certificates.Authority;
import dev.shirube.certificates.ClientIdentity;
import dev.shirube.certificates.ServerIdentity;
import dev.shirube.certificates.SigningRequest;
import dev.shirube.wire.EnrolAnswer;
import dev.shirube.wire.EnrolRequest;
import dev.shirube.wire.Protocol;
import dev.shirube.wire.Refusal;
import dev.shirube.wire.RenewRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

/// A server of agents on this machine, over real TLS: the JDK's, with what {@link FakeServer} says.
final class TlsServer implements AutoCloseable {
  final FakeServer says = new FakeServer();
  final Map<String, Integer> seen = new ConcurrentHashMap<>();
  private final Authority authority;
  private final Instant now;
  private final HttpsServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  TlsServer(Path folder, Instant now) throws IOException {
    this.now = now;
    authority = Authority.own(folder, now);
    ServerIdentity identity = authority.server(folder, now);
    SSLContext context = identity.context(List.of(authority.certificate()));
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(
        new HttpsConfigurator(context) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters wanted = context.getDefaultSSLParameters();
            wanted.setWantClientAuth(true);
            parameters.setSSLParameters(wanted);
          }
        });
    server.createContext("/", this::handle);
    server.setExecutor(threads);
    server.start();
  }

  String fingerprint() {
    return authority.fingerprint();
  }

  URI address() {
    return URI.create("https://127.0.0.1:" + server.getAddress().getPort());
  }

  private static String client(HttpExchange exchange) {
    try {
      X509Certificate shown =
          (X509Certificate) ((HttpsExchange) exchange).getSSLSession().getPeerCertificates()[0];
      return ClientIdentity.name(shown);
    } catch (SSLException _) {
      return "";
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    String path = exchange.getRequestURI().getPath();
    String client = client(exchange);
    seen.merge(client + " " + path, 1, Integer::sum);
    Transport.Reply reply = reply(path, client, body);
    if (!reply.retryAfter().isZero()) {
      exchange.getResponseHeaders().add("Retry-After", "" + reply.retryAfter().toSeconds());
    }
    exchange.sendResponseHeaders(reply.status(), reply.body().length);
    exchange.getResponseBody().write(reply.body());
    exchange.close();
  }

  private Transport.Reply reply(String path, String client, byte[] body) throws IOException {
    if (path.equals(Protocol.ENROLL)) {
      EnrolRequest request = EnrolRequest.read(body);
      return request.token().equals("good") ? given(request.request(), "a-77") : refused(401);
    }
    if (client.isEmpty()) {
      return refused(401);
    }
    synchronized (says) {
      return path.equals(Protocol.RENEW)
          ? given(RenewRequest.read(body).request(), client)
          : says.post(path, "", body);
    }
  }

  private Transport.Reply given(String request, String name) throws IOException {
    SigningRequest read = SigningRequest.read(request);
    String pem = Authority.pem(authority.issue(read, name, now));
    byte[] answer = new EnrolAnswer(name, pem, authority.pem()).bytes();
    return new Transport.Reply(200, answer, Duration.ZERO);
  }

  private static Transport.Reply refused(int status) {
    byte[] body = new Refusal("fleet.token", List.of()).bytes();
    return new Transport.Reply(status, body, Duration.ZERO);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
