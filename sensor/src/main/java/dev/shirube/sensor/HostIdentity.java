// SPDX-License-Identifier: Apache-2.0
package dev.shirube.sensor;

import dev.shirube.event.Digests;
import dev.shirube.event.ProcessKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;

/// Which host this is, and which of its starts.
///
/// @param id stays the same as long as the installation of the system does: its machine id
/// @param name the host's name as people know it
/// @param bootId another one after every start of the kernel
public record HostIdentity(String id, String name, String bootId) {
  private static final int LONGEST = 256;
  private static final long STEP = 10_000_000L;

  /// This host, as files below a root tell it.
  ///
  /// @param root of the file system, usually /
  public static HostIdentity of(Path root) throws IOException {
    String name = line(root.resolve("proc/sys/kernel/hostname"));
    String boot = line(root.resolve("proc/sys/kernel/random/boot_id"));
    return new HostIdentity(machineId(root, name), name, boot);
  }

  // A system without a machine id is told from others by its name.
  private static String machineId(Path root, String name) throws IOException {
    for (String place : new String[] {"etc/machine-id", "var/lib/dbus/machine-id"}) {
      Path file = root.resolve(place);
      if (Files.isReadable(file)) {
        String id = line(file);
        if (!id.isEmpty() && !id.equals("uninitialized")) {
          return id;
        }
      }
    }
    return HexFormat.of().formatHex(Digests.sha256("host", name), 0, 16);
  }

  private static String line(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    String text = new String(bytes, 0, Math.min(bytes.length, LONGEST), StandardCharsets.UTF_8);
    int end = text.indexOf('\n');
    return (end < 0 ? text : text.substring(0, end)).strip();
  }

  /// The key of a process of this host.
  ///
  /// @param tgid the process id
  /// @param startBoottimeNanos when its first thread was made, nanoseconds of the clock that counts
  ///   from the start of the kernel and goes on in standby
  public ProcessKey processKey(int tgid, long startBoottimeNanos) {
    return ProcessKey.exact(id, bootId + ':' + tgid + ':' + step(startBoottimeNanos));
  }

  /// A start in the steps of ten milliseconds in which /proc tells it (USER_HZ), so that a process
  /// is the same whether the kernel's programs or /proc tell of it. No process id is used twice in
  /// one.
  public static long step(long startBoottimeNanos) {
    return startBoottimeNanos / STEP * STEP;
  }
}
