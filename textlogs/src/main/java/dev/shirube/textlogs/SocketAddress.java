// SPDX-License-Identifier: Apache-2.0
package dev.shirube.textlogs;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/// The `saddr` of an audit record: a Linux `struct sockaddr` as it lies in memory, the family in
/// the machine's byte order (almost always little-endian), ports in the network's.
final class SocketAddress {
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
