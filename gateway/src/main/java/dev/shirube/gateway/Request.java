// SPDX-License-Identifier: Apache-2.0
package dev.shirube.gateway;

import java.io.InputStream;
import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A request, with its head read and its body still to come. All of it is what someone sent, and
/// may be anything.
public interface Request {
  /// GET, POST …
  String method();

  /// The path, decoded, beginning with a slash.
  String path();

  /// What stands in the path in place of the route's {name}s.
  Map<String, String> pathParameters();

  /// A parameter behind the question mark, decoded; the first if there are several.
  @Nullable String query(String name);

  /// A header; the first if there are several.
  @Nullable String header(String name);

  /// Where the request comes from.
  InetAddress address();

  /// The client's certificates, if TLS asked for them and found them good.
  List<X509Certificate> certificates();

  /// The body as it comes. Reading it throws {@link BodyException} where it is larger than the
  /// server allows.
  InputStream body();
}
