// SPDX-License-Identifier: Apache-2.0
package dev.shirube.trial;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/// The true rsyslogd as a sender: it takes lines at a port of its own and hands them on as its
/// configuration says. Everything of it lies in a folder of the test; that of the machine is not
/// touched.
final class Rsyslog implements AutoCloseable {
  private static final Path PROGRAM = Path.of("/usr/sbin/rsyslogd");
  private static final int PATIENCE_SECONDS = 60;

  private final Path folder;
  private final int port;
  private final Process process;

  /// Starts one.
  ///
  /// @param folder for its files; made
  /// @param sending the part of the configuration that sends
  Rsyslog(Path folder, String sending) throws IOException {
    this.folder = Files.createDirectories(folder);
    port = StationProcess.free();
    StringBuilder configuration = new StringBuilder("module(load=\"imptcp\")\n");
    configuration.append("global(workDirectory=\"").append(folder).append("\"");
    configuration.append(" maxMessageSize=\"8k\")\n");
    configuration.append("input(type=\"imptcp\" address=\"127.0.0.1\" port=\"").append(port);
    configuration.append("\")\n").append(sending).append('\n');
    Path file = Files.writeString(folder.resolve("rsyslog.conf"), configuration);
    String pid = folder.resolve("pid").toString();
    process =
        new ProcessBuilder(PROGRAM.toString(), "-n", "-f", file.toString(), "-i", pid)
            .redirectErrorStream(true)
            .redirectOutput(said().toFile())
            .start();
  }

  /// Which of the parts named, such as omrelp, this machine lacks; empty if none.
  static List<String> missing(String... modules) throws IOException {
    List<String> missing = new ArrayList<>();
    if (!Files.isExecutable(PROGRAM)) {
      missing.add("rsyslogd");
      return missing;
    }
    List<Path> places = new ArrayList<>();
    try (Stream<Path> list = Files.list(Path.of("/usr/lib"))) {
      list.map(it -> it.resolve("rsyslog")).filter(Files::isDirectory).forEach(places::add);
    }
    for (String module : modules) {
      if (places.stream().noneMatch(it -> Files.exists(it.resolve(module + ".so")))) {
        missing.add(module);
      }
    }
    return missing;
  }

  private Path said() {
    return folder.resolve("said.txt");
  }

  /// Hands it lines, as soon as it listens.
  void feed(List<String> lines) throws IOException, InterruptedException {
    byte[] bytes = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    CountDownLatch never = new CountDownLatch(1);
    while (true) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        OutputStream out = socket.getOutputStream();
        out.write(bytes);
        return;
      } catch (SocketException e) {
        if (System.nanoTime() > until || !process.isAlive()) {
          throw new AssertionError("rsyslogd does not listen: " + words(), e);
        }
        boolean _ = never.await(20, TimeUnit.MILLISECONDS);
      }
    }
  }

  /// What it said so far.
  String words() throws IOException {
    return Files.readString(said());
  }

  @Override
  public void close() {
    process.destroy();
    try {
      process.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      Process _ = process.destroyForcibly();
    }
  }
}
