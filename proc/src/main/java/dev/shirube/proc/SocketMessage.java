// SPDX-License-Identifier: Apache-2.0
package dev.shirube.proc;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;

/// Asks the kernel for its sockets and reads its answers (sock_diag(7)).
final class SocketMessage {
  static final byte[] FAMILIES = {2, 10};
  static final byte[] PROTOCOLS = {6, 17};

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.nativeOrder());
  private static final VarHandle BIG_SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);

  private static final int HEAD = 16;
  private static final int QUESTION = 56;
  private static final int ANSWER = 72;
  private static final int BY_FAMILY = 20;
  private static final short DUMP = 0x301;
  private static final int NOTHING_MORE = 3;
  private static final int ERROR = 2;
  private static final int ESTABLISHED = 1;
  private static final int LISTENING = 10;
  private static final int UNCONNECTED = 7;

  /// One socket.
  ///
  /// @param state as TCP numbers it
  /// @param address its own, as text
  /// @param peerAddress whom it is connected to, as text
  record Socket(
      String protocol, int state, String address, int port, String peerAddress, int peerPort) {
    boolean isListening() {
      return state == LISTENING || state == UNCONNECTED;
    }
  }

  private SocketMessage() {}

  /// What asks for the sockets of a family and protocol that are connected or listen.
  static byte[] asking(byte family, byte protocol) {
    byte[] message = new byte[HEAD + QUESTION];
    INT.set(message, 0, message.length);
    SHORT.set(message, 4, (short) BY_FAMILY);
    SHORT.set(message, 6, DUMP);
    message[HEAD] = family;
    message[HEAD + 1] = protocol;
    int udp = protocol == 17 ? 1 << UNCONNECTED : 0;
    INT.set(message, HEAD + 4, 1 << ESTABLISHED | 1 << LISTENING | udp);
    return message;
  }

  /// Reads an answer.
  ///
  /// @return whether it was the last part of it
  static boolean read(byte[] bytes, int count, byte protocol, Map<Long, Socket> found) {
    int end = Math.min(count, bytes.length);
    int at = 0;
    while (at + HEAD <= end) {
      int length = (int) INT.get(bytes, at);
      int type = (short) SHORT.get(bytes, at + 4) & 0xffff;
      if (length < HEAD || length > end - at || type == NOTHING_MORE || type == ERROR) {
        return true;
      }
      if (type == BY_FAMILY && length >= HEAD + ANSWER) {
        socket(bytes, at + HEAD, protocol, found);
      }
      at += (length + 3) & ~3;
    }
    return false;
  }

  private static void socket(byte[] bytes, int at, byte protocol, Map<Long, Socket> found) {
    int width = bytes[at] == 2 ? 4 : 16;
    long inode = Integer.toUnsignedLong((int) INT.get(bytes, at + 68));
    if (inode != 0) {
      found.put(
          inode,
          new Socket(
              protocol == 6 ? "tcp" : "udp",
              bytes[at + 1],
              address(bytes, at + 8, width),
              (short) BIG_SHORT.get(bytes, at + 4) & 0xffff,
              address(bytes, at + 24, width),
              (short) BIG_SHORT.get(bytes, at + 6) & 0xffff));
    }
  }

  private static String address(byte[] bytes, int at, int width) {
    try {
      return InetAddress.getByAddress(Arrays.copyOfRange(bytes, at, at + width)).getHostAddress();
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The number in a link such as socket:[1234]; 0 for any other.
  static long inode(String link) {
    String start = "socket:[";
    if (!link.startsWith(start) || !link.endsWith("]") || link.length() > 30) {
      return 0;
    }
    try {
      return Long.parseLong(link.substring(start.length(), link.length() - 1));
    } catch (NumberFormatException _) {
      return 0;
    }
  }
}
