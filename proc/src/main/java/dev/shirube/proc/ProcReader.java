// SPDX-License-Identifier: Apache-2.0
package dev.shirube.proc;

import dev.shirube.rings.FileCalls;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads processes from /proc. A process may end at any moment: what could be read until then is
/// told, or nothing. For one thread.
final class ProcReader {
  private static final int LONGEST = 1 << 15;
  private static final byte[] NOTHING = {};
  private static final byte[] DELETED = " (deleted)".getBytes(StandardCharsets.US_ASCII);

  private final FileCalls calls = new FileCalls();
  private final byte[] piece = new byte[LONGEST];
  private final String proc;

  /// @param proc the folder of processes, usually /proc
  ProcReader(Path proc) {
    this.proc = proc.toString();
  }

  /// All processes that run now, parents before what they started.
  List<ProcFacts> all() throws IOException {
    List<ProcFacts> found = new ArrayList<>();
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(Path.of(proc), "[0-9]*")) {
      for (Path folder : folders) {
        ProcFacts facts = read(Integer.parseInt(folder.getFileName().toString()));
        if (facts != null) {
          found.add(facts);
        }
      }
    } catch (NumberFormatException e) {
      throw new IOException(e);
    }
    return parentsFirst(found);
  }

  /// Orders processes so that each comes after its parent; start times are too coarse for that.
  static List<ProcFacts> parentsFirst(List<ProcFacts> found) {
    Map<Integer, List<ProcFacts>> children = new HashMap<>();
    Map<Integer, ProcFacts> known = new HashMap<>();
    found.forEach(facts -> known.put(facts.pid(), facts));
    List<ProcFacts> ordered = new ArrayList<>(found.size());
    for (ProcFacts facts : found) {
      if (known.containsKey(facts.parent()) && facts.parent() != facts.pid()) {
        children.computeIfAbsent(facts.parent(), _ -> new ArrayList<>()).add(facts);
      } else {
        ordered.add(facts);
      }
    }
    ordered.sort(Comparator.comparingLong(ProcFacts::startNanos));
    for (int index = 0; index < ordered.size(); index++) {
      List<ProcFacts> next = children.remove(ordered.get(index).pid());
      if (next != null) {
        ordered.addAll(next);
      }
    }
    // Should a process have been read as its own ancestor, it still is one.
    children.values().forEach(ordered::addAll);
    return ordered;
  }

  /// One process; null when it is gone.
  @Nullable ProcFacts read(int pid) {
    String folder = proc + "/" + pid + "/";
    ProcFacts.Stat stat = ProcFacts.stat(file(folder + "stat"));
    if (stat == null) {
      return null;
    }
    byte[] exe = link(folder + "exe");
    boolean deleted = endsWith(exe, DELETED);
    int length = deleted ? exe.length - DELETED.length : exe.length;
    return new ProcFacts(
        pid,
        stat.parent(),
        stat.startNanos(),
        stat.name(),
        new String(exe, 0, length, StandardCharsets.UTF_8),
        arguments(file(folder + "cmdline")),
        new String(link(folder + "cwd"), StandardCharsets.UTF_8),
        ProcFacts.ids(file(folder + "status"), login(file(folder + "loginuid"))),
        stat.session(),
        deleted,
        ProcFacts.container(file(folder + "cgroup")));
  }

  private static long login(byte[] digits) {
    try {
      long value = Long.parseLong(new String(digits, StandardCharsets.US_ASCII).strip());
      return value == 0xffff_ffffL ? -1 : value;
    } catch (NumberFormatException _) {
      return -1;
    }
  }

  static List<String> arguments(byte[] bytes) {
    List<String> arguments = new ArrayList<>();
    int from = 0;
    for (int at = 0; at < bytes.length; at++) {
      if (bytes[at] == 0) {
        arguments.add(new String(bytes, from, at - from, StandardCharsets.UTF_8));
        from = at + 1;
      }
    }
    if (from < bytes.length) {
      arguments.add(new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8));
    }
    return arguments;
  }

  private static boolean endsWith(byte[] bytes, byte[] end) {
    int from = bytes.length - end.length;
    return from >= 0 && Arrays.equals(bytes, from, bytes.length, end, 0, end.length);
  }

  private byte[] link(String path) {
    byte[] target = calls.linkOf(PathBytes.of(path));
    return target == null ? NOTHING : target;
  }

  private byte[] file(String path) {
    int fd = calls.open(PathBytes.of(path), FileCalls.CAREFULLY);
    if (fd < 0) {
      return NOTHING;
    }
    try {
      int used = 0;
      int length = 1;
      while (length > 0 && used < LONGEST) {
        length = calls.read(fd, piece, used, LONGEST - used);
        used += Math.max(0, length);
      }
      return Arrays.copyOf(piece, used);
    } finally {
      calls.close(fd);
    }
  }
}
