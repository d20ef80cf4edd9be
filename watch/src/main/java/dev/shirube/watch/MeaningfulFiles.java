// SPDX-License-Identifier: Apache-2.0
package dev.shirube.watch;

import dev.shirube.event.EventClass;
import dev.shirube.proc.Actor;
import dev.shirube.proc.Outbox;
import dev.shirube.proc.PathBytes;
import dev.shirube.proc.Tally;
import dev.shirube.rings.FileCalls;
import dev.shirube.rings.FileFacts;
import dev.shirube.sensor.HostIdentity;
import dev.shirube.sensor.Sensor;
import dev.shirube.sensor.SensorCounts;
import dev.shirube.sensor.Sink;
import dev.shirube.wire.Capabilities;
import dev.shirube.wire.Capabilities.Entry;
import dev.shirube.wire.Capabilities.Quality;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Accounts, groups, sudo, planned jobs, units, ssh keys, preloading, start files, PAM: what
/// changes in the files that decide them, as events that say what it means. They are compared with
/// what they were when the sensor was started; what changed while none ran is not seen. The files
/// are looked at every few seconds, and at once when {@link FilesSensor} says who touched one.
public final class MeaningfulFiles implements Sensor {
  /// Its name.
  public static final String NAME = "meaning";

  private static final int TURN_MILLIS = 5000;
  private static final int GATHER_MILLIS = 200;
  private static final int LONGEST = 1 << 18;
  private static final int MOST_FILES = 8192;
  private static final int MOST_ACTORS = 1024;
  private static final long ACTOR_NANOS = 60_000_000_000L;

  private record Known(Meaning.Place place, FileFacts facts, List<String> lines) {}

  private record Touch(Actor actor, long nanos) {}

  private final HostIdentity host;
  private final Path root;
  private final Tally tally;
  private final FileCalls calls = new FileCalls();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final Semaphore touched = new Semaphore(0);
  private final Map<String, Touch> actors = new LinkedHashMap<>();
  private final Map<String, Known> known = new HashMap<>();
  private final byte[] piece = new byte[1 << 16];
  private volatile boolean spoke;
  private boolean based;
  private @Nullable Thread thread;

  public MeaningfulFiles(HostIdentity host, InstantSource clock) {
    this(host, clock, Path.of("/"));
  }

