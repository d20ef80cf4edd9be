// SPDX-License-Identifier: Apache-2.0
package dev.shirube.gateway;

import dev.shirube.event.TenantId;
import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Tells who a sender is. Asked before anything is read from it, so it must be quick and must not
/// touch the disk: whoever can connect can make it work.
@FunctionalInterface
public interface Senders {
  /// Who this is.
  Sender who(Presented presented);

  /// What a sender shows of itself.
  ///
  /// @param door the door it came to, such as syslog-udp
  /// @param address where it comes from
  /// @param credential what it showed; null when it showed none, or the door has none
  /// @param certificates its certificate and those above it, when TLS asked for one and checked it
  record Presented(
      String door,
      InetAddress address,
      @Nullable Credential credential,
      List<X509Certificate> certificates) {
    public Presented {
      certificates = List.copyOf(certificates);
    }
  }

  /// A credential as HTTP carries it.
  sealed interface Credential {
    /// Basic: a name and a secret.
    record Basic(String name, String secret) implements Credential {
      @Override
      public String toString() {
        return "Basic[" + name + "]";
      }
    }

    /// ApiKey: an id and a key, as Elasticsearch has them.
    record ApiKey(String id, String key) implements Credential {
      @Override
      public String toString() {
        return "ApiKey[" + id + "]";
      }
    }

    /// Bearer: a token.
    record Bearer(String token) implements Credential {
      @Override
      public String toString() {
        return "Bearer[]";
      }
    }
  }

  /// Who a sender is.
  sealed interface Sender {
    /// It may send.
    ///
    /// @param tenant whose records they are
    /// @param source the sender's name
    record Known(TenantId tenant, String source) implements Sender {}

    /// It may not.
    record Unknown() implements Sender {}

    /// It asks too often, or sends more than it may.
    record TooMany(Duration retryAfter) implements Sender {}
  }
}
