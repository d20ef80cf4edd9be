// SPDX-License-Identifier: Apache-2.0
package dev.shirube.textlogs;

import dev.shirube.event.ValueType;
import java.util.Arrays;

/// The structured data of RFC 5424 section 6.3: `[id name="value" …][id …]`, or a hyphen.
final class StructuredData {
  private StructuredData() {}

  /// Index behind the structured data that begins here, or -1 if it is malformed.
  static int end(byte[] line, int from, int to) {
    if (Ascii.at(line, from, to) == '-') {
      int next = Ascii.at(line, from + 1, to);
      return next == ' ' || next == -1 ? from + 1 : -1;
    }
    int at = from;
    while (Ascii.at(line, at, to) == '[') {
      int end = elementEnd(line, at, to);
      if (end < 0) {
        return -1;
      }
      at = end;
    }
    int next = Ascii.at(line, at, to);
    return at > from && (next == ' ' || next == -1) ? at : -1;
  }

  private static int elementEnd(byte[] line, int from, int to) {
    boolean quoted = false;
    for (int at = from + 1; at < to; at++) {
      if (quoted && line[at] == '\\') {
        at++;
      } else if (line[at] == '"') {
        quoted = !quoted;
      } else if (!quoted && line[at] == ']') {
        return at > from + 1 ? at + 1 : -1;
      }
    }
    return -1;
  }

  /// Writes every parameter as `syslog.structured.<id>.<name>`, and the data as a whole.
  static void write(Parts parts, int from, int to) {
    if (to == from + 1) {
      parts.none("syslog.structured");
      return;
    }
    parts.split("syslog.structured", from, to);
    int at = from;
    while (at < to && !parts.isFull()) {
      int end = elementEnd(parts.bytes(), at, to);
      element(parts, at + 1, end - 1);
      at = end;
    }
  }

  private static void element(Parts parts, int from, int to) {
    byte[] line = parts.bytes();
    int idEnd = Ascii.tokenEnd(line, from, to);
    String id = "syslog.structured." + Ascii.text(line, from, idEnd);
    int at = Ascii.skipSpaces(line, idEnd, to);
    if (at == to) {
      parts.text(id, to, to);
    }
    while (at < to && !parts.isFull()) {
      int equals = Ascii.indexOf(line, at, to, '=');
      if (equals < 0 || Ascii.at(line, equals + 1, to) != '"') {
        parts.text(id, at, to);
        return;
      }
      int end = quoteEnd(line, equals + 2, to);
      value(parts, id + '.' + Ascii.text(line, at, equals), equals + 2, end);
      at = Ascii.skipSpaces(line, Math.min(end + 1, to), to);
    }
  }

  private static int quoteEnd(byte[] line, int from, int to) {
    int at = from;
    while (at < to && line[at] != '"') {
      at += line[at] == '\\' ? 2 : 1;
    }
    return Math.min(at, to);
  }

  private static void value(Parts parts, String name, int from, int to) {
    byte[] line = parts.bytes();
    if (Ascii.indexOf(line, from, to, '\\') < 0) {
      parts.text(name, from, to);
      return;
    }
    byte[] resolved = new byte[to - from];
    int length = 0;
    for (int at = from; at < to; at++) {
      int next = Ascii.at(line, at + 1, to);
      boolean escape = line[at] == '\\' && (next == '"' || next == '\\' || next == ']');
      at += escape ? 1 : 0;
      resolved[length++] = line[at];
    }
    parts.resolved(name, ValueType.TEXT, Arrays.copyOf(resolved, length));
  }
}
