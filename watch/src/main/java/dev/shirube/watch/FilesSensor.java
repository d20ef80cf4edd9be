// SPDX-License-Identifier: Apache-2.0
package dev.shirube.watch;

import dev.shirube.proc.Actors;
import dev.shirube.proc.Outbox;
import dev.shirube.proc.PathBytes;
import dev.shirube.proc.ProgramHashes;
import dev.shirube.proc.Tally;
import dev.shirube.rings.Fanotify;
import dev.shirube.rings.FanotifyEvents;
import dev.shirube.rings.FileCalls;
import dev.shirube.rings.KernelRefusal;
import dev.shirube.rings.Poll;
import dev.shirube.sensor.HostIdentity;
import dev.shirube.sensor.ProcessTable;
import dev.shirube.sensor.Sensor;
import dev.shirube.sensor.SensorCounts;
import dev.shirube.sensor.SensorException;
import dev.shirube.sensor.Sink;
import dev.shirube.wire.Capabilities;
import dev.shirube.wire.Policy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is done to files on all file systems, by fanotify: made, written, renamed, removed, given
/// other attributes; opens of data files by process and folder; the hashes of programs as they are
/// started; opens of disks past their file system. Nothing ever waits for it. Its own doings and
/// the folders left out by the settings are not told of.
public final class FilesSensor implements Sensor {
  /// Its name.
  public static final String NAME = "files";

  private static final long CHANGES =
      Fanotify.CREATE
          | Fanotify.CLOSE_WRITE
          | Fanotify.DELETE
          | Fanotify.ATTRIB
          | Fanotify.ON_FOLDER;

  // Events wait this long in the kernel, so that many are read at once, alike ones are one, and
  // the processes that did it were told of meanwhile: those take up to 50 ms.
  private static final int GATHER_MILLIS = 150;
  private static final int TURN_MILLIS = 1000;
  private static final int READS = 64;
  private static final long SWEEP_NANOS = 10_000_000_000L;

  private final HostIdentity host;
  private final Actors actors;
  private final FilesSettings settings;
  private final Tally tally;
  private final ProgramHashes hashes;
  private final List<AutoCloseable> opened = new ArrayList<>();
  private final FanotifyEvents events = new FanotifyEvents();
  private @Nullable MeaningfulFiles meaning;
  private volatile @Nullable Running running;
  private volatile boolean closing;
  private volatile boolean opensWanted = true;
  private volatile boolean bytesWanted = true;
  private boolean opensWatched = true;
  private volatile boolean changed;
  private volatile boolean counted;
  private volatile boolean devices;
  private volatile int watched;
  private volatile List<String> unwatched = List.of();

  /// What there is between start and close.
  private record Running(
      Thread thread,
      Poll poll,
      @Nullable Inspector inspector,
      Outbox outbox,
      FileSystems systems,
      FileEvents changes,
      OpenEvents opens,
      Groups groups) {}

  private record Groups(
      Fanotify changes, @Nullable Fanotify opens, @Nullable Fanotify programs, int mountinfo) {}

  /// What is waited for, by its number there; 0 for what there is none of.
  private record Numbers(int changes, int opens, int programs, int mounts) {
    private static Numbers of(Running run) {
      Groups groups = run.groups;
      return new Numbers(
          run.poll.add(groups.changes.descriptor()),
          groups.opens == null ? 0 : run.poll.add(groups.opens.descriptor()),
          groups.programs == null ? 0 : run.poll.add(groups.programs.descriptor()),
          groups.mountinfo < 0 ? 0 : run.poll.addChanges(groups.mountinfo));
    }

    private boolean hasEvents(Poll poll) {
      return poll.ready(changes) || (opens > 0 && poll.ready(opens));
    }

    private void mute(Poll poll, boolean quiet) {
      poll.mute(changes, quiet);
      if (opens > 0) {
        poll.mute(opens, quiet);
      }
    }
  }

  /// A sensor that is not started.
  ///
  /// @param processes tells who did it
  /// @param hashes where the hashes of programs are kept
  public FilesSensor(
      HostIdentity host,
      ProcessTable processes,
      FilesSettings settings,
      ProgramHashes hashes,
      InstantSource clock) {
    this.host = host;
    this.settings = settings;
    this.hashes = hashes;
    actors = new Actors(host, processes);
    tally = new Tally(clock);
  }

