// SPDX-License-Identifier: Apache-2.0
package dev.shirube.doors;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.StringTokenizer;

/// Asks the system how many datagrams it dropped at a port because nobody read them in time. Linux
/// tells in /proc/net/udp and udp6: a line a socket, the local port in hexadecimal in the second
/// column, the drops in the last (proc(5)).
final class KernelDrops {
  private KernelDrops() {}

  /// The drops at a port; empty where the system does not tell.
  static OptionalLong at(int port) {
    OptionalLong sum = OptionalLong.empty();
    for (String name : List.of("/proc/net/udp", "/proc/net/udp6")) {
      Path table = Path.of(name);
      if (Files.isReadable(table)) {
        try {
          OptionalLong here = read(Files.readAllLines(table, StandardCharsets.ISO_8859_1), port);
          if (here.isPresent()) {
            sum = OptionalLong.of(sum.orElse(0) + here.getAsLong());
          }
        } catch (IOException e) {
          return OptionalLong.empty();
        }
      }
    }
    return sum;
  }

  /// The drops that a table tells of.
  static OptionalLong read(List<String> lines, int port) {
    String wanted = String.format(Locale.ROOT, ":%04X", port);
    OptionalLong sum = OptionalLong.empty();
    for (String line : lines) {
      StringTokenizer columns = new StringTokenizer(line);
      String local = "";
      String last = "";
      for (int column = 0; columns.hasMoreTokens(); column++) {
        last = columns.nextToken();
        local = column == 1 ? last : local;
      }
      if (local.endsWith(wanted)) {
        try {
          sum = OptionalLong.of(sum.orElse(0) + Long.parseLong(last));
        } catch (NumberFormatException e) {
          return OptionalLong.empty();
        }
      }
    }
    return sum;
  }
}
