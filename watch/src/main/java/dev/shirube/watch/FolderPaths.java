// SPDX-License-Identifier: Apache-2.0
package dev.shirube.watch;

import dev.shirube.proc.PathBytes;
import dev.shirube.rings.FanotifyEvents.Place;
import dev.shirube.rings.FileCalls;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The paths of folders that the kernel names by handles. A path is asked for once and kept until
/// the folder, or one above it, gets another name. For one thread.
final class FolderPaths {
  private static final int MOST = 1 << 14;

  private final FileCalls calls;
  private final Map<Handle, byte[]> known =
      new LinkedHashMap<>(1024, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Handle, byte[]> eldest) {
          return size() > MOST;
        }
      };
  private final Map<Long, List<byte[]>> points = new HashMap<>();
  private final Handle probe = new Handle();
  private long asked;
  private long unknown;

  FolderPaths(FileCalls calls) {
    this.calls = calls;
  }

  /// Tells where the file systems can be reached, by their number; forgets all paths.
  void mountsAre(Map<Long, List<byte[]>> reachable) {
    points.clear();
    points.putAll(reachable);
    known.clear();
  }

  /// The path of a folder; null when the kernel does not know it any longer.
  byte @Nullable [] path(byte[] buffer, Place place) {
    byte[] path = known.get(probe.at(buffer, place, 0));
    if (path == null) {
      path = ask(buffer, place);
      if (path == null) {
        unknown++;
      } else {
        known.put(probe.kept(), path);
      }
    }
    return path;
  }

  /// Whether the path of a folder is known without asking.
  boolean isKnown(byte[] buffer, Place folder) {
    return known.containsKey(probe.at(buffer, folder, 0));
  }

  /// Remembers the path of a folder that was just made or renamed.
  void is(byte[] buffer, Place folder, byte[] path) {
    known.put(probe.at(buffer, folder, 0).kept(), path);
  }

  /// Forgets a folder that has this path no longer, and all below it.
  void isGone(byte[] path) {
    known.values().removeIf(other -> PathBytes.isIn(other, other.length, path));
  }

  private byte @Nullable [] ask(byte[] buffer, Place place) {
    asked++;
    for (byte[] point : points.getOrDefault(place.fileSystem(), List.of())) {
      int mount = calls.open(point, FileCalls.CAREFULLY);
      if (mount >= 0) {
        try {
          int folder =
              calls.openHandle(mount, place.type(), buffer, place.handleAt(), place.handleLength());
          if (folder >= 0) {
            try {
              return calls.pathOf(folder);
            } finally {
              calls.close(folder);
            }
          }
        } finally {
          calls.close(mount);
        }
      }
    }
    return null;
  }

  /// How often the kernel had to be asked.
  long asked() {
    return asked;
  }

  /// How often it knew nothing any longer.
  long unknown() {
    return unknown;
  }
}
