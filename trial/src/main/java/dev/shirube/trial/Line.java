// SPDX-License-Identifier: Apache-2.0
package dev.shirube.trial;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/// The line between senders, which are here, and the product, which is in a namespace of its own.
/// It can be cut, both ways or one, and be bad. The addresses are of a network for documentation.
public final class Line {
  /// What the addresses of this end begin with; it has 1, 2 and 3.
  public static final String HERE = "198.51.100.";

  /// The address of the other end.
  public static final String THERE = HERE + "10";

  private static final String TABLE =
      """
      table inet trial {
        chain in {
          type filter hook input priority 0; policy accept;
        }
        chain out {
          type filter hook output priority 0; policy accept;
        }
      }
      """;

  private final String name;
  private final String device;

  /// How it is cut.
  public enum Cut {
    /// Nothing comes through: the device is down.
    BOTH,
    /// What is sent does not arrive.
    TO_THERE,
    /// It arrives, and no answer comes back.
    FROM_THERE,
    /// Whoever sends is told that there is no such connection.
    RESET
  }

  private Line(String name, String device) {
    this.name = name;
    this.device = device;
  }

  /// A good line.
  public static Line good(Ground ground) throws Exception {
    Line line = namespace(ground);
    String peer = ground.name();
    Ground.run(
        "ip", "link", "add", line.device, "type", "veth", "peer", "name", peer, "netns", line.name);
    ground.atEnd(() -> Ground.run("ip", "link", "del", line.device));
    line.connect(peer);
    return line;
  }

  /// A bad line, and the program that makes it so.
  ///
  /// @param loss how many packets of one are lost
  /// @param delay how long a packet takes, in milliseconds
  /// @param jitter by how much that differs: more than the time between two packets, so that they
  ///   overtake each other
  public static Line bad(Ground ground, long seed, double loss, int delay, int jitter)
      throws Exception {
    Line line = namespace(ground);
    String peer = ground.name();
    Path script = ground.folder("line").resolve("bad-line.py");
    try (InputStream in = Line.class.getResourceAsStream("/bad-line.py")) {
      long _ = Files.copy(Objects.requireNonNull(in), script, StandardCopyOption.REPLACE_EXISTING);
    }
    Process relay =
        new ProcessBuilder(
                "python3",
                script.toString(),
                line.device,
                peer,
                Long.toString(seed),
                String.format(Locale.ROOT, "%.4f", loss),
                Integer.toString(delay),
                Integer.toString(jitter))
            .redirectErrorStream(true)
            .start();
    BufferedReader said = relay.inputReader(StandardCharsets.UTF_8);
    ground.atEnd(() -> {
      relay.getOutputStream().close();
      boolean ended = relay.waitFor(10, TimeUnit.SECONDS);
      System.out.printf("the bad line: %s%n", ended ? said.readLine() : "did not end");
      Process _ = relay.destroyForcibly();
    });
    String first = said.readLine();
    if (!"ready".equals(first)) {
      throw new AssertionError("the bad line: " + first);
    }
    Ground.run("ip", "link", "set", peer, "netns", line.name);
    line.connect(peer);
    return line;
  }

  private static Line namespace(Ground ground) throws Exception {
    String name = ground.name();
    Ground.run("ip", "netns", "add", name);
    ground.atEnd(() -> Ground.run("ip", "netns", "del", name));
    return new Line(name, ground.name());
  }

  private void connect(String peer) throws IOException, InterruptedException {
    for (int number = 1; number <= 3; number++) {
      Ground.run("ip", "addr", "add", HERE + number + "/24", "dev", device);
    }
    Ground.run("ip", "link", "set", device, "up");
    inside("ip", "link", "set", "lo", "up");
    inside("ip", "addr", "add", THERE + "/24", "dev", peer);
    inside("ip", "link", "set", peer, "up");
  }

  /// What a command begins with that is to run at the other end.
  public List<String> there() {
    return List.of("ip", "netns", "exec", name);
  }

  /// The same, for a command that is to see what is mounted and unmounted here meanwhile.
  public List<String> thereWithMounts() {
    return List.of("nsenter", "--net=/run/netns/" + name);
  }

  private void inside(String... command) throws IOException, InterruptedException {
    String[] whole = new String[command.length + 4];
    String[] before = there().toArray(String[]::new);
    System.arraycopy(before, 0, whole, 0, before.length);
    System.arraycopy(command, 0, whole, before.length, command.length);
    Ground.run(whole);
  }

  /// Cuts it.
  public void cut(Cut how) throws IOException, InterruptedException {
    switch (how) {
      case BOTH -> Ground.run("ip", "link", "set", device, "down");
      case TO_THERE -> rule("in", "drop");
      case FROM_THERE -> rule("out", "drop");
      case RESET -> rule("in", "meta l4proto tcp reject with tcp reset");
    }
  }

  private void rule(String chain, String verdict) throws IOException, InterruptedException {
    inside("nft", TABLE + "add rule inet trial " + chain + " iif != lo " + verdict);
  }

  /// Mends it.
  public void mend(Cut how) throws IOException, InterruptedException {
    if (how == Cut.BOTH) {
      Ground.run("ip", "link", "set", device, "up");
    } else {
      inside("nft", "delete table inet trial");
    }
  }
}
