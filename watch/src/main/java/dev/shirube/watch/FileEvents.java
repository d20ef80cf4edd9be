// SPDX-License-Identifier: Apache-2.0
package dev.shirube.watch;

import static dev.shirube.rings.Fanotify.ATTRIB;
import static dev.shirube.rings.Fanotify.CLOSE_WRITE;
import static dev.shirube.rings.Fanotify.CREATE;
import static dev.shirube.rings.Fanotify.DELETE;
import static dev.shirube.rings.Fanotify.MOVED_FROM;
import static dev.shirube.rings.Fanotify.MOVED_TO;
import static dev.shirube.rings.Fanotify.ON_FOLDER;
import static dev.shirube.rings.Fanotify.RENAME;

import dev.shirube.event.EventClass;
import dev.shirube.proc.Actor;
import dev.shirube.proc.Actors;
import dev.shirube.proc.Outbox;
import dev.shirube.proc.PathBytes;
import dev.shirube.rings.Fanotify;
import dev.shirube.rings.FanotifyEvents;
import dev.shirube.rings.FanotifyEvents.Place;
import dev.shirube.rings.FileCalls;
import dev.shirube.rings.FileFacts;
import dev.shirube.sensor.SensorEvent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes what was done to files as events: made, written, renamed, removed, given other
/// attributes. For one thread.
final class FileEvents {
  private static final int PATH = Inspector.PATH;
  private static final int NAME = Inspector.NAME;
  static final int TYPE = SensorEvent.field("file.type");
  static final int NEW_PATH = SensorEvent.field("file_result.path");
  static final int NEW_NAME = SensorEvent.field("file_result.name");

  static final int MADE = 1;
  private static final int UPDATED = Inspector.UPDATED;
  static final int REMOVED = 4;
  static final int RENAMED = 5;
  static final int ATTRIBUTES = 6;

  private final Outbox outbox;
  private final FolderPaths folders;
  private final Actors actors;
  private final FileCalls calls;
  private final byte[][] leftOut;
  private final @Nullable Inspector inspector;
  private @Nullable MeaningfulFiles meaning;
  private final PathBytes path = new PathBytes();
  private final PathBytes newPath = new PathBytes();
  private final List<Integer> gone = new ArrayList<>();
  private final int own;
  private long left;
  private long nameless;

  FileEvents(
      Outbox outbox,
      FolderPaths folders,
      Actors actors,
      byte[][] leftOut,
      @Nullable Inspector inspector) {
    this.outbox = outbox;
    this.folders = folders;
    this.actors = actors;
    this.leftOut = leftOut;
    this.inspector = inspector;
    calls = new FileCalls();
    own = (int) ProcessHandle.current().pid();
  }

  /// Tells somebody who touched which file, too.
  void alsoTell(@Nullable MeaningfulFiles files) {
    meaning = files;
  }

  private void touched(PathBytes touched, Actor actor) {
    if (meaning != null) {
      meaning.touched(touched.bytes(), touched.length(), actor);
    }
  }

  /// Looks through events that were read together for folders that were removed since: what was
  /// done in them before has a path only if theirs is known. A folder goes after those in it, so
  /// that they are looked at from the last to the first.
  void prepare(FanotifyEvents events) {
    long folderRemoved = Fanotify.DELETE | ON_FOLDER;
    gone.clear();
    while (events.next()) {
      if (events.has(folderRemoved) && events.file().isKnown() && events.place().isKnown()) {
        gone.add(events.at());
      }
    }
    for (int index = gone.size() - 1; index >= 0; index--) {
      events.backTo(gone.get(index));
      if (events.next() && !folders.isKnown(events.bytes(), events.file())) {
        byte[] above = folders.path(events.bytes(), events.place());
        if (above != null) {
          Place place = events.place();
          path.set(above, events.bytes(), place.nameAt(), place.nameLength());
          folders.is(events.bytes(), events.file(), path.copy());
        }
      }
    }
    events.backTo(0);
  }

  /// Writes what an event of the kernel says, as one event for each thing that was done.
  void write(FanotifyEvents events, long now) {
    if (events.pid() == own) {
      left++;
      return;
    }
    if (!locate(events, events.place(), path)) {
      return;
    }
    if (events.has(RENAME)) {
      renamed(events, now);
    } else if (path.isIn(leftOut)) {
      left++;
    } else {
      inOrder(events, now);
    }
  }

