// SPDX-License-Identifier: Apache-2.0
package dev.shirube.storms;

import dev.shirube.trial.Ground;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A namespace of mounts with a file system of pins of its own, in which agents run and are killed:
/// what they leave in the kernel is seen there, and gone with it in the end.
final class Cage {
  private final Process holder;

  private Cage(Process holder) {
    this.holder = holder;
  }

  /// Makes one, which lasts until the ground is closed.
  static Cage make(Ground ground) throws IOException {
    Process holder =
        new ProcessBuilder(
                "unshare",
                "-m",
                "--propagation",
                "private",
                "sh",
                "-c",
                "mount -t bpf bpf /sys/fs/bpf && echo ready && read ended")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    ground.atEnd(() -> {
      holder.getOutputStream().close();
      if (!holder.waitFor(30, TimeUnit.SECONDS)) {
        throw new AssertionError("the cage did not end");
      }
    });
    BufferedReader said = holder.inputReader(StandardCharsets.UTF_8);
    String first = said.readLine();
    if (!"ready".equals(first)) {
      throw new AssertionError("no cage: " + first);
    }
    return new Cage(holder);
  }

  /// What a command begins with that is to run in it.
  List<String> inside() {
    return List.of("nsenter", "--mount=/proc/" + holder.pid() + "/ns/mnt");
  }

  /// The file system of pins, as seen from outside.
  Path pins() {
    return Path.of("/proc/" + holder.pid() + "/root/sys/fs/bpf");
  }

  /// The names of what is pinned, but for what the kernel itself has there.
  List<String> pinned() throws IOException {
    try (Stream<Path> all = Files.list(pins())) {
      return all.map(it -> String.valueOf(it.getFileName()))
          .filter(name -> !name.endsWith(".debug"))
          .sorted()
          .toList();
    }
  }

  /// The folder of the pins of an agent.
  Path rings() throws IOException {
    List<String> names =
        pinned().stream()
            .filter(it -> it.startsWith("shirube-") && !it.endsWith("mounted"))
            .toList();
    if (names.size() != 1) {
      throw new AssertionError("pins: " + names);
    }
    return pins().resolve(names.getFirst());
  }

  /// What is mounted in it, one a line.
  List<String> mounts() throws IOException {
    List<String> points = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of("/proc/" + holder.pid() + "/mounts"))) {
      points.add(line);
    }
    return points;
  }
}
