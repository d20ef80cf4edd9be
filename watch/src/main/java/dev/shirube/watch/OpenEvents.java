// SPDX-License-Identifier: Apache-2.0
package dev.shirube.watch;

import dev.shirube.event.EventClass;
import dev.shirube.proc.Actors;
import dev.shirube.proc.Outbox;
import dev.shirube.proc.PathBytes;
import dev.shirube.rings.Fanotify;
import dev.shirube.rings.FanotifyEvents;
import dev.shirube.rings.FanotifyEvents.Place;
import dev.shirube.rings.FileCalls;
import dev.shirube.rings.FileFacts;
import dev.shirube.sensor.SensorEvent;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Opens of files: those of data files are told or counted by process and folder, those of disks
/// are told one by one. What belongs to the system itself (programs, libraries, the kernel's own
/// files) is not counted, and the kernel is asked not to tell of it again. For one thread.
final class OpenEvents {
  static final int COUNT = SensorEvent.field("count");

  static final int DEVICE = SensorEvent.field("kernel.device");
  private static final int READ = 2;
  private static final long SECOND = 1_000_000_000L;
  private static final byte[] SHARED_MEMORY = PathBytes.of("/dev/shm");
  private static final byte[] DEVICES = PathBytes.of("/dev");
  private static final byte[][] QUIET = {
    PathBytes.of("/usr"),
    PathBytes.of("/lib"),
    PathBytes.of("/lib32"),
    PathBytes.of("/lib64"),
    PathBytes.of("/libx32"),
    PathBytes.of("/bin"),
    PathBytes.of("/sbin"),
    PathBytes.of("/proc"),
    PathBytes.of("/sys"),
  };

  private final Outbox outbox;
  private final FolderPaths folders;
  private final Actors actors;
  private final byte[][] leftOut;
  private final @Nullable Fanotify group;
  private final OpenWindows windows;
  private final FileCalls calls = new FileCalls();
  private final PathBytes path = new PathBytes();
  private final int own = (int) ProcessHandle.current().pid();
  private final FanotifyEvents events = new FanotifyEvents();
  private long quiet;
  private boolean counted;
  private boolean devices;

  OpenEvents(
      Outbox outbox,
      FolderPaths folders,
      Actors actors,
      byte[][] leftOut,
      @Nullable Fanotify group) {
    this.outbox = outbox;
    this.folders = folders;
    this.actors = actors;
    this.leftOut = leftOut;
    this.group = group;
    windows = new OpenWindows(outbox);
  }

  /// Reads what waits, for a while at most.
  void read(int reads, LongSupplier clock) {
    int length = 1;
    for (int read = 0; group != null && read < reads && length > 0; read++) {
      length = group.read();
      long now = clock.getAsLong();
      events.reset(group.bytes(), length);
      while (events.next()) {
        if (events.has(Fanotify.OVERFLOW)) {
          outbox.lost(0, now - SECOND, "overflow-opens");
        } else {
          counted |= opened(events, now);
        }
      }
    }
  }

  /// Whether any open was told or counted since the last {@link #rest}.
  boolean counted() {
    return counted;
  }

  /// Whether a block device was seen to be opened.
  boolean devices() {
    return devices;
  }

  /// Has opens looked at no more, and tells those that were; or has them looked at again.
  void rest(boolean resting, FileSystems systems, LongSupplier clock) {
    if (group == null) {
      return;
    }
    if (resting) {
      systems.rest(group);
      read(Integer.MAX_VALUE, clock);
      tell();
      counted = false;
    } else {
      systems.rouse(group);
    }
  }

  private boolean opened(FanotifyEvents events, long now) {
    Place place = events.place();
    if (events.pid() == own || !place.isKnown() || place.nameLength() == 0) {
      return false;
    }
    if (windows.again(events.bytes(), place, events.pid(), now)) {
      return true;
    }
    byte[] folder = folders.path(events.bytes(), place);
    if (folder == null) {
      return false;
    }
    path.set(folder);
    if (path.isIn(QUIET) || path.isIn(leftOut)) {
      passOver(folder);
      return false;
    }
    if (isIn(folder, DEVICES) && !isIn(folder, SHARED_MEMORY)) {
      return device(events, folder, now);
    }
    windows.first(events.bytes(), place, folder, actors.of(events.pid()), now);
    return true;
  }

  private static boolean isIn(byte[] path, byte[] folder) {
    return PathBytes.isIn(path, path.length, folder);
  }

  private void passOver(byte[] folder) {
    quiet++;
    if (group != null) {
      int _ = group.passOver(folder, Fanotify.OPEN);
    }
  }

  private boolean device(FanotifyEvents events, byte[] folder, long now) {
    Place place = events.place();
    path.set(folder, events.bytes(), place.nameAt(), place.nameLength());
    byte[] node = path.copy();
    FileFacts facts = calls.facts(node);
    if (facts == null) {
      return false;
    }
    if (!facts.isBlockDevice()) {
      if (group != null) {
        int _ = group.passOverFile(node, Fanotify.OPEN);
      }
      return false;
    }
    SensorEvent event = outbox.begin(EventClass.KERNEL_ACTIVITY, READ, now);
    event.put(DEVICE, node, 0, node.length);
    devices = true;
    actors.of(events.pid()).put(event);
    return true;
  }

  /// Tells the counts whose time is over.
  void tick(long now) {
    windows.tick(now);
  }

  /// Tells all counts.
  void tell() {
    windows.tell();
  }

  /// How many opens the kernel told of files that are not counted.
  long quiet() {
    return quiet;
  }
}
