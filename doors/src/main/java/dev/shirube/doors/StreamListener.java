// SPDX-License-Identifier: Apache-2.0
package dev.shirube.doors;

import dev.shirube.gateway.ConnectionWatch;
import dev.shirube.gateway.DoorCounters;
import dev.shirube.gateway.DoorStatus;
import dev.shirube.gateway.Senders;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;

/// Accepts connections over TCP, with or without TLS, and serves each in a thread of its own. The
/// sender is asked for before a byte of its is looked at.
final class StreamListener implements Closeable {
  private static final int BACKLOG = 512;

  private final DoorSettings settings;
  private final Senders senders;
  private final DoorCounters counters;
  private final Session session;
  private final ConnectionWatch watch;
  private final ServerSocket server;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread accepting;

  /// Serves one connection until it ends.
  @FunctionalInterface
  interface Session {
    void serve(Connected connected) throws IOException, InterruptedException;
  }

  /// A connection of a known sender.
  ///
  /// @param watch is to be told what the connection is doing
  record Connected(
      InputStream in,
      OutputStream out,
      InetAddress address,
      Senders.Sender.Known sender,
      ConnectionWatch.Connection watch) {}

  /// Begins to listen.
  StreamListener(DoorSettings settings, Senders senders, DoorCounters counters, Session session)
      throws IOException {
    this.settings = settings;
    this.senders = senders;
    this.counters = counters;
    this.session = session;
    this.server = new ServerSocket();
    try {
      server.setReuseAddress(true);
      server.bind(settings.address(), BACKLOG);
    } catch (IOException e) {
      server.close();
      throw e;
    }
    this.watch = ConnectionWatch.start(settings.limits(), counters);
    this.accepting = Thread.ofPlatform().name(settings.name()).daemon().start(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  private void accept() {
    boolean open = true;
    while (open) {
      try {
        enter(server.accept());
      } catch (IOException e) {
        open = !server.isClosed() && !isClosedSoon();
      }
    }
  }

  /// Waits a little: it was something like too many open files, and others will be closed.
  private boolean isClosedSoon() {
    counters.add(DoorStatus.Count.REFUSED_CONNECTIONS);
    try {
      return closed.await(100, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private void enter(Socket socket) throws IOException {
    if (!(socket.getRemoteSocketAddress() instanceof InetSocketAddress peer)) {
      socket.close();
      return;
    }
    ConnectionWatch.Connection connection = watch.enter(peer.getAddress(), peer, socket);
    if (connection == null) {
      // Reset it, so that nothing of it stays behind here.
      socket.setSoLinger(true, 0);
      socket.close();
      return;
    }
    Thread.ofVirtual().name(settings.name()).start(() -> run(socket, peer, connection));
  }

  private void run(Socket socket, InetSocketAddress peer, ConnectionWatch.Connection connection) {
    try (socket) {
      SSLContext context = settings.tls();
      if (context == null) {
        serve(socket, peer, connection, List.of());
      } else {
        connection.moving();
        try (SSLSocket secure = handshake(context, socket, peer)) {
          connection.waiting();
          serve(secure, peer, connection, certificates(secure));
        }
      }
    } catch (IOException e) {
      // The other side has gone, or spoke no TLS, or the watch has closed it.
      counters.add(DoorStatus.Count.BROKEN);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      watch.leave(connection);
    }
  }

  private SSLSocket handshake(SSLContext context, Socket socket, InetSocketAddress peer)
      throws IOException {
    Socket over =
        context.getSocketFactory().createSocket(socket, peer.getHostString(), peer.getPort(), true);
    if (!(over instanceof SSLSocket secure)) {
      throw new IOException("no TLS socket: " + over.getClass());
    }
    secure.setUseClientMode(false);
    secure.setWantClientAuth(settings.askCertificate());
    secure.startHandshake();
    return secure;
  }

  private static List<X509Certificate> certificates(SSLSocket secure) {
    List<X509Certificate> certificates = new ArrayList<>();
    try {
      for (Certificate certificate : secure.getSession().getPeerCertificates()) {
        if (certificate instanceof X509Certificate known) {
          certificates.add(known);
        }
      }
    } catch (SSLPeerUnverifiedException e) {
      // It showed none, which is for the senders to judge.
      return List.of();
    }
    return certificates;
  }

  private void serve(
      Socket socket,
      InetSocketAddress peer,
      ConnectionWatch.Connection connection,
      List<X509Certificate> certificates)
      throws IOException, InterruptedException {
    Senders.Presented presented =
        new Senders.Presented(settings.name(), peer.getAddress(), null, certificates);
    switch (senders.who(presented)) {
      case Senders.Sender.Known known ->
          session.serve(
              new Connected(
                  socket.getInputStream(),
                  new BufferedOutputStream(socket.getOutputStream()),
                  peer.getAddress(),
                  known,
                  connection));
      case Senders.Sender.Unknown _ -> counters.add(DoorStatus.Count.UNKNOWN_SENDERS);
      case Senders.Sender.TooMany _ -> counters.add(DoorStatus.Count.SLOWED);
    }
  }

  DoorStatus status() {
    return new DoorStatus(
        settings.name(),
        settings.host() + ":" + port(),
        watch.open(),
        counters.all(),
        OptionalLong.empty());
  }

  @Override
  public void close() throws IOException {
    closed.countDown();
    server.close();
    try {
      // One that was just accepted must not outlive the door.
      accepting.join(5_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    watch.close();
  }
}
