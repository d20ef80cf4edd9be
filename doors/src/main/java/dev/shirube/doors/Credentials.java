// SPDX-License-Identifier: Apache-2.0
package dev.shirube.doors;

import dev.shirube.gateway.Senders.Credential;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Reads what the header Authorization shows.
final class Credentials {
  private static final int LONGEST = 4_096;

  private Credentials() {}

  /// The credential.
  ///
  /// @return null when there is none that makes sense
  static @Nullable Credential of(@Nullable String header) {
    if (header == null || header.length() > LONGEST) {
      return null;
    }
    String text = header.strip();
    int space = text.indexOf(' ');
    if (space < 0) {
      return null;
    }
    String value = text.substring(space + 1).strip();
    return switch (text.substring(0, space).toLowerCase(Locale.ROOT)) {
      case "bearer" -> value.isEmpty() ? null : new Credential.Bearer(value);
      case "basic" -> pair(value, true);
      case "apikey" -> pair(value, false);
      default -> null;
    };
  }

  private static @Nullable Credential pair(String encoded, boolean basic) {
    String text;
    try {
      text = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return null;
    }
    int colon = text.indexOf(':');
    if (colon < 0) {
      return null;
    }
    String first = text.substring(0, colon);
    String second = text.substring(colon + 1);
    return basic ? new Credential.Basic(first, second) : new Credential.ApiKey(first, second);
  }
}
