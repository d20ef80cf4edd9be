// SPDX-License-Identifier: Apache-2.0
package dev.shirube.storms;

import dev.shirube.agent.Agent;
import dev.shirube.agent.Masking;
import dev.shirube.event.EventBatch;
import dev.shirube.event.EventClass;
import dev.shirube.event.FieldNames;
import dev.shirube.event.TenantId;
import dev.shirube.machines.Recording;
import dev.shirube.machines.Sensing;
import dev.shirube.sensor.HostIdentity;
import dev.shirube.sensor.Sensor;
import dev.shirube.sensor.SensorCounts;
import dev.shirube.sensor.SensorEvent;
import dev.shirube.sensor.Sink;
import dev.shirube.wire.Capabilities;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// A real agent in a process of its own, whose one sensor makes numbered events at a pace. What its
/// recorder has taken stands in a file that lies elsewhere, so that it outlives whatever happens to
/// the agent and its disk.
final class NumbersAgent {
  /// How many events are made at one time.
  static final int BATCH = 50;

  /// What a line of the file is: number behind the last, and when, nanoseconds since 1970.
  static final int LINE = Integer.BYTES + Long.BYTES;

  private static final int QUIET = 10;

  private NumbersAgent() {}

  private static boolean isEmpty(Agent agent) throws IOException {
    return agent.status().spool().lanes().stream().allMatch(it -> it.first() == it.next());
  }

  /// Runs until it is ended: folder, events a second, folder for what was made, number of the run.
  /// With no events a second it ends when the server has all.
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path folder = Path.of(arguments[0]);
    int perSecond = Integer.parseInt(arguments[1]);
    int run = Integer.parseInt(arguments[3]);
    Path made = Path.of(arguments[2]).resolve("made-" + run);
    Sensing sensing =
        perSecond == 0
            ? (_, _) -> List.of()
            : (host, _) -> List.of(new Numbers(host, made, run, perSecond));
    CountDownLatch ended = new CountDownLatch(1);
    Thread hook =
        new Thread(() -> {
          ended.countDown();
          LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(20));
        });
    try (Agent agent = Recording.open(folder, sensing, Masking.none(), "storm")) {
      Runtime.getRuntime().addShutdownHook(hook);
      agent.start();
      int empty = 0;
      while (empty < QUIET && !ended.await(200, TimeUnit.MILLISECONDS)) {
        empty = perSecond == 0 && isEmpty(agent) ? empty + 1 : 0;
      }
    }
    LockSupport.unpark(hook);
  }

  /// Every eighth event is a start, which is important; of the others half are of files.
  private static final class Numbers implements Sensor {
    private final HostIdentity host;
    private final Path made;
    private final int run;
    private final long pause;
    private final AtomicLong seen = new AtomicLong();
    private volatile boolean closed;

    Numbers(HostIdentity host, Path made, int run, int perSecond) {
      this.host = host;
      this.made = made;
      this.run = run;
      pause = TimeUnit.SECONDS.toNanos(1) * BATCH / perSecond;
    }

    @Override
    public String name() {
      return "numbers";
    }

    @Override
    public Capabilities capabilities() {
      return Capabilities.NONE;
    }

    @Override
    public void start(Sink sink) {
      Thread.ofPlatform().name("numbers").daemon().start(() -> make(sink));
    }

    private static long now() {
      return TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
    }

    private void make(Sink sink) {
      try (FileChannel book =
          FileChannel.open(made, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
        ByteBuffer line = ByteBuffer.allocate(LINE);
        long next = System.nanoTime();
        for (int number = 0; !closed; number += BATCH) {
          long at = now();
          sink.accept(batch(number, at), false);
          seen.addAndGet(BATCH);
          line.clear().putInt(number + BATCH).putLong(at).flip();
          int _ = book.write(line);
          next += pause;
          LockSupport.parkNanos(next - System.nanoTime());
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private EventBatch batch(int first, long at) {
      EventBatch batch = new EventBatch(TenantId.LOCAL, new FieldNames());
      SensorEvent event = new SensorEvent(batch, host, name());
      for (int number = first; number < first + BATCH; number++) {
        boolean file = number % 8 != 0 && number % 2 == 0;
        event
            .begin(
                file ? EventClass.FILE_ACTIVITY : EventClass.PROCESS_ACTIVITY,
                number % 8 == 0 ? 1 : 2,
                at)
            .put("process.cmd_line", "ledger " + run + " " + number)
            .put("process.file.path", "/usr/bin/ledger");
      }
      return batch;
    }

    @Override
    public SensorCounts counts() {
      return new SensorCounts(seen.get(), 0, 0, 0);
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
