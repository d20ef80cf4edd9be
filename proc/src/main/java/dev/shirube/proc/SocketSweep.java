// SPDX-License-Identifier: Apache-2.0
package dev.shirube.proc;

import dev.shirube.event.EventClass;
import dev.shirube.rings.FileCalls;
import dev.shirube.rings.KernelRefusal;
import dev.shirube.rings.Netlink;
import dev.shirube.rings.Poll;
import dev.shirube.sensor.SensorEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Looks which connections there are (sock_diag) and tells those that were not there before, with
/// the process that has them open. What opened and closed between two looks is not seen, nor what
/// is in other network namespaces. For one thread.
final class SocketSweep {
  private static final int WAIT_MILLIS = 1000;
  private static final int MOST = 1 << 16;
  private static final int OPEN = 1;
  private static final int CLOSE = 2;
  private static final int LISTEN = 7;
  private static final Path PROC = Path.of("/proc");

  private static final int LOCAL = SensorEvent.field("src_endpoint.ip");
  private static final int LOCAL_PORT = SensorEvent.field("src_endpoint.port");
  private static final int REMOTE = SensorEvent.field("dst_endpoint.ip");
  private static final int REMOTE_PORT = SensorEvent.field("dst_endpoint.port");
  private static final int PROTOCOL = SensorEvent.field("connection_info.protocol_name");
  private static final int INITIATED = SensorEvent.field("connection_info.is_initiated");
  private static final int DIRECTION = SensorEvent.field("connection_info.direction");

  /// What it cannot tell of any connection.
  static final int[] UNSEEN = {
    SensorEvent.field("status_code"),
    SensorEvent.field("traffic.bytes_in"),
    SensorEvent.field("traffic.bytes_out"),
    SensorEvent.field("dst_endpoint.hostname"),
  };

  private final Outbox outbox;
  private final Actors actors;
  private final FileCalls calls = new FileCalls();
  private @Nullable Netlink netlink;
  private @Nullable Poll poll;
  private Map<Long, SocketMessage.Socket> before = Map.of();

  SocketSweep(Outbox outbox, Actors actors) {
    this.outbox = outbox;
    this.actors = actors;
    try {
      netlink = Netlink.open(Netlink.SOCK_DIAG, 0);
      Poll waiting = new Poll();
      int _ = waiting.add(netlink.descriptor());
      poll = waiting;
    } catch (KernelRefusal _) {
      // Without it there are no connections; the capabilities say so.
      netlink = null;
    }
  }

  /// Tells what was not there before, and what is there no longer.
  ///
  /// @return whether the kernel answered
  boolean look(long now) {
    Map<Long, SocketMessage.Socket> found = new HashMap<>();
    boolean answered = false;
    for (byte family : SocketMessage.FAMILIES) {
      for (byte protocol : SocketMessage.PROTOCOLS) {
        answered |= ask(family, protocol, found);
      }
    }
    if (!answered) {
      return false;
    }
    Map<Long, SocketMessage.Socket> fresh = new HashMap<>(found);
    fresh.keySet().removeAll(before.keySet());
    if (!fresh.isEmpty()) {
      Map<Long, Integer> owners = owners(fresh.keySet());
      Set<Integer> listening = listening(found);
      fresh.forEach((inode, socket) -> tell(socket, owners.getOrDefault(inode, 0), listening, now));
    }
    before.forEach((inode, socket) -> {
      if (!found.containsKey(inode) && !socket.isListening()) {
        write(socket, CLOSE, now);
      }
    });
    before = found;
    return true;
  }

  private boolean ask(byte family, byte protocol, Map<Long, SocketMessage.Socket> found) {
    if (netlink == null || poll == null) {
      return false;
    }
    if (netlink.send(SocketMessage.asking(family, protocol)) < 0) {
      return false;
    }
    while (found.size() < MOST) {
      int count = netlink.receive();
      if (count == 0 && !poll.await(WAIT_MILLIS)) {
        return false;
      }
      if (count < 0) {
        return false;
      }
      if (count > 0 && SocketMessage.read(netlink.bytes(), count, protocol, found)) {
        return true;
      }
    }
    return true;
  }

  private static Set<Integer> listening(Map<Long, SocketMessage.Socket> found) {
    Set<Integer> ports = new HashSet<>();
    found.values().stream()
        .filter(SocketMessage.Socket::isListening)
        .forEach(socket -> ports.add(socket.port()));
    return ports;
  }

  private void tell(SocketMessage.Socket socket, int pid, Set<Integer> listening, long now) {
    SensorEvent event = write(socket, socket.isListening() ? LISTEN : OPEN, now);
    if (!socket.isListening()) {
      boolean initiated = !listening.contains(socket.port());
      event.put(INITIATED, initiated).put(DIRECTION, initiated ? "outbound" : "inbound");
    }
    if (pid > 0) {
      actors.of(pid).put(event);
    }
  }

  private SensorEvent write(SocketMessage.Socket socket, int activity, long now) {
    SensorEvent event =
        outbox
            .begin(EventClass.NETWORK_ACTIVITY, activity, now)
            .put(PROTOCOL, socket.protocol())
            .put(LOCAL, socket.address())
            .put(LOCAL_PORT, socket.port());
    if (!socket.isListening()) {
      event.put(REMOTE, socket.peerAddress()).put(REMOTE_PORT, socket.peerPort());
    }
    return event;
  }

  // Whoever has the socket's number among its open files has the socket.
  private Map<Long, Integer> owners(Set<Long> wanted) {
    Map<Long, Integer> owners = new HashMap<>();
    try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path process : processes) {
        if (owners.size() < wanted.size()) {
          owners(process, wanted, owners);
        }
      }
    } catch (IOException _) {
      return owners;
    }
    return owners;
  }

  private void owners(Path process, Set<Long> wanted, Map<Long, Integer> owners) {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(process.resolve("fd"))) {
      int pid = Integer.parseInt(process.getFileName().toString());
      for (Path file : files) {
        byte[] link = calls.linkOf(PathBytes.of(file.toString()));
        long inode =
            link == null ? 0 : SocketMessage.inode(new String(link, StandardCharsets.UTF_8));
        if (wanted.contains(inode)) {
          owners.putIfAbsent(inode, pid);
        }
      }
    } catch (IOException | java.nio.file.DirectoryIteratorException | NumberFormatException _) {
      // The process ended meanwhile.
    }
  }

  void close() {
    if (netlink != null) {
      netlink.close();
    }
    if (poll != null) {
      poll.close();
    }
  }
}
