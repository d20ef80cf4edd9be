// SPDX-License-Identifier: Apache-2.0
package dev.shirube.textlogs;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What the numbers and names of the audit log mean.
final class AuditNames {
  /// Fields that the kernel or a program writes in hexadecimal when their value has a space, a
  /// quote or a byte that is no printable ASCII; arguments of EXECVE belong to them too.
  private static final Set<String> ENCODED =
      Set.of(
          "acct",
          "cgroup",
          "cmd",
          "comm",
          "cwd",
          "data",
          "device",
          "dir",
          "exe",
          "file",
          "grp",
          "invalid_context",
          "key",
          "name",
          "new",
          "new-chardev",
          "new-disk",
          "new-fs",
          "new-rng",
          "ocomm",
          "old",
          "old-chardev",
          "old-disk",
          "old-fs",
          "old-rng",
          "path",
          "profile",
          "proctitle",
          "root_dir",
          "sw",
          "unit",
          "vm",
          "watch");

  private static final Map<String, String> TYPES = numberedTypes();
  private static final String[] ARCHITECTURES = {"c000003e", "40000003", "c00000b7"};
  private static final Map<String, String> CALLS = systemCalls();

  private AuditNames() {}

  static boolean isEncoded(String type, String field) {
    return ENCODED.contains(field) || isArgument(type, field);
  }

  /// Whether a field is an argument of EXECVE: a0, a1 …, or a piece of a long one, a2[0].
  static boolean isArgument(String type, String field) {
    boolean letter = type.equals("EXECVE") && field.length() > 1 && field.charAt(0) == 'a';
    int at = 1;
    while (letter && at < field.length() && Ascii.isDigit(field.charAt(at))) {
      at++;
    }
    return letter && at > 1 && (at == field.length() || field.charAt(at) == '[');
  }

  /// The name of a record type that is spelled as a number (`1400`, `UNKNOWN[1334]`), or null.
  static @Nullable String type(String spelled) {
    int from = spelled.startsWith("UNKNOWN[") ? "UNKNOWN[".length() : 0;
    int to = from > 0 && spelled.endsWith("]") ? spelled.length() - 1 : spelled.length();
    return TYPES.get(spelled.substring(from, Math.max(from, to)));
  }

  /// The name of a system call by the architecture's and its own number, or null.
  static @Nullable String call(String architecture, String number) {
    return CALLS.get(architecture + ' ' + number);
  }

  private static Map<String, String> systemCalls() {
    Map<String, String> calls = new HashMap<>(2_048);
    for (String line : table("syscalls.tsv")) {
      addCall(line, calls);
    }
    return Map.copyOf(calls);
  }

  private static void addCall(String line, Map<String, String> calls) {
    int at = line.indexOf('\t');
    String name = line.substring(0, at);
    for (String architecture : ARCHITECTURES) {
      int end = line.indexOf('\t', at + 1);
      String number = line.substring(at + 1, end < 0 ? line.length() : end);
      calls.put(architecture + ' ' + number, name);
      at = end;
    }
  }

  private static Map<String, String> numberedTypes() {
    Map<String, String> types = new HashMap<>();
    for (String line : table("audit-types.tsv")) {
      int tab = line.indexOf('\t');
      types.put(line.substring(0, tab), line.substring(tab + 1));
    }
    return Map.copyOf(types);
  }

  /// The lines of a table beside this class, without its comments.
  private static List<String> table(String file) {
    try (InputStream table = AuditNames.class.getResourceAsStream(file)) {
      if (table == null) {
        throw new IllegalStateException(file);
      }
      String text = new String(table.readAllBytes(), StandardCharsets.UTF_8);
      return text.lines().filter(line -> !line.startsWith("#")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The `saddr` of an audit record: a Linux `struct sockaddr` as it lies in memory, the family in
  /// the machine's byte order (almost always little-endian), ports in the network's.
  static final class SocketAddress {
    private static final int UNIX = 1;
    private static final int INET = 2;
    private static final int INET6 = 10;
    private static final int NETLINK = 16;

    private SocketAddress() {}

    /// Writes `saddr.family` and, as far as the family has them, `saddr.ip`, `saddr.port` and
    /// `saddr.path`. An abstract name of a Unix socket begins with @.
    static void write(Parts parts, byte[] address) {
      if (address.length < 2) {
        return;
      }
      int family = (address[0] & 0xff) | ((address[1] & 0xff) << 8);
      family = family > 0xff ? family >> 8 : family;
      switch (family) {
        case UNIX -> unix(parts, address);
        case INET -> internet(parts, "inet", address, 4, 4);
        case INET6 -> internet(parts, "inet6", address, 8, 16);
        case NETLINK -> parts.derived("saddr.family", "netlink");
        default -> parts.derived("saddr.family", Integer.toString(family));
      }
    }

    private static void unix(Parts parts, byte[] address) {
      parts.derived("saddr.family", "unix");
      boolean hidden = address.length > 3 && address[2] == 0;
      int from = hidden ? 3 : 2;
      int to = from;
      while (to < address.length && address[to] != 0) {
        to++;
      }
      if (to > from) {
        byte[] path = Arrays.copyOfRange(address, hidden ? 2 : from, to);
        path[0] = hidden ? (byte) '@' : path[0];
        parts.derived("saddr.path", path);
      }
    }

    private static void internet(Parts parts, String family, byte[] address, int from, int length) {
      parts.derived("saddr.family", family);
      if (address.length < from + length) {
        return;
      }
      try {
        byte[] ip = Arrays.copyOfRange(address, from, from + length);
        parts.derived("saddr.ip", InetAddress.getByAddress(ip).getHostAddress());
      } catch (UnknownHostException e) {
        throw new IllegalStateException(e);
      }
      int port = ((address[2] & 0xff) << 8) | (address[3] & 0xff);
      parts.derived("saddr.port", Integer.toString(port));
    }
  }
}
