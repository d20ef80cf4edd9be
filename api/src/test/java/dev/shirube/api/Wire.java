// SPDX-License-Identifier: Apache-2.0
package dev.shirube.api;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// Speaks HTTP/1.1 byte by byte, so that a test can send what no library would.
final class Wire {
  private static final int PATIENCE_MILLIS = 20_000;
  private static final int MOST = 32 << 20;

  private Wire() {}

  /// An answer.
  ///
  /// @param status 0 if the connection was closed without one
  /// @param headers by name in lower case, the last of several
  record Heard(int status, Map<String, String> headers, String body) {
    String header(String name) {
      return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
    }
  }

  static Heard ask(int port, String method, String target, List<String> headers, String body)
      throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    StringBuilder head = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
    head.append("Host: 127.0.0.1\r\nConnection: close\r\n");
    headers.forEach(header -> head.append(header).append("\r\n"));
    head.append("Content-Length: ").append(bytes.length).append("\r\n\r\n");
    return send(port, head.toString(), bytes);
  }

  /// Sends bytes as they are and reads what comes until the end.
  static Heard send(int port, String head, byte[] body) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(head.getBytes(StandardCharsets.ISO_8859_1));
    all.writeBytes(body);
    return send(port, all.toByteArray(), 1);
  }

  /// Sends bytes in some pieces and reads what comes until the end.
  static Heard send(int port, byte[] all, int pieces) throws IOException {
    try (Socket socket = new Socket()) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      socket.setTcpNoDelay(true);
      try {
        for (int piece = 0; piece < pieces; piece++) {
          int from = (int) ((long) all.length * piece / pieces);
          int until = (int) ((long) all.length * (piece + 1) / pieces);
          socket.getOutputStream().write(all, from, until - from);
          socket.getOutputStream().flush();
        }
        socket.shutdownOutput();
      } catch (SocketException _) {
        // Not all was read; what was answered to the rest may have come all the same.
      }
      return heard(read(socket.getInputStream()));
    }
  }

  private static byte[] read(InputStream in) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] chunk = new byte[1 << 16];
    try {
      for (int count = in.read(chunk); count >= 0; count = in.read(chunk)) {
        bytes.write(chunk, 0, count);
        if (bytes.size() > MOST) {
          throw new IOException("an answer without end");
        }
      }
    } catch (SocketException _) {
      // Closed by the other side, with or without an answer before.
    }
    return bytes.toByteArray();
  }

  private static Heard heard(byte[] bytes) {
    String all = new String(bytes, StandardCharsets.ISO_8859_1);
    if (all.startsWith("HTTP/1.1 100")) {
      // Only that the body may come; the answer is behind it.
      all = all.substring(all.indexOf("\r\n\r\n") + 4);
    }
    int end = all.indexOf("\r\n\r\n");
    if (end < 0) {
      return new Heard(0, Map.of(), all);
    }
    List<String> lines = all.substring(0, end).lines().toList();
    Map<String, String> headers = new TreeMap<>();
    for (String line : lines.subList(1, lines.size())) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    String rest = all.substring(end + 4);
    if (headers.getOrDefault("transfer-encoding", "").equals("chunked")) {
      rest = joined(rest);
    }
    String body = new String(rest.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    return new Heard(Integer.parseInt(lines.getFirst().substring(9, 12)), headers, body);
  }

  private static String joined(String chunks) {
    StringBuilder joined = new StringBuilder();
    int at = 0;
    while (at < chunks.length()) {
      int line = chunks.indexOf("\r\n", at);
      int length = line < 0 ? 0 : Integer.parseInt(chunks.substring(at, line).strip(), 16);
      if (length == 0) {
        return joined.toString();
      }
      joined.append(chunks, line + 2, Math.min(line + 2 + length, chunks.length()));
      at = line + 2 + length + 2;
    }
    return joined.toString();
  }
}
