// SPDX-License-Identifier: Apache-2.0
package dev.shirube.watch;

import dev.shirube.event.EventClass;
import dev.shirube.proc.Actor;
import dev.shirube.proc.Actors;
import dev.shirube.proc.Outbox;
import dev.shirube.proc.PathBytes;
import dev.shirube.proc.ProgramHashes;
import dev.shirube.rings.FileCalls;
import dev.shirube.rings.FileFacts;
import dev.shirube.sensor.SensorEvent;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Looks into files that were written and hashes programs that are started, in a thread of its own,
/// never more than so many bytes a second. What does not fit its queue is not looked into; what is
/// told of it then says less, and is counted.
final class Inspector implements AutoCloseable {
  static final int PATH = SensorEvent.field("file.path");
  static final int NAME = SensorEvent.field("file.name");

  /// OCSF's activity of a file that was changed.
  static final int UPDATED = 3;

  private static final int WAITING = 2048;
  private static final int PIECE = 1 << 16;
  private static final int ANSWERED_TOGETHER = 64;
  private static final int OTHER = 99;
  private static final int TURN_MILLIS = 100;
  private static final long LATER_NANOS = 200_000_000L;

  private static final int SIZE = SensorEvent.field("file.size");
  private static final int MODE = SensorEvent.field("file.mode");
  private static final int OWNER = SensorEvent.field("file.owner");
  private static final int FIRST = SensorEvent.field("file.first_bytes");
  private static final int ENTROPY = SensorEvent.field("file.entropy");
  private static final int RUNNABLE = SensorEvent.field("file.is_executable");

  private sealed interface Job {}

  private record Written(byte[] path, Actor actor, long nanos) implements Job {}

  private record Program(int fd, FileFacts facts, int pid, long nanos) implements Job {}

  private record Hashed(
      Program program,
      byte[] path,
      ProgramHashes.@Nullable Hashes made,
      Scripts.@Nullable Script script,
      long due) {}

  private final Outbox outbox;
  private final FilesSettings settings;
  private final ProgramHashes hashes;
  private final Actors actors;
  private final FileCalls calls = new FileCalls();
  private final Scripts scripts;
  private final BlockingQueue<Job> queue = new ArrayBlockingQueue<>(WAITING);
  private final Queue<Hashed> hashed = new ArrayDeque<>();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final LongAdder throttled = new LongAdder();
  private final LongAdder tooLong = new LongAdder();
  private final byte[] piece = new byte[PIECE];
  private final Allowance allowance;
  private final BooleanSupplier showing;
  private final Thread thread;

  /// @param showing whether the first bytes of files may be told
  Inspector(
      Outbox outbox,
      FilesSettings settings,
      ProgramHashes hashes,
      Actors actors,
      BooleanSupplier showing) {
    this.showing = showing;
    this.outbox = outbox;
    this.settings = settings;
    this.hashes = hashes;
    this.actors = actors;
    scripts = new Scripts(calls, actors, hashes, outbox, showing);
    allowance = new Allowance(settings.bytesPerSecond(), System.nanoTime());
    thread = Thread.ofPlatform().name("files-inspector").daemon().unstarted(this::work);
  }

  void start() {
    thread.start();
  }

  /// Takes a file that was written; its event is told from here.
  ///
  /// @return false when the queue is full: the event is to be told without what is in the file
  boolean written(byte[] path, Actor actor, long nanos) {
    return settings.contents() && offer(new Written(path, actor, nanos));
  }

  /// Whether one told of a script; nobody told of any if there is none.
  static boolean sawScripts(@Nullable Inspector inspector) {
    return inspector != null && inspector.scripts.isSeen();
  }

  /// Whether there is anything to tell of a program that is started.
  boolean wants(FileFacts facts) {
    return hashes.known(facts) == null || scripts.matters(facts);
  }

  /// Takes a program that is started, open for reading.
  ///
  /// @return false when it is not taken; the descriptor is still the caller's then
  boolean started(int fd, FileFacts facts, int pid, long nanos) {
    if (facts.size() > settings.longestProgram()) {
      tooLong.increment();
      return false;
    }
    return offer(new Program(fd, facts, pid, nanos));
  }

  private boolean offer(Job job) {
    boolean taken = closing.getCount() > 0 && queue.offer(job);
    if (!taken) {
      throttled.increment();
    }
    return taken;
  }

