// SPDX-License-Identifier: Apache-2.0
package dev.shirube.gateway;

import java.util.Map;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// Where and how a server of HTTP listens.
///
/// @param name of the door, for its status
/// @param host address to listen at, such as 127.0.0.1 or 0.0.0.0
/// @param port 0 for any that is free
/// @param tls null for HTTP without TLS
/// @param askCertificate whether TLS asks for a client's certificate; one that is not good is
///   refused, none is let through
/// @param bodyBytes the largest body
/// @param requests how many are answered at once; beyond, the answer is 503
/// @param limits of connections
/// @param headers that every answer has
/// @param second whether HTTP/2 is spoken too, with whom asks for it over TLS
public record HttpSettings(
    String name,
    String host,
    int port,
    @Nullable SSLContext tls,
    boolean askCertificate,
    long bodyBytes,
    int requests,
    ConnectionLimits limits,
    Map<String, String> headers,
    boolean second) {

  public HttpSettings {
    headers = Map.copyOf(headers);
  }

  /// Without TLS, bodies up to 64 MiB, 256 requests at once.
  public static HttpSettings of(String name, String host, int port) {
    return new HttpSettings(
        name,
        host,
        port,
        null,
        false,
        64L << 20,
        256,
        ConnectionLimits.standard(),
        Map.of(),
        false);
  }

  /// The same with TLS.
  public HttpSettings with(SSLContext context, boolean ask) {
    return new HttpSettings(
        name, host, port, context, ask, bodyBytes, requests, limits, headers, second);
  }

  /// The same with other limits.
  public HttpSettings with(ConnectionLimits others, long bytes) {
    return new HttpSettings(
        name, host, port, tls, askCertificate, bytes, requests, others, headers, second);
  }

  /// The same with HTTP/2, answering another number of requests at once.
  public HttpSettings withSecond(int atOnce) {
    return new HttpSettings(
        name, host, port, tls, askCertificate, bodyBytes, atOnce, limits, headers, true);
  }

  /// The same with headers that every answer has.
  public HttpSettings with(Map<String, String> every) {
    return new HttpSettings(
        name, host, port, tls, askCertificate, bodyBytes, requests, limits, every, second);
  }
}