  /// Tells somebody who touches the files that mean something; to be said before the start.
  public FilesSensor telling(MeaningfulFiles files) {
    meaning = files;
    return this;
  }

  @Override
  public String name() {
    return NAME;
  }

  /// Counts opens and tells the first bytes of files, or does not: then it looks at opens no more,
  /// and they cost nothing.
  @Override
  public synchronized void follow(Policy policy) {
    opensWanted = policy.fileOpens();
    bytesWanted = policy.scriptContent();
    if (running != null) {
      running.poll.wake();
    }
  }

  @Override
  public synchronized void start(Sink sink) throws SensorException {
    try {
      Running made = make(sink);
      running = made;
      made.changes.alsoTell(meaning);
      switchOpens(made);
      made.systems.follow();
      told(made.systems);
      if (made.systems.watched() == 0) {
        throw SensorException.of(NAME, null, "watch.files.none");
      }
      if (made.inspector != null) {
        made.inspector.start();
      }
      made.thread.start();
    } catch (KernelRefusal e) {
      release();
      throw SensorException.of(NAME, e, "watch.files.refused", e.call(), e.error());
    } catch (SensorException e) {
      release();
      throw e;
    }
  }

  private Running make(Sink sink) throws KernelRefusal {
    FileCalls calls = new FileCalls();
    Groups groups = groups(calls);
    Poll poll = kept(new Poll());
    FolderPaths folders = new FolderPaths(calls);
    List<FileSystems.Watcher> watchers = new ArrayList<>();
    watchers.add(
        new FileSystems.Watcher(
            groups.changes,
            CHANGES | Fanotify.RENAME,
            CHANGES | Fanotify.MOVED_FROM | Fanotify.MOVED_TO));
    if (groups.opens != null) {
      watchers.add(new FileSystems.Watcher(groups.opens, Fanotify.OPEN, Fanotify.OPEN));
    }
    if (groups.programs != null) {
      watchers.add(
          new FileSystems.Watcher(groups.programs, Fanotify.OPEN_EXEC, Fanotify.OPEN_EXEC));
    }
    Outbox outbox = new Outbox(NAME, host, sink, tally);
    Inspector inspector = inspector(sink);
    byte[][] leftOut = settings.leftOutFolders();
    return new Running(
        Thread.ofPlatform().name("files-sensor").daemon().unstarted(this::watch),
        poll,
        inspector,
        outbox,
        new FileSystems(watchers, settings.only(), folders, Path.of("/proc")),
        new FileEvents(outbox, folders, actors, leftOut, inspector),
        new OpenEvents(outbox, folders, actors, leftOut, groups.opens),
        groups);
  }

  private Groups groups(FileCalls calls) throws KernelRefusal {
    Fanotify changes = kept(Fanotify.ofNames());
    Fanotify opens = settings.opens() ? kept(Fanotify.ofNames()) : null;
    Fanotify programs = settings.programs() ? kept(Fanotify.ofOpenFiles()) : null;
    int mountinfo = calls.open(PathBytes.of("/proc/self/mountinfo"), FileCalls.CAREFULLY);
    if (mountinfo >= 0) {
      opened.add(() -> calls.close(mountinfo));
    }
    return new Groups(changes, opens, programs, mountinfo);
  }

  private @Nullable Inspector inspector(Sink sink) {
    if (!settings.contents() && !settings.programs()) {
      return null;
    }
    Outbox outbox = new Outbox(NAME, host, sink, tally);
    return new Inspector(outbox, settings, hashes, actors, () -> bytesWanted);
  }

  private <T extends AutoCloseable> T kept(T closeable) {
    opened.add(closeable);
    return closeable;
  }

