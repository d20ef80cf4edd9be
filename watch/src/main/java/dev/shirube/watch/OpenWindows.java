// SPDX-License-Identifier: Apache-2.0
package dev.shirube.watch;

import dev.shirube.event.EventClass;
import dev.shirube.proc.Actor;
import dev.shirube.proc.Outbox;
import dev.shirube.proc.PathBytes;
import dev.shirube.rings.FanotifyEvents.Place;
import dev.shirube.sensor.SensorEvent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Counts opens of files by process and folder, and tells them every ten seconds: one event for
/// each process and folder, with how many opens there were at least (the kernel counts alike ones
/// that wait together as one) and the first names. For one thread.
final class OpenWindows {
  /// How long a window is, in nanoseconds.
  static final long LENGTH = 10_000_000_000L;

  private static final int MOST = 4096;
  private static final int NAMED = 8;
  private static final int OPEN = 14;

  private static final int FOLDER = SensorEvent.field("file.parent_folder");
  private static final int PATH = SensorEvent.field("file.path");
  private static final int COUNT = SensorEvent.field("count");
  private static final int FROM = SensorEvent.field("start_time");
  private static final int TO = SensorEvent.field("end_time");

  private static final class Window {
    private final byte[] folder;
    private final Actor actor;
    private final long from;
    private final List<byte[]> names = new ArrayList<>(2);
    private long to;
    private long count;

    private Window(byte[] folder, Actor actor, long from) {
      this.folder = folder;
      this.actor = actor;
      this.from = from;
    }
  }

  private final Outbox outbox;
  private final Map<Handle, Window> windows = new HashMap<>();
  private final Handle probe = new Handle();
  private final PathBytes path = new PathBytes();
  private long end = Long.MAX_VALUE;

  OpenWindows(Outbox outbox) {
    this.outbox = outbox;
  }

  /// Counts an open if its process and folder are counted already.
  boolean again(byte[] bytes, Place place, int pid, long now) {
    Window window = windows.get(probe.at(bytes, place, pid));
    if (window == null) {
      return false;
    }
    count(window, bytes, place, now);
    return true;
  }

  /// Counts the first open of a process in a folder.
  void first(byte[] bytes, Place place, byte[] folder, Actor actor, long now) {
    if (windows.size() == MOST) {
      tell();
    }
    if (windows.isEmpty()) {
      end = now + LENGTH;
    }
    Window window = new Window(folder, actor, now);
    windows.put(probe.at(bytes, place, actor.pid()).kept(), window);
    count(window, bytes, place, now);
  }

  private static void count(Window window, byte[] bytes, Place place, long now) {
    window.count++;
    window.to = now;
    int from = place.nameAt();
    int to = from + place.nameLength();
    if (window.names.size() < NAMED) {
      for (byte[] name : window.names) {
        if (Arrays.equals(name, 0, name.length, bytes, from, to)) {
          return;
        }
      }
      window.names.add(Arrays.copyOfRange(bytes, from, to));
    }
  }

  /// Tells all windows if their time is over.
  void tick(long now) {
    if (!windows.isEmpty() && (now >= end || end - now > LENGTH)) {
      tell();
    }
  }

  /// Tells all windows.
  void tell() {
    for (Window window : windows.values()) {
      SensorEvent event = outbox.begin(EventClass.FILE_ACTIVITY, OPEN, window.to);
      outbox.overAWhile(window.to);
      event
          .put(FOLDER, window.folder, 0, window.folder.length)
          .put(COUNT, window.count)
          .putTime(FROM, window.from)
          .putTime(TO, window.to);
      for (byte[] name : window.names) {
        path.set(window.folder, name, 0, name.length);
        event.put(PATH, path.bytes(), 0, path.length());
      }
      window.actor.put(event);
    }
    windows.clear();
    end = Long.MAX_VALUE;
  }
}
