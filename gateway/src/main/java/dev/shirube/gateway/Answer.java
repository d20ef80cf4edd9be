// SPDX-License-Identifier: Apache-2.0
package dev.shirube.gateway;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/// An answer to a request.
///
/// @param status of HTTP; 0 to close the connection without a word
/// @param headers by name
/// @param body what is sent
/// @param last whether the connection ends with it, as it must when the request was not read whole
public record Answer(int status, Map<String, String> headers, Body body, boolean last) {
  public Answer {
    headers = Map.copyOf(headers);
  }

  /// What is sent.
  public sealed interface Body {
    /// Bytes that are there.
    record Bytes(byte[] bytes) implements Body {}

    /// Bytes that are made while they are sent.
    record Stream(Writing writing) implements Body {}
  }

  /// Makes a body while it is sent.
  @FunctionalInterface
  public interface Writing {
    /// Writes it. An exception breaks the connection, so that nobody takes the half for the whole.
    void to(OutputStream out) throws IOException;
  }

  /// Bytes of a type.
  public static Answer of(int status, String type, byte[] bytes) {
    return new Answer(status, Map.of("Content-Type", type), new Body.Bytes(bytes), false);
  }

  /// JSON.
  public static Answer json(int status, String text) {
    return of(status, "application/json", text.getBytes(StandardCharsets.UTF_8));
  }

  /// Nothing but the status.
  public static Answer empty(int status) {
    return new Answer(status, Map.of(), new Body.Bytes(new byte[0]), false);
  }

  /// A body that is made while it is sent.
  public static Answer stream(int status, String type, Writing writing) {
    return new Answer(status, Map.of("Content-Type", type), new Body.Stream(writing), false);
  }

  /// No answer at all: the connection is closed, as if this side had died. For senders that take
  /// any answer for success.
  public static Answer hangUp() {
    return empty(0).ending();
  }

  /// The same with a header more.
  public Answer with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Answer(status, more, body, last);
  }

  /// The same, ending the connection.
  public Answer ending() {
    return new Answer(status, headers, body, true);
  }
}