  private void work() {
    int answered = 0;
    try {
      while (closing.getCount() > 0 || !queue.isEmpty()) {
        Job job = queue.poll(answered == 0 ? TURN_MILLIS : 0, TimeUnit.MILLISECONDS);
        if (job != null) {
          look(job);
          answered++;
        }
        tellHashed(false);
        if (job == null || answered >= ANSWERED_TOGETHER) {
          outbox.deliver(false);
          answered = 0;
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    tellHashed(true);
    outbox.deliver(false);
  }

  private void look(Job job) throws InterruptedException {
    switch (job) {
      case Written written -> tell(written);
      case Program program -> {
        try {
          hash(program);
        } finally {
          calls.close(program.fd());
        }
      }
    }
  }

  private void tell(Written written) throws InterruptedException {
    SensorEvent event = outbox.begin(EventClass.FILE_ACTIVITY, UPDATED, written.nanos());
    byte[] path = written.path();
    int name = PathBytes.lastSlash(path) + 1;
    event.put(PATH, path, 0, path.length).put(NAME, path, name, path.length - name);
    written.actor().put(event);
    int fd = calls.open(path, FileCalls.CAREFULLY | FileCalls.UNNOTED);
    if (fd < 0) {
      return;
    }
    try {
      FileFacts facts = calls.facts(fd);
      if (facts != null && facts.isOrdinary()) {
        contents(event, fd, facts);
      }
    } finally {
      calls.close(fd);
    }
  }

  private void contents(SensorEvent event, int fd, FileFacts facts) throws InterruptedException {
    event
        .put(SIZE, facts.size())
        .put(MODE, Integer.toOctalString(facts.mode() & 0xfff))
        .put(OWNER, Integer.toUnsignedString(facts.owner()));
    int length = facts.size() == 0 ? 0 : calls.readAt(fd, 0, piece, ContentFacts.LOOKED_AT);
    if (length > 0) {
      ContentFacts known = ContentFacts.of(piece, length);
      if (showing.getAsBoolean()) {
        event.put(FIRST, known.firstBytes());
      }
      event
          .put(ENTROPY, known.entropyText())
          .put(RUNNABLE, facts.isRunnable() || known.isProgram());
      pause(length);
    }
  }

  private void hash(Program program) throws InterruptedException {
    byte[] told = calls.pathOf(program.fd());
    byte[] path = told == null ? new byte[0] : told;
    ProgramHashes.Hashes made = null;
    if (hashes.known(program.facts()) == null) {
      made = pass(program.fd());
      FileFacts after = calls.facts(program.fd());
      if (made == null || after == null || !after.equals(program.facts())) {
        return;
      }
      hashes.keep(program.facts(), made);
    }
    boolean isScript =
        calls.readAt(program.fd(), 0, piece, 2) == 2 && piece[0] == '#' && piece[1] == '!';
    scripts.learn(program.facts(), path, isScript);
    Scripts.Script script = isScript ? scripts.read(program.fd(), path, program.nanos()) : null;
    hashed.add(new Hashed(program, path, made, script, System.nanoTime() + LATER_NANOS));
  }

  // The start itself comes by another way, which may take a little longer: then it is known who it
  // is, even if it has ended.
  private void tellHashed(boolean all) {
    long now = System.nanoTime();
    while (!hashed.isEmpty() && (all || hashed.element().due - now <= 0)) {
      Hashed next = hashed.remove();
      Program program = next.program;
      if (next.made != null) {
        Actor actor = actors.of(program.pid());
        SensorEvent event = outbox.begin(EventClass.PROCESS_ACTIVITY, OTHER, program.nanos());
        ProgramEvent.write(event, next.path, program.facts(), next.made, actor);
      }
      if (next.script != null) {
        scripts.tell(next.script, program.pid(), program.nanos());
      } else if (Scripts.isInterpreter(next.path)) {
        scripts.byArgument(program.pid(), program.nanos());
      }
    }
  }

  private ProgramHashes.@Nullable Hashes pass(int fd) throws InterruptedException {
    ProgramHashes.Pass pass = new ProgramHashes.Pass();
    long at = 0;
    int length = calls.readAt(fd, at, piece, PIECE);
    while (length > 0) {
      pass.update(piece, length);
      at += length;
      if (at > settings.longestProgram()) {
        tooLong.increment();
        return null;
      }
      pause(length);
      length = calls.readAt(fd, at, piece, PIECE);
    }
    return length < 0 ? null : pass.done();
  }

  // While it closes it no longer holds back: what waits is little and soon done.
  private void pause(int bytes) throws InterruptedException {
    long wait = allowance.take(bytes, System.nanoTime());
    if (wait > 0) {
      outbox.deliver(false);
      boolean _ = closing.await(wait, TimeUnit.NANOSECONDS);
    }
  }

  /// How many files were not looked into because too many waited.
  long throttled() {
    return throttled.sum();
  }

  /// How many programs were too long to be hashed.
  long tooLong() {
    return tooLong.sum();
  }

  @Override
  public void close() {
    closing.countDown();
    try {
      boolean _ = thread.join(Duration.ofSeconds(5));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    for (Job job = queue.poll(); job != null; job = queue.poll()) {
      if (job instanceof Program program) {
        new FileCalls().close(program.fd());
      }
    }
  }
}
