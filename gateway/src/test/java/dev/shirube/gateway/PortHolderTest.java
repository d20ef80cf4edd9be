// SPDX-License-Identifier: Apache-2.0
package dev.shirube.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PortHolderTest {
  private static final InetAddress HERE = InetAddress.getLoopbackAddress();

  private static void assertIsUs(Optional<PortHolder> holder) {
    assertThat(holder).isPresent();
    if (Files.isReadable(Path.of("/proc/net/tcp"))) {
      assertThat(holder.orElseThrow().pid()).isEqualTo(ProcessHandle.current().pid());
      assertThat(holder.orElseThrow().name()).startsWith("java");
    } else {
      System.out.println("not proven: who holds a port; this system has no /proc");
    }
  }

  @Test
  void tellsWhoHoldsAPort() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, HERE)) {
      port = socket.getLocalPort();
      assertIsUs(PortHolder.of(PortHolder.Kind.TCP, HERE, port));
    }
    assertThat(PortHolder.of(PortHolder.Kind.TCP, HERE, port)).isEmpty();
    try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(HERE, 0))) {
      port = socket.getLocalPort();
      assertIsUs(PortHolder.of(PortHolder.Kind.UDP, HERE, port));
    }
    assertThat(PortHolder.of(PortHolder.Kind.UDP, HERE, port)).isEmpty();
  }

  @Test
  void readsTheSystemsTable() {
    List<String> table =
        List.of(
            "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt uid inode",
            " 0: 00000000:0202 00000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 17 1",
            " 1: 0100007F:0202 0100007F:D431 01 00000000:00000000 00:00000000 00000000 0 0 18 1",
            " 2: 0100007F:0035 00000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 19 1",
            "junk",
            "");
    assertThat(PortHolder.sockets(table, PortHolder.Kind.TCP, 514)).containsExactly("socket:[17]");
    assertThat(PortHolder.sockets(table, PortHolder.Kind.UDP, 514)).hasSize(2);
    assertThat(PortHolder.sockets(table, PortHolder.Kind.TCP, 99)).isEmpty();
  }
}
