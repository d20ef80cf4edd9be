// SPDX-License-Identifier: Apache-2.0
package dev.shirube.agent;

import dev.shirube.certificates.ClientIdentity;
import dev.shirube.certificates.ForeignAuthority;
import dev.shirube.wire.Protocol;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// HTTP/2 over TLS, with the agent's certificate and no trust in anybody but its authority;
/// straight or through a proxy. Whoever opens TLS on the way is noticed and named.
public final class HttpsTransport implements Transport {
  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration ANSWER = Duration.ofSeconds(30);
  private static final int PROXY_LOGIN = 407;
  private static final int LONGEST_WAIT_DIGITS = 6;
  private static final String TUNNEL_SCHEMES = "jdk.http.auth.tunneling.disabledSchemes";

  static {
    // Java refuses Basic for tunnels, and reads once what it refuses. What goes through ours is TLS
    // all the same, and the proxy's owner chose how it asks.
    if (System.getProperty(TUNNEL_SCHEMES) == null) {
      System.setProperty(TUNNEL_SCHEMES, "");
    }
  }

  private final AgentSettings settings;
  private volatile HttpClient client;

  /// @param context trusts the server, and shows who the agent is if it is enrolled
  public HttpsTransport(AgentSettings settings, SSLContext context) {
    this.settings = settings;
    client = client(context);
  }

  private HttpClient client(SSLContext context) {
    HttpClient.Builder builder =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_2)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT)
            .sslContext(context);
    AgentSettings.Proxy proxy = settings.proxy();
    builder.proxy(
        proxy == null
            ? HttpClient.Builder.NO_PROXY
            : ProxySelector.of(new InetSocketAddress(proxy.host(), proxy.port())));
    return builder.build();
  }

  @Override
  public void identify(ClientIdentity identity) {
    HttpClient before = client;
    client = client(identity.context());
    before.shutdown();
  }

  @Override
  public Reply post(String path, String type, byte[] body)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(settings.server().resolve(path).toString()))
            .timeout(ANSWER)
            .header("Content-Type", type)
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    AgentSettings.Proxy proxy = settings.proxy();
    if (proxy != null && !proxy.user().isEmpty()) {
      String both = proxy.user() + ":" + proxy.password();
      byte[] utf8 = both.getBytes(StandardCharsets.UTF_8);
      request.header("Proxy-Authorization", "Basic " + Base64.getEncoder().encodeToString(utf8));
    }
    try {
      HttpResponse<byte[]> response =
          client.send(
              request.build(),
              HttpResponse.BodyHandlers.limiting(
                  HttpResponse.BodyHandlers.ofByteArray(), Protocol.MOST_ANSWER_BYTES));
      String wait = response.headers().firstValue("Retry-After").orElse("");
      if (response.statusCode() == PROXY_LOGIN) {
        throw proxyLogin(null);
      }
      // What a proxy answers to CONNECT has no body.
      byte @Nullable [] said = response.body();
      return new Reply(response.statusCode(), said == null ? new byte[0] : said, wait(wait));
    } catch (AgentFault fault) {
      throw fault;
    } catch (IOException e) {
      throw explained(e);
    }
  }

  private IOException explained(IOException failure) {
    ForeignAuthority foreign = ForeignAuthority.in(failure);
    String server = settings.server().toString();
    if (foreign != null) {
      return AgentFault.of(server, failure, "agent.intercepted", foreign.issuer());
    }
    boolean isLogin = String.valueOf(failure.getMessage()).contains("407");
    return settings.proxy() != null && isLogin ? proxyLogin(failure) : failure;
  }

  private AgentFault proxyLogin(@Nullable IOException failure) {
    AgentSettings.Proxy proxy = settings.proxy();
    String name = proxy == null ? "" : proxy.host() + ":" + proxy.port();
    return AgentFault.of(settings.server().toString(), failure, "agent.proxy.login", name);
  }

  private static Duration wait(String seconds) {
    boolean digits =
        !seconds.isEmpty()
            && seconds.length() <= LONGEST_WAIT_DIGITS
            && seconds.chars().allMatch(c -> c >= '0' && c <= '9');
    return digits ? Duration.ofSeconds(Long.parseLong(seconds)) : Duration.ZERO;
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