  private void watch() {
    Running run;
    synchronized (this) {
      run = running;
    }
    if (run == null) {
      return;
    }
    Numbers numbers = Numbers.of(run);
    long sweep = System.nanoTime() - SWEEP_NANOS;
    while (!closing) {
      boolean some = run.poll.await(TURN_MILLIS);
      attend(run, numbers);
      switchOpens(run);
      if (System.nanoTime() - sweep >= SWEEP_NANOS) {
        sweep = System.nanoTime();
        run.systems.sweep();
        told(run.systems);
      }
      if (some && numbers.hasEvents(run.poll)) {
        gather(run, numbers);
        drain(run);
      }
      run.opens.tick(tally.now());
      run.outbox.deliver(false);
    }
    drain(run);
    run.opens.tell();
    run.outbox.deliver(false);
  }

  private void switchOpens(Running run) {
    boolean wanted = opensWanted;
    if (wanted != opensWatched) {
      opensWatched = wanted;
      run.opens.rest(!wanted, run.systems, tally::now);
      counted = run.opens.counted();
    }
  }

  // What cannot wait: whoever holds a program open keeps others from unmounting it.
  private void attend(Running run, Numbers numbers) {
    if (numbers.mounts > 0 && run.poll.ready(numbers.mounts)) {
      run.systems.follow();
      told(run.systems);
    }
    if (numbers.programs > 0 && run.poll.ready(numbers.programs)) {
      programs(run);
    }
  }

  private void gather(Running run, Numbers numbers) {
    numbers.mute(run.poll, true);
    long end = System.nanoTime() + GATHER_MILLIS * 1_000_000L;
    for (long left = GATHER_MILLIS; !closing && left > 0; ) {
      if (run.poll.await((int) left)) {
        attend(run, numbers);
      }
      left = (end - System.nanoTime()) / 1_000_000L;
    }
    numbers.mute(run.poll, false);
  }

  private void drain(Running run) {
    int length = 1;
    for (int reads = 0; reads < READS && length > 0; reads++) {
      length = run.groups.changes.read();
      long now = tally.now();
      events.reset(run.groups.changes.bytes(), length);
      run.changes.prepare(events);
      while (events.next()) {
        if (events.has(Fanotify.OVERFLOW)) {
          run.outbox.lost(0, now - Duration.ofMillis(TURN_MILLIS).toNanos(), "overflow");
        } else {
          changed = true;
          run.changes.write(events, now);
        }
      }
    }
    if (run.groups.opens != null) {
      run.opens.read(READS, tally::now);
      counted = run.opens.counted();
      devices = run.opens.devices();
    }
    programs(run);
  }

  private void programs(Running run) {
    if (run.groups.programs == null || run.inspector == null) {
      return;
    }
    Fanotify group = run.groups.programs;
    for (int length = group.read(); length > 0; length = group.read()) {
      long now = tally.now();
      events.reset(group.bytes(), length);
      while (events.next()) {
        if (events.has(Fanotify.OVERFLOW)) {
          run.outbox.lost(0, now - Duration.ofMillis(TURN_MILLIS).toNanos(), "overflow-programs");
        } else {
          run.changes.started(events, run.inspector, now);
        }
      }
    }
  }

  private void told(FileSystems systems) {
    watched = systems.watched();
    unwatched = List.copyOf(systems.unwatched().values());
  }

  @Override
  public SensorCounts counts() {
    return tally.counts();
  }

  @Override
  public Capabilities capabilities() {
    Running run = running;
    boolean scripts = run != null && Inspector.sawScripts(run.inspector);
    return new FilesSight(
            watched > 0,
            changed,
            settings.opens() && opensWanted,
            counted,
            devices,
            settings.programs(),
            !hashes.isEmpty(),
            bytesWanted,
            scripts,
            unwatched)
        .capabilities();
  }

  /// How many file systems it looks at.
  public int watched() {
    return watched;
  }

  @Override
  public void close() {
    Running run;
    synchronized (this) {
      run = running;
      running = null;
      closing = true;
    }
    if (run != null) {
      run.poll.wake();
      try {
        boolean _ = run.thread.join(Duration.ofSeconds(10));
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
      if (run.inspector != null) {
        run.inspector.close();
      }
    }
    release();
  }

  private synchronized void release() {
    for (AutoCloseable closeable : opened.reversed()) {
      try {
        closeable.close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
    opened.clear();
    running = null;
  }
}
