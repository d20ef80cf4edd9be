// SPDX-License-Identifier: Apache-2.0
package dev.shirube.gateway;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.StringTokenizer;
import java.util.stream.Stream;

/// Who holds a port of this machine. Linux tells in /proc/net/tcp and udp which socket listens
/// where (proc(5)), and in /proc/PID/fd whose it is; of other users' processes only root sees that.
///
/// @param name the program; empty where the system does not tell
/// @param pid its number; 0 where the system does not tell
public record PortHolder(String name, long pid) {
  private static final Path PROC = Path.of("/proc");
  private static final String LISTENS = "0A";
  private static final int LOCAL = 1;
  private static final int STATE = 3;
  private static final int INODE = 9;

  /// What kind of port.
  public enum Kind {
    TCP,
    UDP
  }

  /// Who holds a port; empty if it can be had.
  public static Optional<PortHolder> of(Kind kind, InetAddress address, int port) {
    if (isFree(kind, new InetSocketAddress(address, port))) {
      return Optional.empty();
    }
    try {
      return Optional.of(holder(sockets(kind, port)));
    } catch (IOException _) {
      return Optional.of(new PortHolder("", 0));
    }
  }

  private static boolean isFree(Kind kind, InetSocketAddress place) {
    try {
      if (kind == Kind.UDP) {
        new DatagramSocket(place).close();
      } else {
        try (ServerSocket socket = new ServerSocket()) {
          socket.setReuseAddress(true);
          socket.bind(place);
        }
      }
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  /// The numbers of the sockets that are at a port.
  private static Set<String> sockets(Kind kind, int port) throws IOException {
    Set<String> sockets = new HashSet<>();
    String name = kind.name().toLowerCase(Locale.ROOT);
    for (String table : List.of(name, name + "6")) {
      Path file = PROC.resolve("net").resolve(table);
      if (Files.isReadable(file)) {
        sockets.addAll(sockets(Files.readAllLines(file, StandardCharsets.ISO_8859_1), kind, port));
      }
    }
    return sockets;
  }

  static Set<String> sockets(List<String> lines, Kind kind, int port) {
    Set<String> sockets = new HashSet<>();
    String wanted = String.format(Locale.ROOT, ":%04X", port);
    for (String line : lines) {
      StringTokenizer tokens = new StringTokenizer(line);
      String[] columns = new String[INODE + 1];
      for (int column = 0; column <= INODE; column++) {
        columns[column] = tokens.hasMoreTokens() ? tokens.nextToken() : "";
      }
      boolean listens = kind == Kind.UDP || columns[STATE].equals(LISTENS);
      if (listens && columns[LOCAL].endsWith(wanted)) {
        sockets.add("socket:[" + columns[INODE] + "]");
      }
    }
    return sockets;
  }

  private static PortHolder holder(Set<String> sockets) {
    return sockets.isEmpty()
        ? new PortHolder("", 0)
        : ProcessHandle.allProcesses()
            .filter(process -> holds(process.pid(), sockets))
            .findFirst()
            .map(process -> new PortHolder(nameOf(process), process.pid()))
            .orElse(new PortHolder("", 0));
  }

  private static boolean holds(long pid, Set<String> sockets) {
    try (Stream<Path> open = Files.list(PROC.resolve(Long.toString(pid)).resolve("fd"))) {
      return open.anyMatch(link -> isOneOf(link, sockets));
    } catch (IOException | UncheckedIOException _) {
      // It has ended, or is another user's.
      return false;
    }
  }

  private static boolean isOneOf(Path link, Set<String> sockets) {
    try {
      return sockets.contains(Files.readSymbolicLink(link).toString());
    } catch (IOException _) {
      return false;
    }
  }

  private static String nameOf(ProcessHandle process) {
    String command = process.info().command().orElse("");
    return command.substring(command.lastIndexOf('/') + 1);
  }
}
