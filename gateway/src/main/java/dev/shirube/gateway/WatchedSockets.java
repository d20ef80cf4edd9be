// SPDX-License-Identifier: Apache-2.0
package dev.shirube.gateway;

import io.helidon.common.socket.SocketOptions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketOption;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// Shows every accepted connection of the server to the watch before anything is read from it, even
/// before TLS begins.
///
/// @param options what is otherwise set at a socket
/// @param watch may refuse it
record WatchedSockets(SocketOptions options, ConnectionWatch watch) implements SocketOptions {
  @Override
  public void configureSocket(SocketChannel channel) {
    options.configureSocket(channel);
    try {
      if (channel.getRemoteAddress() instanceof InetSocketAddress peer
          && watch.enter(peer.getAddress(), peer, channel) != null) {
        return;
      }
    } catch (IOException e) {
      throw new IllegalStateException("gone before it was accepted", e);
    }
    // The server closes the channel when this is thrown.
    throw new IllegalStateException("too many connections");
  }

  @Override
  public Map<SocketOption<?>, Object> socketOptions() {
    return options.socketOptions();
  }

  @Override
  public Duration connectTimeout() {
    return options.connectTimeout();
  }

  @Override
  public Duration readTimeout() {
    return options.readTimeout();
  }

  @Override
  public Optional<Integer> socketReceiveBufferSize() {
    return options.socketReceiveBufferSize();
  }

  @Override
  public Optional<Integer> socketSendBufferSize() {
    return options.socketSendBufferSize();
  }

  @Override
  public boolean socketReuseAddress() {
    return options.socketReuseAddress();
  }

  @Override
  public boolean socketKeepAlive() {
    return options.socketKeepAlive();
  }

  @Override
  public boolean tcpNoDelay() {
    return options.tcpNoDelay();
  }
}
