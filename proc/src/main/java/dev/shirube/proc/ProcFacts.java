// SPDX-License-Identifier: Apache-2.0
package dev.shirube.proc;

import dev.shirube.sensor.ProcessFacts;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What /proc says of one process (proc(5)).
///
/// @param pid its id
/// @param parent the id of who started it, or took it over; 0 for the first
/// @param startNanos when it was started, nanoseconds of the clock that counts from the start of
///   the kernel, in steps of ten milliseconds
/// @param name its short name
/// @param program its program's path; empty for what the kernel runs by itself
/// @param arguments its command line, argument by argument
/// @param folder where it works
/// @param ids numeric ids
/// @param session the session's first process
/// @param isDeleted whether its program has no name any longer
/// @param container which container it is in; empty when none is known
record ProcFacts(
    int pid,
    int parent,
    long startNanos,
    String name,
    String program,
    List<String> arguments,
    String folder,
    Ids ids,
    int session,
    boolean isDeleted,
    String container) {
  private static final long TICK = 10_000_000L;
  private static final int HEX_ID = 64;

  /// Who it runs as.
  ///
  /// @param login the id with which somebody logged in, -1 when nobody did
  record Ids(long user, long effectiveUser, long group, long effectiveGroup, long login) {
    static final Ids UNKNOWN = new Ids(-1, -1, -1, -1, -1);
  }

  /// What /proc/PID/stat tells.
  record Stat(String name, int parent, int session, long startNanos) {}

  /// The command line as one text.
  String commandLine() {
    return String.join(" ", arguments);
  }

  /// The same for a table of processes.
  ///
  /// @param parentStart when its parent was started, 0 if nobody knows
  ProcessFacts told(long parentStart) {
    return new ProcessFacts(pid, startNanos)
        .madeBy(parent, parentStart)
        .image(PathBytes.of(program))
        .commandLine(PathBytes.of(commandLine()), false)
        .folder(PathBytes.of(folder))
        .comm(PathBytes.of(name))
        .container(PathBytes.of(container))
        .accounts(
            (int) ids.user(),
            (int) ids.effectiveUser(),
            (int) ids.group(),
            (int) ids.effectiveGroup())
        .login((int) ids.login(), session);
  }

  /// Reads /proc/PID/stat; null when it is none. The name may hold blanks and brackets: it ends at
  /// the last one.
  static @Nullable Stat stat(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    int open = text.indexOf('(');
    int shut = text.lastIndexOf(')');
    if (open < 0 || shut < open) {
      return null;
    }
    long[] numbers = new long[20];
    int at = shut + 4;
    for (int index = 0; index < numbers.length; index++) {
      int end = text.indexOf(' ', at);
      if (at < 0 || at >= text.length() || end < 0) {
        return null;
      }
      numbers[index] = number(text, at, end);
      at = end + 1;
    }
    // The numbers begin with the fourth field: the parent. Session is the sixth, start the 22nd.
    return new Stat(
        text.substring(open + 1, shut), (int) numbers[0], (int) numbers[2], numbers[18] * TICK);
  }

  private static long number(String text, int from, int to) {
    boolean minus = text.charAt(from) == '-';
    long value = 0;
    for (int index = minus ? from + 1 : from; index < to; index++) {
      int digit = text.charAt(index) - '0';
      if (digit < 0 || digit > 9 || value > Long.MAX_VALUE / 100) {
        return 0;
      }
      value = value * 10 + digit;
    }
    return minus ? -value : value;
  }

  /// Reads the ids of /proc/PID/status.
  static Ids ids(byte[] bytes, long login) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    long[] users = row(text, "\nUid:");
    long[] groups = row(text, "\nGid:");
    return new Ids(users[0], users[1], groups[0], groups[1], login);
  }

  private static long[] row(String text, String name) {
    long[] values = {-1, -1};
    int at = text.indexOf(name);
    if (at < 0) {
      return values;
    }
    int end = text.indexOf('\n', at + 1);
    int line = end < 0 ? text.length() : end;
    at += name.length();
    for (int index = 0; index < values.length; index++) {
      while (at < line && text.charAt(at) <= ' ') {
        at++;
      }
      int from = at;
      while (at < line && text.charAt(at) > ' ') {
        at++;
      }
      if (from < at) {
        values[index] = number(text, from, at);
      }
    }
    return values;
  }

  /// The container that a cgroup's path names by 64 hexadecimal digits; empty when it names none.
  static String container(byte[] cgroup) {
    String text = new String(cgroup, StandardCharsets.UTF_8);
    int run = 0;
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      boolean hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
      run = hex ? run + 1 : 0;
      if (run == HEX_ID) {
        return text.substring(at + 1 - HEX_ID, at + 1);
      }
    }
    return "";
  }
}
