// SPDX-License-Identifier: Apache-2.0
package dev.shirube.sensor;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;

/// A server of names that knows one answer.
final class FakeDns {
  private FakeDns() {}

  /// Whether nobody listens at a port.
  static boolean free(int port) {
    try (DatagramSocket _ =
        new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))) {
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  /// Answers one question with 127.0.0.9.
  static void answer(DatagramSocket server) {
    try {
      byte[] buffer = new byte[512];
      DatagramPacket question = new DatagramPacket(buffer, buffer.length);
      server.setSoTimeout(20_000);
      server.receive(question);
      byte[] answer = Arrays.copyOf(buffer, question.getLength() + 16);
      answer[2] = (byte) 0x81;
      answer[7] = 1;
      byte[] record = {(byte) 0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 127, 0, 0, 9};
      System.arraycopy(record, 0, answer, question.getLength(), record.length);
      server.send(new DatagramPacket(answer, answer.length, question.getSocketAddress()));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
