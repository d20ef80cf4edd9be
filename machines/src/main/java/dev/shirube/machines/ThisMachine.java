// SPDX-License-Identifier: Apache-2.0
package dev.shirube.machines;

import dev.shirube.agent.AgentParts;
import dev.shirube.sensor.HostIdentity;
import dev.shirube.wire.AgentHost;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// What this machine says of itself.
public final class ThisMachine {
  private static final int LONGEST = 250;
  private static final int MOST_ADDRESSES = 64;
  private static final String PRETTY = "PRETTY_NAME=";

  private final Path root;

  /// @param root of the file system, usually /
  public ThisMachine(Path root) {
    this.root = root;
  }

  /// How events name it.
  public HostIdentity identity() throws IOException {
    return HostIdentity.of(root);
  }

  /// What its agent tells the server.
  public AgentHost facts() throws IOException {
    HostIdentity identity = identity();
    return new AgentHost(
        identity.name(),
        plain(system()),
        plain(System.getProperty("os.version", "")),
        plain(System.getProperty("os.arch", "")),
        identity.id(),
        identity.bootId(),
        addresses());
  }

  /// The same, for who cannot be told that it failed.
  AgentHost asked() {
    try {
      return facts();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String plain(String text) {
    StringBuilder plain = new StringBuilder();
    text.codePoints()
        .filter(c -> c >= ' ' && c < 127)
        .limit(LONGEST)
        .forEach(plain::appendCodePoint);
    return plain.toString();
  }

  /// As os-release(5) tells it.
  private String system() throws IOException {
    Path file = root.resolve("etc/os-release");
    if (Files.isReadable(file)) {
      for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
        if (line.startsWith(PRETTY)) {
          String told = line.substring(PRETTY.length());
          boolean quoted = told.length() > 1 && told.startsWith("\"") && told.endsWith("\"");
          return quoted ? told.substring(1, told.length() - 1) : told;
        }
      }
    }
    return System.getProperty("os.name", "");
  }

  private static List<String> addresses() throws SocketException {
    List<String> addresses = new ArrayList<>();
    for (NetworkInterface each : Collections.list(NetworkInterface.getNetworkInterfaces())) {
      if (each.isUp() && !each.isLoopback()) {
        for (InetAddress address : Collections.list(each.getInetAddresses())) {
          String text = address.getHostAddress();
          int zone = text.indexOf('%');
          addresses.add(zone < 0 ? text : text.substring(0, zone));
        }
      }
    }
    return addresses.subList(0, Math.min(addresses.size(), MOST_ADDRESSES));
  }

  /// What this process takes of the machine.
  static AgentParts.Load load() {
    return new AgentParts.Load() {
      @Override
      public long cpuNanos() {
        return ManagementFactory.getOperatingSystemMXBean()
                instanceof com.sun.management.OperatingSystemMXBean system
            ? system.getProcessCpuTime()
            : -1;
      }

      @Override
      public long memoryBytes() {
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
      }
    };
  }
}