  private boolean locate(FanotifyEvents events, Place place, PathBytes into) {
    if (!place.isKnown()) {
      nameless++;
      return false;
    }
    byte[] folder = folders.path(events.bytes(), place);
    if (folder == null) {
      // The folder went before we asked for its path: the name is all that is left.
      nameless++;
      folder = new byte[0];
    }
    into.set(folder, events.bytes(), place.nameAt(), place.nameLength());
    return into.length() > 0;
  }

  // The kernel puts together what waits for the same name. Made and removed can be either way
  // round: what is there now tells which came last.
  private void inOrder(FanotifyEvents events, long now) {
    boolean made = events.has(CREATE);
    boolean removed = events.has(DELETE);
    boolean removedFirst = made && removed && calls.facts(path.copy()) != null;
    if (removed && removedFirst) {
      one(events, REMOVED, now);
    }
    if (made) {
      one(events, MADE, now);
      if (events.has(ON_FOLDER) && events.file().isKnown()) {
        folders.is(events.bytes(), events.file(), path.copy());
      }
    }
    if (events.has(CLOSE_WRITE)) {
      updated(events, now);
    }
    // Every change of the number of names is told as a change of attributes, too.
    if (events.has(ATTRIB) && !made && !removed) {
      one(events, ATTRIBUTES, now);
    }
    if (events.has(MOVED_FROM) || events.has(MOVED_TO)) {
      halfOfARename(events, now);
    }
    if (removed && !removedFirst) {
      one(events, REMOVED, now);
    }
  }

  private void one(FanotifyEvents events, int activity, long now) {
    SensorEvent event = begin(activity, now);
    if (events.has(ON_FOLDER)) {
      event.put(TYPE, "folder");
    }
    Actor actor = actors.of(events.pid());
    actor.put(event);
    if (activity == REMOVED) {
      touched(path, actor);
    }
  }

  private SensorEvent begin(int activity, long now) {
    return outbox
        .begin(EventClass.FILE_ACTIVITY, activity, now)
        .put(PATH, path.bytes(), 0, path.length())
        .put(NAME, path.bytes(), path.nameAt(), path.length() - path.nameAt());
  }

  private void updated(FanotifyEvents events, long now) {
    Actor actor = actors.of(events.pid());
    touched(path, actor);
    if (inspector == null || !inspector.written(path.copy(), actor, now)) {
      actor.put(begin(UPDATED, now));
    }
  }

  private void renamed(FanotifyEvents events, long now) {
    boolean to = events.newPlace().isKnown() && locate(events, events.newPlace(), newPath);
    if (path.isIn(leftOut) && (!to || newPath.isIn(leftOut))) {
      left++;
      return;
    }
    SensorEvent event = begin(RENAMED, now);
    if (to) {
      event
          .put(NEW_PATH, newPath.bytes(), 0, newPath.length())
          .put(NEW_NAME, newPath.bytes(), newPath.nameAt(), newPath.length() - newPath.nameAt());
    }
    if (events.has(ON_FOLDER)) {
      event.put(TYPE, "folder");
      folders.isGone(path.copy());
      if (to && events.file().isKnown()) {
        folders.is(events.bytes(), events.file(), newPath.copy());
      }
    }
    Actor actor = actors.of(events.pid());
    actor.put(event);
    touched(path, actor);
    if (to) {
      touched(newPath, actor);
    }
  }

  // Kernels before 5.17 tell the two names of a rename in two events that nothing ties together.
  private void halfOfARename(FanotifyEvents events, long now) {
    SensorEvent event;
    if (events.has(MOVED_FROM)) {
      event = begin(RENAMED, now);
    } else {
      event =
          outbox
              .begin(EventClass.FILE_ACTIVITY, RENAMED, now)
              .put(NEW_PATH, path.bytes(), 0, path.length());
    }
    if (events.has(ON_FOLDER)) {
      event.put(TYPE, "folder");
      folders.isGone(path.copy());
    }
    actors.of(events.pid()).put(event);
  }

  /// Takes a program that is started: it is looked into if there is something to be told of it.
  void started(FanotifyEvents events, Inspector hasher, long now) {
    int fd = events.descriptor();
    if (fd < 0) {
      return;
    }
    FileFacts facts = events.pid() == own ? null : calls.facts(fd);
    boolean taken =
        facts != null
            && facts.isOrdinary()
            && hasher.wants(facts)
            && hasher.started(fd, facts, events.pid(), now);
    if (!taken) {
      calls.close(fd);
    }
  }

  /// How many events of the kernel's were about what is left out.
  long left() {
    return left;
  }

  /// How many events of the kernel's came without a folder that could be named.
  long nameless() {
    return nameless;
  }
}
