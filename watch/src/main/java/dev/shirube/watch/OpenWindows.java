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

/// Tells the first open of a process in a folder at once, and counts what follows: one event for
/// each process and folder every ten seconds, or when it has many names, with how many opens there
/// were at least (the kernel counts alike ones that wait together as one) and every name. For one
/// thread.
final class OpenWindows {
  /// How long a window is, in nanoseconds.
  static final long LENGTH = 10_000_000_000L;

  private static final int MOST = 4096;

  // An event stays small: whoever opens more is told in several.
  private static final int MOST_NAMES = 32;
  private static final int MOST_BYTES = 4096;
  private static final int OPEN = 14;

  private static final int FOLDER = SensorEvent.field("file.parent_folder");
  private static final int PATH = SensorEvent.field("file.path");
  private static final int COUNT = SensorEvent.field("count");
  private static final int FROM = SensorEvent.field("start_time");
  private static final int TO = SensorEvent.field("end_time");

  private static final class Window {
    private final byte[] folder;
    private final Actor actor;
    private final List<byte[]> names = new ArrayList<>(2);
    private int bytes;
    private long from;
    private long to;
    private long count;

    private Window(byte[] folder, Actor actor) {
      this.folder = folder;
      this.actor = actor;
    }

    private boolean isFull() {
      return names.size() == MOST_NAMES || bytes >= MOST_BYTES;
    }

    private void count(byte[] event, Place place, long now) {
      from = count++ == 0 ? now : from;
      to = now;
      int start = place.nameAt();
      int end = start + place.nameLength();
      for (byte[] name : names) {
        if (Arrays.equals(name, 0, name.length, event, start, end)) {
          return;
        }
      }
      names.add(Arrays.copyOfRange(event, start, end));
      bytes += end - start;
    }

    private void clear() {
      names.clear();
      bytes = 0;
      count = 0;
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
    window.count(bytes, place, now);
    if (window.isFull()) {
      tell(window);
    }
    return true;
  }

  /// Tells the first open of a process in a folder.
  void first(byte[] bytes, Place place, byte[] folder, Actor actor, long now) {
    if (windows.size() == MOST) {
      tell();
    }
    if (windows.isEmpty()) {
      end = now + LENGTH;
    }
    Window window = new Window(folder, actor);
    windows.put(probe.at(bytes, place, actor.pid()).kept(), window);
    window.count(bytes, place, now);
    tell(window);
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
      if (window.count > 0) {
        tell(window);
      }
    }
    windows.clear();
    end = Long.MAX_VALUE;
  }

  private void tell(Window window) {
    SensorEvent event = outbox.begin(EventClass.FILE_ACTIVITY, OPEN, window.to);
    event.put(FOLDER, window.folder, 0, window.folder.length).put(COUNT, window.count);
    if (window.count > 1) {
      outbox.overAWhile(window.to);
      event.putTime(FROM, window.from).putTime(TO, window.to);
    }
    for (byte[] name : window.names) {
      path.set(window.folder, name, 0, name.length);
      event.put(PATH, path.bytes(), 0, path.length());
    }
    window.actor.put(event);
    window.clear();
  }
}
