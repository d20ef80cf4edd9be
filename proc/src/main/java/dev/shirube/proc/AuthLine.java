// SPDX-License-Identifier: Apache-2.0
package dev.shirube.proc;

import org.jspecify.annotations.Nullable;

/// Reads the lines in which sshd, sudo, su and PAM tell of logons to syslog.
final class AuthLine {
  private static final int LONGEST = 4096;

  private final String program;
  private final String message;

  private AuthLine(String program, String message) {
    this.program = program;
    this.message = message;
  }

  /// Finds program and message in a line of syslog: TIME HOST PROGRAM[PID]: MESSAGE. Null when it
  /// is none.
  static @Nullable AuthLine of(String line) {
    if (line.length() > LONGEST) {
      return null;
    }
    int end = line.indexOf(": ");
    while (end > 0) {
      int from = line.lastIndexOf(' ', end) + 1;
      String tag = line.substring(from, end);
      int bracket = tag.indexOf('[');
      String name = bracket > 0 ? tag.substring(0, bracket) : tag;
      if (from > 1 && !name.isEmpty() && !Character.isDigit(name.charAt(0))) {
        int pam = name.indexOf('(');
        return new AuthLine(
            pam > 0 ? name.substring(0, pam) : name, line.substring(end + 2).strip());
      }
      end = line.indexOf(": ", end + 1);
    }
    return null;
  }

  /// What the program says.
  String message() {
    return message;
  }

  /// The logon it tells of; null when it tells of something else.
  @Nullable Logon logon() {
    Logon ssh = program.startsWith("sshd") ? ssh() : null;
    if (ssh != null) {
      return ssh;
    }
    if (program.equals("sudo")) {
      Logon sudo = sudo();
      if (sudo != null) {
        return sudo;
      }
    }
    return pam();
  }

  private @Nullable Logon ssh() {
    boolean accepted = message.startsWith("Accepted ");
    if (!accepted && !message.startsWith("Failed ")) {
      return null;
    }
    int how = message.indexOf(' ') + 1;
    int who = message.indexOf(" for ", how);
    int where = message.lastIndexOf(" from ");
    int port = message.indexOf(" port ", Math.max(where, 0));
    if (who < 0 || where < who + 5 || port < 0) {
      return null;
    }
    String user = message.substring(who + 5, where);
    String stranger = "invalid user ";
    user = user.startsWith(stranger) ? user.substring(stranger.length()) : user;
    return Logon.of(accepted ? Logon.Kind.ON : Logon.Kind.REFUSED, user, "sshd")
        .from(message.substring(where + 6, port), number(message, port + 6))
        .by(message.substring(how, who));
  }

  // taro : TTY=pts/0 ; PWD=/home/taro ; USER=root ; COMMAND=/usr/bin/id
  private @Nullable Logon sudo() {
    int command = message.indexOf("COMMAND=");
    int colon = message.indexOf(" : ");
    if (command < 0 || colon < 0 || colon > command) {
      return null;
    }
    String before = message.substring(colon, command);
    boolean refused =
        before.contains("not allowed")
            || before.contains("NOT in sudoers")
            || before.contains("incorrect password");
    return Logon.of(
            refused ? Logon.Kind.COMMAND_REFUSED : Logon.Kind.COMMAND, value("USER="), "sudo")
        .at(value("TTY="))
        .doneBy(message.substring(0, colon).strip(), message.substring(command + 8));
  }

  // pam_unix(su:session): session opened for user root(uid=0) by taro(uid=1000)
  private @Nullable Logon pam() {
    String opened = "session opened for user ";
    String closed = "session closed for user ";
    String failed = "authentication failure;";
    int at = message.indexOf(opened);
    if (at >= 0) {
      int by = message.indexOf(" by ", at);
      return Logon.of(Logon.Kind.ON, word(at + opened.length()), program)
          .doneBy(by < 0 ? "" : word(by + 4), "");
    }
    at = message.indexOf(closed);
    if (at >= 0) {
      return Logon.of(Logon.Kind.OFF, word(at + closed.length()), program);
    }
    if (message.contains(failed)) {
      return Logon.of(Logon.Kind.REFUSED, value("user="), program)
          .from(value("rhost="), 0)
          .at(value("tty="))
          .doneBy(value("ruser="), "");
    }
    return null;
  }

  private String word(int from) {
    int end = from;
    while (end < message.length() && message.charAt(end) > ' ' && message.charAt(end) != '(') {
      end++;
    }
    return message.substring(from, end);
  }

  // ruser= ends with user=: only what a blank stands before is meant.
  private String value(String name) {
    int at = message.indexOf(" " + name);
    if (at < 0) {
      return "";
    }
    int from = at + 1 + name.length();
    int end = message.indexOf(' ', from);
    return message.substring(from, end < 0 ? message.length() : end);
  }

  private static int number(String text, int from) {
    int value = 0;
    for (int at = from; at < text.length() && at < from + 5; at++) {
      int digit = text.charAt(at) - '0';
      if (digit < 0 || digit > 9) {
        return value;
      }
      value = value * 10 + digit;
    }
    return value;
  }
}
