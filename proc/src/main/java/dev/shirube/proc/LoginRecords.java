// SPDX-License-Identifier: Apache-2.0
package dev.shirube.proc;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads the records of wtmp and btmp (utmp(5)). Logging off names the terminal only: who was on it
/// is remembered. For one thread.
final class LoginRecords {
  private static final int REMEMBERED = 4096;
  private static final int LOGGED_ON = 7;
  private static final int LOGGED_OFF = 8;
  private static final int LOGIN_PROMPT = 6;
  private static final int LINE = 8;
  private static final int USER = 44;
  private static final int HOST = 76;

  private final boolean failures;
  private final boolean wide;
  private final Map<String, String> onTerminal = new HashMap<>();

  /// A record.
  record Entry(Logon logon, long nanos) {}

  /// @param failures whether the records are of those who were refused (btmp)
  /// @param wide whether times have eight bytes, as on 64-bit Arm
  LoginRecords(boolean failures, boolean wide) {
    this.failures = failures;
    this.wide = wide;
  }

  /// How many bytes a record has.
  int size() {
    return wide ? 400 : 384;
  }

  /// Reads the record at a place; null when it is about no logon.
  @Nullable Entry read(byte[] bytes, int at) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes, at, size()).slice().order(ByteOrder.nativeOrder());
    int type = buffer.getShort(0);
    String terminal = text(bytes, at + LINE, 32);
    String user = text(bytes, at + USER, 32);
    long seconds = wide ? buffer.getLong(344) : Integer.toUnsignedLong(buffer.getInt(340));
    long micros = wide ? buffer.getLong(352) : buffer.getInt(344);
    if (seconds < 0 || seconds > 7_000_000_000L || micros < 0 || micros >= 1_000_000) {
      return null;
    }
    long nanos = seconds * 1_000_000_000L + micros * 1000;
    String from = address(bytes, at + (wide ? 360 : 348), text(bytes, at + HOST, 256));
    if (failures) {
      return type == LOGGED_ON || type == LOGIN_PROMPT
          ? entry(Logon.Kind.REFUSED, user, terminal, from, nanos)
          : null;
    }
    if (type == LOGGED_ON && !user.isEmpty()) {
      if (onTerminal.size() < REMEMBERED) {
        onTerminal.put(terminal, user);
      }
      return entry(Logon.Kind.ON, user, terminal, from, nanos);
    }
    if (type == LOGGED_OFF) {
      String was = onTerminal.remove(terminal);
      return was == null && user.isEmpty()
          ? null
          : entry(Logon.Kind.OFF, was == null ? user : was, terminal, "", nanos);
    }
    return null;
  }

  private static Entry entry(
      Logon.Kind kind, String user, String terminal, String from, long nanos) {
    return new Entry(Logon.of(kind, user, "login").from(from, 0).at(terminal), nanos);
  }

  private static String address(byte[] bytes, int at, String name) {
    boolean four = true;
    boolean none = true;
    for (int index = 0; index < 16; index++) {
      none &= bytes[at + index] == 0;
      four &= index < 4 || bytes[at + index] == 0;
    }
    if (none) {
      // A local terminal of X writes its display here.
      return name.startsWith(":") ? "" : name;
    }
    try {
      return InetAddress.getByAddress(Arrays.copyOfRange(bytes, at, at + (four ? 4 : 16)))
          .getHostAddress();
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String text(byte[] bytes, int from, int most) {
    int to = from;
    while (to < from + most && bytes[to] != 0) {
      to++;
    }
    return new String(bytes, from, to - from, StandardCharsets.UTF_8);
  }
}
