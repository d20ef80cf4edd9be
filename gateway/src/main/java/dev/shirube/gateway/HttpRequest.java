// SPDX-License-Identifier: Apache-2.0
package dev.shirube.gateway;

import io.helidon.http.HeaderNames;
import io.helidon.http.RequestException;
import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A request of the server's library, seen as ours.
final class HttpRequest implements Request {
  private static final int BUFFER = 8 * 1024;
  private static final int MOST_DRAINED = 1 << 20;

  private final ServerRequest request;
  private final InetSocketAddress peer;
  private final ConnectionWatch.Connection connection;
  private final long bodyBytes;
  private Map<String, String> parameters = Map.of();
  private @Nullable Body opened;

  HttpRequest(
      ServerRequest request,
      InetSocketAddress peer,
      ConnectionWatch.Connection connection,
      long bodyBytes) {
    this.request = request;
    this.peer = peer;
    this.connection = connection;
    this.bodyBytes = bodyBytes;
  }

  /// Notes what the route found in the path.
  void found(Map<String, String> inPath) {
    parameters = Map.copyOf(inPath);
  }

  @Override
  public String method() {
    return request.prologue().method().text();
  }

  @Override
  public String path() {
    return request.path().path();
  }

  @Override
  public Map<String, String> pathParameters() {
    return parameters;
  }

  @Override
  public @Nullable String query(String name) {
    return request.query().contains(name) ? request.query().first(name).orElse(null) : null;
  }

  @Override
  public @Nullable String header(String name) {
    return request.headers().first(HeaderNames.create(name)).orElse(null);
  }

  @Override
  public InetAddress address() {
    return peer.getAddress();
  }

  @Override
  public List<X509Certificate> certificates() {
    List<X509Certificate> certificates = new ArrayList<>();
    for (Certificate certificate :
        request.remotePeer().tlsCertificates().orElse(new Certificate[0])) {
      if (certificate instanceof X509Certificate known) {
        certificates.add(known);
      }
    }
    return certificates;
  }

  @Override
  public InputStream body() {
    if (!request.content().hasEntity()) {
      return InputStream.nullInputStream();
    }
    Body body = opened;
    if (body == null) {
      body = new Body(request.content().inputStream(), connection, bodyBytes);
      opened = body;
    }
    return body;
  }

  /// Reads what nobody has read of the body, so that it is not taken for the next request.
  ///
  /// @return false if there is too much of it, or it breaks off: then the connection must end
  boolean isDrained() {
    byte[] buffer = new byte[BUFFER];
    try {
      InputStream rest = body();
      for (int left = MOST_DRAINED; left > 0; ) {
        int count = rest.read(buffer, 0, Math.min(left, buffer.length));
        if (count < 0) {
          return true;
        }
        left -= count;
      }
      return rest.read() < 0;
    } catch (IOException | RuntimeException e) {
      return false;
    }
  }

  /// Counts what comes in.
  private static final class Body extends InputStream {
    private final InputStream in;
    private final ConnectionWatch.Connection connection;
    private final long limit;
    private long read;

    Body(InputStream in, ConnectionWatch.Connection connection, long limit) {
      this.in = in;
      this.connection = connection;
      this.limit = limit;
      connection.moving();
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
      int count;
      try {
        count = in.read(into, from, length);
      } catch (RuntimeException e) {
        // The library's own exceptions for a body that is too large, broken off, or badly framed.
        boolean large = e instanceof RequestException told && told.status().code() == 413;
        throw new BodyException(large ? 413 : 400, String.valueOf(e.getMessage()));
      }
      if (count < 0) {
        connection.working();
        return count;
      }
      read += count;
      connection.moved(count);
      if (read > limit) {
        throw new BodyException(413, "more than " + limit + " bytes");
      }
      return count;
    }
  }
}
