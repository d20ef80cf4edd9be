// SPDX-License-Identifier: Apache-2.0
package dev.shirube.gateway;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.nio.channels.Channel;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Looks after the connections of a door, from the moment they are accepted: how many there are,
/// how many from one address, and whether they are getting on. A connection that is not is closed,
/// so that nobody holds a place by doing nothing, or almost nothing.
public final class ConnectionWatch implements Closeable {
  private final ConnectionLimits limits;
  private final DoorCounters counters;
  private final LongSupplier nanos;
  private final Map<SocketAddress, Connection> connections = new ConcurrentHashMap<>();
  private final Map<InetAddress, Integer> perAddress = new HashMap<>();
  private final CountDownLatch stopped = new CountDownLatch(1);

  /// A watch that has to be told to look; see {@link #look}.
  ///
  /// @param nanos a clock that never goes back, in nanoseconds
  public ConnectionWatch(ConnectionLimits limits, DoorCounters counters, LongSupplier nanos) {
    this.limits = limits;
    this.counters = counters;
    this.nanos = nanos;
  }

  /// A watch that looks every second until it is closed.
  public static ConnectionWatch start(ConnectionLimits limits, DoorCounters counters) {
    ConnectionWatch watch = new ConnectionWatch(limits, counters, System::nanoTime);
    Thread.ofPlatform().name("connection-watch").daemon().start(watch::run);
    return watch;
  }

  /// What a connection is doing.
  private enum Doing {
    /// Nothing has come, or not yet enough to be anything.
    WAITING,
    /// Something long is coming in, or going out.
    MOVING,
    /// It is this side's turn.
    WORKING
  }

  /// One connection.
  public static final class Connection {
    private final LongSupplier nanos;
    private final InetAddress address;
    private final SocketAddress peer;
    private final Closeable socket;
    private Doing doing = Doing.WAITING;
    private long since;
    private long moved;

    private Connection(
        LongSupplier nanos, InetAddress address, SocketAddress peer, Closeable socket) {
      this.nanos = nanos;
      this.address = address;
      this.peer = peer;
      this.socket = socket;
      this.since = nanos.getAsLong();
    }

    /// It has sent something whole, or been answered, and its turn begins again.
    public synchronized void waiting() {
      become(Doing.WAITING);
    }

    /// It is this side's turn: the connection is not to blame for the time.
    public synchronized void working() {
      become(Doing.WORKING);
    }

    /// Something long begins to move.
    public synchronized void moving() {
      become(Doing.MOVING);
    }

    /// So many bytes have moved.
    public synchronized void moved(long bytes) {
      moved += bytes;
    }

    private void become(Doing next) {
      doing = next;
      since = nanos.getAsLong();
      moved = 0;
    }

    private synchronized boolean isLate(ConnectionLimits limits) {
      long took = nanos.getAsLong() - since;
      return switch (doing) {
        case WAITING -> took > limits.quiet().toNanos();
        case WORKING -> false;
        case MOVING -> {
          long judged = took - limits.grace().toNanos();
          yield judged > 0 && moved < judged / 1e9 * limits.bytesPerSecond();
        }
      };
    }
  }

  /// A connection has come.
  ///
  /// @param socket is closed when the connection is not getting on
  /// @return null when there are too many: it must be closed
  public @Nullable Connection enter(InetAddress address, SocketAddress peer, Closeable socket) {
    synchronized (perAddress) {
      if (isFull(address)) {
        leaveClosed();
      }
      if (isFull(address)) {
        counters.add(DoorStatus.Count.REFUSED_CONNECTIONS);
        return null;
      }
      Connection connection = new Connection(nanos, address, peer, socket);
      // A peer may come again before its last connection was seen to be closed.
      Connection last = connections.put(peer, connection);
      if (last == null) {
        perAddress.merge(address, 1, Integer::sum);
      }
      counters.add(DoorStatus.Count.CONNECTIONS);
      return connection;
    }
  }

  private boolean isFull(InetAddress address) {
    return connections.size() >= limits.all()
        || perAddress.getOrDefault(address, 0) >= limits.perAddress();
  }

  /// Forgets connections that someone else has closed.
  private void leaveClosed() {
    for (Connection connection : connections.values()) {
      if (connection.socket instanceof Channel channel && !channel.isOpen()) {
        leave(connection);
      }
    }
  }

  /// The open connection of a peer.
  public @Nullable Connection of(SocketAddress peer) {
    return connections.get(peer);
  }

  /// A connection has gone.
  public void leave(Connection connection) {
    synchronized (perAddress) {
      if (connections.remove(connection.peer, connection)) {
        perAddress.merge(connection.address, -1, Integer::sum);
        perAddress.remove(connection.address, 0);
      }
    }
  }

  /// How many are open.
  public int open() {
    leaveClosed();
    return connections.size();
  }

  /// Closes what is not getting on.
  public void look() {
    leaveClosed();
    for (Connection connection : connections.values()) {
      if (connection.isLate(limits)) {
        counters.add(DoorStatus.Count.TIMED_OUT);
        close(connection);
      }
    }
  }

  private void close(Connection connection) {
    leave(connection);
    try {
      connection.socket.close();
    } catch (IOException e) {
      // It is gone either way; its reader finds out by itself.
      counters.add(DoorStatus.Count.BROKEN);
    }
  }

  private void run() {
    try {
      while (!stopped.await(1, TimeUnit.SECONDS)) {
        look();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Closes all connections and stops looking.
  @Override
  public void close() {
    stopped.countDown();
    connections.values().forEach(this::close);
  }
}
