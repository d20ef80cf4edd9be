// SPDX-License-Identifier: Apache-2.0
package dev.shirube.lab;

import com.sun.management.OperatingSystemMXBean;
import dev.shirube.event.EventBatch;
import dev.shirube.journal.Committer;
import dev.shirube.journal.FileDisk;
import dev.shirube.journal.Journal;
import dev.shirube.journal.JournalSettings;
import dev.shirube.journal.Ticket;
import dev.shirube.query.Predicate;
import dev.shirube.store.EventStore;
import dev.shirube.store.Signed;
import dev.shirube.store.StoreException;
import dev.shirube.store.StoreSettings;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/// Takes parsed events into a recording as the recorder does: what they were read from is on the
/// disk before they are taken in, and while some are sealed others come in.
final class Ingest {
  private static final OperatingSystemMXBean PROCESS =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
  private static final int AHEAD = 4;

  private final Path folder;

  /// @param folder empty
  Ingest(Path folder) {
    this.folder = folder;
  }

  /// CPU time of this process so far, in nanoseconds.
  static long cpuNanos() {
    return PROCESS.getProcessCpuTime();
  }

  /// A recording with the settings of the product, signed by nobody.
  static EventStore store(Path folder) throws IOException {
    return EventStore.open(
        new FileDisk(), folder, StoreSettings.usual(new Nobody(), _ -> new Predicate.Everything()));
  }

  /// Signs so that nothing is proven by it.
  private record Nobody() implements Signed.Signer {
    @Override
    public String key() {
      return "nobody";
    }

    @Override
    public byte[] sign(byte[] content) {
      return "unsigned".getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public boolean isGenuine(String key, byte[] content, byte[] signature) {
      return key.equals(key());
    }
  }

  /// Takes all of them in, and seals.
  ///
  /// @param raw entries of the journal that hold what the events were read from
  /// @return wall and CPU nanoseconds
  long[] run(List<EventBatch> batches, List<byte[]> raw) throws Exception {
    Files.createDirectories(folder);
    long wall = System.nanoTime();
    long cpu = cpuNanos();
    FileDisk disk = new FileDisk();
    try (Journal journal = Journal.open(disk, folder.resolve("journal"), JournalSettings.of(1));
        Committer _ = new Committer(journal, Committer.DELAY, Committer.GROUP_BYTES);
        EventStore store = store(folder.resolve("recording"));
        ExecutorService sealing = Executors.newSingleThreadExecutor()) {
      Deque<Ticket> tickets = new ArrayDeque<>();
      int entries = 0;
      Future<?> sealed = null;
      for (int batch = 0; batch < batches.size(); batch++) {
        int wanted = (int) ((batch + 1L) * raw.size() / batches.size());
        while (entries < Math.min(raw.size(), wanted + AHEAD)) {
          tickets.add(append(journal, raw.get(entries++)));
        }
        while (tickets.size() > AHEAD) {
          await(tickets.remove());
        }
        sealed = append(store, batches.get(batch), sealing, sealed);
      }
      while (!tickets.isEmpty()) {
        await(tickets.remove());
      }
      if (sealed != null) {
        sealed.get();
      }
      store.seal(store.sealedOffset());
      return new long[] {System.nanoTime() - wall, cpuNanos() - cpu};
    }
  }

  private static Ticket append(Journal journal, byte[] entry) throws InterruptedException {
    Ticket ticket = journal.append(entry);
    while (ticket == null) {
      Measured.pause(1);
      ticket = journal.append(entry);
    }
    return ticket;
  }

  private static void await(Ticket ticket) throws IOException, InterruptedException {
    if (ticket.await(Duration.ofMinutes(1)) != Ticket.State.DURABLE) {
      throw new IOException("the journal did not become durable");
    }
  }

  /// Appends a batch, and begins to seal when it is time and the sealing before is done.
  ///
  /// @param before the sealing before, if there was one
  /// @return the last sealing that was begun
  static @Nullable Future<?> append(
      EventStore store, EventBatch batch, ExecutorService sealing, @Nullable Future<?> before)
      throws IOException, ExecutionException, InterruptedException {
    try {
      store.append(batch);
    } catch (StoreException e) {
      if (before == null || !e.is("store.head.full")) {
        throw e;
      }
      before.get();
      store.append(batch);
    }
    boolean rests = before == null || before.isDone();
    if (!rests || store.due(0) == EventStore.Due.NOT_YET) {
      return before;
    }
    if (before != null) {
      before.get();
    }
    return sealing.submit(() -> {
      store.seal(store.sealedOffset());
      return true;
    });
  }
}
