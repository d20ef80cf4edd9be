// SPDX-License-Identifier: Apache-2.0
package dev.shirube.watch;

import dev.shirube.proc.PathBytes;
import dev.shirube.rings.Fanotify;
import dev.shirube.rings.FileCalls;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Has groups of fanotify look at every file system that holds files: those mounted here, those
/// mounted since, and those that only processes in other mount namespaces can reach. For one
/// thread.
final class FileSystems {
  private static final int MOST_NAMESPACES = 4096;
  private static final int POINTS = 4;
  private static final int EINVAL = -22;

  /// What one group is to be told of.
  record Watcher(Fanotify group, long mask, long maskBefore517) {}

  private final FileCalls calls = new FileCalls();
  private final List<Watcher> watchers;
  private final List<Path> only;
  private final FolderPaths folders;
  private final Path proc;
  private final Set<Fanotify> resting = new HashSet<>();
  private Map<String, Integer> representatives = Map.of();
  private Map<Long, List<String>> reachable = Map.of();
  private Map<String, String> unwatched = Map.of();
  private int watched;

  FileSystems(List<Watcher> watchers, List<Path> only, FolderPaths folders, Path proc) {
    this.watchers = watchers;
    this.only = only;
    this.folders = folders;
    this.proc = proc;
  }

  /// Has a group look at nothing until it is roused.
  void rest(Fanotify group) {
    resting.add(group);
    group.watchNothing();
  }

  /// Has a group that rested look again.
  void rouse(Fanotify group) {
    resting.remove(group);
    follow();
  }

  /// Looks at what is mounted now.
  void follow() {
    Map<String, Boolean> done = new HashMap<>();
    Map<Long, List<String>> points = new TreeMap<>();
    Map<String, String> refused = new LinkedHashMap<>();
    mark("", mounts(proc.resolve("self/mountinfo")), done, points, refused);
    for (int pid : representatives.values()) {
      String root = proc + "/" + pid + "/root";
      mark(root, mounts(proc.resolve(pid + "/mountinfo")), done, points, refused);
    }
    refused.keySet().removeIf(device -> done.getOrDefault(device, false));
    watched = (int) done.values().stream().filter(yes -> yes).count();
    unwatched = refused;
    if (!points.equals(reachable)) {
      reachable = points;
      Map<Long, List<byte[]>> bytes = new HashMap<>();
      points.forEach((id, paths) -> bytes.put(id, paths.stream().map(PathBytes::of).toList()));
      folders.mountsAre(bytes);
    }
  }

  /// Looks for mount namespaces that came or went, and at their file systems.
  void sweep() {
    Map<String, Integer> found = namespaces();
    if (!found.equals(representatives)) {
      representatives = found;
      follow();
    }
  }

  // One process stands for each namespace, the same as before as long as it is there.
  private Map<String, Integer> namespaces() {
    Map<String, Integer> found = new HashMap<>();
    String own = namespace("self");
    Set<Integer> before = new HashSet<>(representatives.values());
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(proc, "[0-9]*")) {
      for (Path folder : folders) {
        String pid = folder.getFileName().toString();
        String namespace = namespace(pid);
        if (namespace != null && !namespace.equals(own) && found.size() < MOST_NAMESPACES) {
          int number = Integer.parseInt(pid);
          found.merge(namespace, number, (one, two) -> before.contains(two) ? two : one);
        }
      }
    } catch (IOException | NumberFormatException _) {
      return representatives;
    }
    return found;
  }

  private @Nullable String namespace(String pid) {
    byte[] link = calls.linkOf(PathBytes.of(proc + "/" + pid + "/ns/mnt"));
    return link == null ? null : new String(link, StandardCharsets.US_ASCII);
  }

  private static List<Mount> mounts(Path mountinfo) {
    try {
      List<Mount> mounts = new ArrayList<>(Mount.parse(Files.readAllBytes(mountinfo)));
      // A mount of a whole file system tells the paths of all of its folders.
      mounts.sort(Comparator.comparing((Mount mount) -> !mount.root().equals("/")));
      return mounts;
    } catch (IOException _) {
      return List.of();
    }
  }

  private void mark(
      String root,
      List<Mount> mounts,
      Map<String, Boolean> done,
      Map<Long, List<String>> points,
      Map<String, String> refused) {
    for (Mount mount : mounts) {
      if (mount.holdsFiles() && isAsked(mount)) {
        if (mount.isRemote()) {
          refused.putIfAbsent(mount.device(), mount.type());
          done.putIfAbsent(mount.device(), false);
        } else {
          mark(root, mount, done, points, refused);
        }
      }
    }
  }

  private void mark(
      String root,
      Mount mount,
      Map<String, Boolean> done,
      Map<Long, List<String>> points,
      Map<String, String> refused) {
    String path = root + mount.pointText();
    byte[] point = PathBytes.of(path);
    if (!done.getOrDefault(mount.device(), false)) {
      boolean marked = watch(point);
      done.put(mount.device(), marked);
      if (!marked) {
        refused.putIfAbsent(mount.device(), mount.type());
      }
    }
    if (done.getOrDefault(mount.device(), false)) {
      List<String> known = points.computeIfAbsent(calls.fileSystem(point), _ -> new ArrayList<>());
      if (known.size() < POINTS) {
        known.add(path);
      }
    }
  }

  private boolean watch(byte[] point) {
    boolean all = true;
    for (Watcher watcher : watchers) {
      if (resting.contains(watcher.group())) {
        continue;
      }
      int result = watcher.group().watchFileSystem(point, watcher.mask());
      if (result == EINVAL && watcher.maskBefore517() != watcher.mask()) {
        result = watcher.group().watchFileSystem(point, watcher.maskBefore517());
      }
      all &= result == 0;
    }
    return all;
  }

  private boolean isAsked(Mount mount) {
    return only.isEmpty()
        || only.stream().anyMatch(path -> path.toString().equals(mount.pointText()));
  }

  /// How many file systems are looked at.
  int watched() {
    return watched;
  }

  /// Which are not, as their devices, and of what kind they are.
  Map<String, String> unwatched() {
    return unwatched;
  }
}