  MeaningfulFiles(HostIdentity host, InstantSource clock, Path root) {
    this.host = host;
    this.root = root;
    tally = new Tally(clock);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public synchronized void start(Sink sink) {
    Outbox outbox = new Outbox(NAME, host, sink, tally);
    MeaningEvents events = new MeaningEvents(outbox);
    look(events);
    thread = Thread.ofPlatform().name("meaningful-files").daemon().start(() -> run(outbox, events));
  }

  private void run(Outbox outbox, MeaningEvents events) {
    try {
      while (ended.getCount() > 0) {
        boolean _ = touched.tryAcquire(TURN_MILLIS, TimeUnit.MILLISECONDS);
        // Whoever touches many files is not looked at after each.
        boolean _ = ended.await(GATHER_MILLIS, TimeUnit.MILLISECONDS);
        touched.drainPermits();
        look(events);
        outbox.deliver(false);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// Whether it matters who touched a file. Quick, and sometimes yes for nothing.
  static boolean mayMatter(byte[] path, int length) {
    for (byte[] start : STARTS) {
      if (length > start.length && Arrays.equals(path, 0, start.length, start, 0, start.length)) {
        return true;
      }
    }
    int slash = length - 1;
    while (slash > 0 && path[slash] != '/') {
      slash--;
    }
    boolean hidden = slash + 1 < length && path[slash + 1] == '.';
    return hidden || endsWith(path, slash, SSH);
  }

  private static final byte[] SSH = PathBytes.of("/.ssh");
  private static final byte[][] STARTS = {
    PathBytes.of("/etc/"),
    PathBytes.of("/var/spool/"),
    PathBytes.of("/usr/lib/systemd/"),
    PathBytes.of("/lib/systemd/"),
    PathBytes.of("/run/systemd/"),
  };

  private static boolean endsWith(byte[] path, int length, byte[] end) {
    int from = length - end.length;
    return from >= 0 && Arrays.equals(path, from, length, end, 0, end.length);
  }

  /// Tells who wrote, renamed or removed a file; for any thread.
  void touched(byte[] path, int length, Actor actor) {
    if (mayMatter(path, length)) {
      synchronized (actors) {
        if (actors.size() >= MOST_ACTORS) {
          actors.remove(actors.keySet().iterator().next());
        }
        String text = new String(path, 0, length, StandardCharsets.UTF_8);
        actors.remove(text);
        actors.put(text, new Touch(actor, System.nanoTime()));
      }
      touched.release();
    }
  }

  private @Nullable Actor actor(String path) {
    synchronized (actors) {
      Touch touch = actors.get(path);
      boolean fresh = touch != null && System.nanoTime() - touch.nanos < ACTOR_NANOS;
      return touch == null || !fresh ? null : touch.actor;
    }
  }

  private void look(MeaningEvents events) {
    Map<String, Meaning.Place> there = files();
    there.forEach((path, place) -> look(path, place, events));
    Set<String> gone = new HashSet<>(known.keySet());
    gone.removeAll(there.keySet());
    for (String path : gone) {
      Known before = known.remove(path);
      if (before != null) {
        tell(events, before.place, path, before.lines, List.of());
      }
    }
    based = true;
  }

  private void look(String path, Meaning.Place place, MeaningEvents events) {
    FileFacts facts = calls.facts(PathBytes.of(path));
    Known before = known.get(path);
    boolean same = before != null && before.facts.equals(facts);
    if (facts == null || !facts.isOrdinary() || same) {
      return;
    }
    List<String> lines = read(path);
    if (lines != null) {
      known.put(path, new Known(place, facts, lines));
      tell(events, place, path, before == null ? List.of() : before.lines, lines);
    }
  }

  private void tell(
      MeaningEvents events,
      Meaning.Place place,
      String path,
      List<String> before,
      List<String> lines) {
    if (based) {
      events.tell(place, path, actor(path), before, lines);
      spoke = true;
    }
  }

  // What is longer than a file of this kind ever is is compared as far as it is read.
  private @Nullable List<String> read(String path) {
    int fd = calls.open(PathBytes.of(path), FileCalls.CAREFULLY);
    if (fd < 0) {
      return null;
    }
    try {
      StringBuilder text = new StringBuilder();
      int length = 1;
      while (length > 0 && text.length() < LONGEST) {
        length = calls.read(fd, piece, 0, piece.length);
        text.append(new String(piece, 0, Math.max(0, length), StandardCharsets.UTF_8));
      }
      return length < 0 ? null : text.toString().lines().toList();
    } finally {
      calls.close(fd);
    }
  }

  private Map<String, Meaning.Place> files() {
    List<Meaning.Place> places = new ArrayList<>(Meaning.ofSystem(root));
    Known passwd = known.get(root.resolve("etc/passwd").toString());
    if (passwd == null) {
      List<String> lines = read(root.resolve("etc/passwd").toString());
      homes(lines == null ? List.of() : lines, places);
    } else {
      homes(passwd.lines, places);
    }
    Map<String, Meaning.Place> files = new LinkedHashMap<>();
    for (Meaning.Place place : places) {
      if (place.isFolder()) {
        folder(place, files);
      } else if (calls.facts(PathBytes.of(place.path().toString())) != null) {
        files.putIfAbsent(place.path().toString(), place);
      }
    }
    return files;
  }

  private void homes(List<String> passwd, List<Meaning.Place> places) {
    Set<String> homes = new HashSet<>();
    for (String line : passwd) {
      int end = line.lastIndexOf(':');
      int from = end < 0 ? -1 : line.lastIndexOf(':', end - 1);
      int name = line.indexOf(':');
      if (from > name && end - from > 2 && homes.add(line.substring(from + 1, end))) {
        Path home = root.resolve(line.substring(from + 1, end).substring(1));
        places.addAll(Meaning.ofHome(home, line.substring(0, name)));
      }
    }
  }

  private static void folder(Meaning.Place place, Map<String, Meaning.Place> files) {
    if (!Files.isDirectory(place.path())) {
      return;
    }
    try (DirectoryStream<Path> names = Files.newDirectoryStream(place.path())) {
      for (Path file : names) {
        if (files.size() < MOST_FILES && file.toString().endsWith(place.ending())) {
          files.putIfAbsent(file.toString(), place);
        }
      }
    } catch (IOException | DirectoryIteratorException _) {
      // The folder went meanwhile: its files are gone, and told as such.
    }
  }

  @Override
  public SensorCounts counts() {
    return tally.counts();
  }

  @Override
  public Capabilities capabilities() {
    Quality quality = spoke ? Quality.PROVEN : Quality.PARTLY;
    List<Entry> entries = new ArrayList<>();
    for (EventClass about :
        List.of(
            EventClass.ACCOUNT_CHANGE,
            EventClass.GROUP_MANAGEMENT,
            EventClass.SCHEDULED_JOB_ACTIVITY,
            EventClass.DEVICE_CONFIG_STATE_CHANGE)) {
      entries.add(new Entry(about, 0, quality, "by-files"));
    }
    return new Capabilities(entries);
  }

  @Override
  public void close() {
    Thread running;
    synchronized (this) {
      running = thread;
      thread = null;
    }
    ended.countDown();
    touched.release();
    if (running != null) {
      try {
        boolean _ = running.join(Duration.ofSeconds(10));
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
