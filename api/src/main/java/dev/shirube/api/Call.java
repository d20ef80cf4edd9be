// SPDX-License-Identifier: Apache-2.0
package dev.shirube.api;

import dev.shirube.access.Knowing;
import dev.shirube.access.PrincipalId;
import dev.shirube.event.TenantId;
import dev.shirube.gateway.Request;
import dev.shirube.query.TimeRange;
import dev.shirube.report.Words;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.StringTokenizer;
import org.jspecify.annotations.Nullable;

/// A request by somebody who is known.
///
/// @param words for the reader's language
record Call(Request request, Knowing.Known known, Words words) {
  private static final int MOST_TEXT = 1_000_000;

  PrincipalId asker() {
    return known.principal().id();
  }

  /// The tenant that is asked for.
  ///
  /// @throws Refusal if none is named, or it cannot be one
  TenantId tenant() {
    String name = request.query("tenant");
    if (name == null || name.isEmpty()) {
      throw Refusal.of(400, "api.tenant");
    }
    try {
      return new TenantId(name);
    } catch (IllegalArgumentException _) {
      throw Refusal.missing();
    }
  }

  /// A parameter that is needed.
  String needed(String name) {
    String value = request.query(name);
    if (value == null || value.isEmpty()) {
      throw Refusal.of(400, "api.parameter", name);
    }
    return value;
  }

  /// A parameter that is a whole number within bounds.
  int number(String name, int usual, int most) {
    String value = request.query(name);
    if (value == null) {
      return usual;
    }
    try {
      int number = Integer.parseInt(value);
      if (number >= 1 && number <= most) {
        return number;
      }
    } catch (NumberFormatException _) {
      // Told below, with what is allowed.
    }
    throw Refusal.of(400, "api.number", name, most);
  }

  /// A parameter that is a moment, in nanoseconds since 1970 UTC.
  ///
  /// @param usual what holds if it is not there
  private long moment(String name, long usual) {
    String value = request.query(name);
    if (value == null) {
      return usual;
    }
    try {
      Instant instant = Instant.parse(value);
      return Math.addExact(
          Math.multiplyExact(instant.getEpochSecond(), 1_000_000_000L), instant.getNano());
    } catch (DateTimeException | ArithmeticException _) {
      throw Refusal.of(400, "api.moment", name);
    }
  }

  /// From when to when, by the parameters from and to; all time where they are not there.
  TimeRange range() {
    long from = moment("from", Long.MIN_VALUE);
    long until = moment("to", Long.MAX_VALUE);
    if (from > until) {
      throw Refusal.of(400, "api.range");
    }
    return new TimeRange(from, until);
  }

  /// What stands in the path for a name.
  String path(String name) {
    String value = request.pathParameters().get(name);
    return value == null ? "" : value;
  }

  /// Whether the answer is wanted as text for people, and not as lines of JSON.
  boolean isForPeople() {
    return switch (request.query("as")) {
      case null -> false;
      case "text" -> true;
      default -> throw Refusal.of(400, "api.as");
    };
  }

  /// The zone that the reader's days begin in; null if it was not told.
  ///
  /// @throws Refusal if there is no such zone
  static @Nullable ZoneId zone(Request request) {
    String name = request.query("zone");
    try {
      return name == null ? null : ZoneId.of(name);
    } catch (DateTimeException _) {
      throw Refusal.of(400, "api.zone");
    }
  }

  /// The body as text.
  String text() throws IOException {
    return text(MOST_TEXT);
  }

  /// The body as text.
  ///
  /// @param most how many bytes it may have
  String text(int most) throws IOException {
    byte[] bytes = request.body().readNBytes(most + 1);
    if (bytes.length > most) {
      throw Refusal.of(413, "api.large", most);
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /// The value of a cookie; null if it did not come.
  static @Nullable String cookie(Request request, String name) {
    String header = request.header("Cookie");
    if (header != null) {
      for (StringTokenizer pairs = new StringTokenizer(header, ";"); pairs.hasMoreTokens(); ) {
        String pair = pairs.nextToken();
        int equals = pair.indexOf('=');
        if (equals > 0 && pair.substring(0, equals).strip().equals(name)) {
          return pair.substring(equals + 1).strip();
        }
      }
    }
    return null;
  }
}
