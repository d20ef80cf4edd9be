// SPDX-License-Identifier: Apache-2.0
package dev.shirube.proc;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads what programs tell the kernel's audit of logons (auditing must be on; it is never switched
/// on from here): audit(SECONDS.MILLIS:SERIAL): key=value … msg='key=value …'.
final class AuditMessage {
  static final int AUTH = 1100;
  static final int SESSION_OPENED = 1105;
  static final int SESSION_CLOSED = 1106;
  static final int LOGIN = 1112;
  static final int LOGOUT = 1113;
  static final int COMMAND = 1123;

  private static final int MOST = 64;

  private AuditMessage() {}

  /// The logon that a message tells of; null when it tells of something else.
  static @Nullable Logon logon(int type, String text) {
    if (type != AUTH
        && type != LOGIN
        && type != LOGOUT
        && type != COMMAND
        && type != SESSION_OPENED
        && type != SESSION_CLOSED) {
      return null;
    }
    Map<String, String> values = values(text);
    boolean failed = values.getOrDefault("res", "").startsWith("fail");
    String service = name(values.getOrDefault("exe", ""));
    String user = values.getOrDefault("acct", values.getOrDefault("id", ""));
    String from = known(values.getOrDefault("addr", ""));
    String terminal = known(values.getOrDefault("terminal", ""));
    return switch (type) {
      case COMMAND ->
          Logon.of(failed ? Logon.Kind.COMMAND_REFUSED : Logon.Kind.COMMAND, "", service)
              .at(terminal)
              .doneBy(values.getOrDefault("auid", ""), values.getOrDefault("cmd", ""));
      case LOGOUT, SESSION_CLOSED ->
          Logon.of(Logon.Kind.OFF, user, service).from(from, 0).at(terminal);
      // What succeeds goes on to a session; alone it only matters that it failed.
      case AUTH ->
          failed ? Logon.of(Logon.Kind.REFUSED, user, service).from(from, 0).at(terminal) : null;
      default ->
          Logon.of(failed ? Logon.Kind.REFUSED : Logon.Kind.ON, user, service)
              .from(from, 0)
              .at(terminal);
    };
  }

  /// When it was told, nanoseconds since 1970 UTC; 0 when the text does not say.
  static long nanos(String text) {
    int open = text.indexOf("audit(");
    int dot = text.indexOf('.', open + 1);
    int colon = text.indexOf(':', dot + 1);
    if (open < 0 || dot < 0 || colon - dot != 4 || dot - open > 18) {
      return 0;
    }
    try {
      long seconds = Long.parseLong(text, open + 6, dot, 10);
      long millis = Long.parseLong(text, dot + 1, colon, 10);
      return seconds < 0 || seconds > 7_000_000_000L
          ? 0
          : seconds * 1_000_000_000L + millis * 1_000_000L;
    } catch (NumberFormatException _) {
      return 0;
    }
  }

  // Values stand alone, in double quotes, or as hexadecimal digits where a text has other signs.
  static Map<String, String> values(String text) {
    Map<String, String> values = new HashMap<>();
    int at = text.indexOf("): ");
    at = at < 0 ? 0 : at + 3;
    while (at < text.length() && values.size() < MOST) {
      int equal = text.indexOf('=', at);
      if (equal < 0) {
        break;
      }
      String name = text.substring(Math.max(at, text.lastIndexOf(' ', equal) + 1), equal);
      int from = equal + 1;
      if (name.equals("msg") && from < text.length() && text.charAt(from) == '\'') {
        at = from + 1;
        continue;
      }
      boolean quoted = from < text.length() && text.charAt(from) == '"';
      int end = quoted ? text.indexOf('"', from + 1) : end(text, from);
      end = end < 0 ? text.length() : end;
      String value = text.substring(quoted ? from + 1 : from, end);
      values.putIfAbsent(name, quoted || !isText(name) ? value : spelled(value));
      at = quoted ? end + 1 : end;
    }
    return values;
  }

  private static boolean isText(String name) {
    return name.equals("acct") || name.equals("cmd") || name.equals("exe");
  }

  private static int end(String text, int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) != ' ' && text.charAt(at) != '\'') {
      at++;
    }
    return at;
  }

  private static String spelled(String value) {
    if (value.isEmpty() || value.length() % 2 != 0) {
      return value;
    }
    try {
      return new String(HexFormat.of().parseHex(value), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      return value;
    }
  }

  private static String known(String value) {
    return value.equals("?") ? "" : value;
  }

  private static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
