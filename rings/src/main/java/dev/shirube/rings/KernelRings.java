// SPDX-License-Identifier: Apache-2.0
package dev.shirube.rings;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;

/// The two rings that pinned programs of the kernel write into, with their counters and settings.
/// The bulk ring is read when 256 KiB wait in it or after a while, the urgent one at once. What is
/// pinned lives on without a reader: records wait, and the next reader goes on where the last one
/// let go, even if that was killed.
///
/// All but {@link #stop} is for one thread at a time.
public final class KernelRings implements AutoCloseable {
  /// Takes one record of a ring.
  public interface Reader {
    /// Takes a record.
    ///
    /// @param data memory of the kernel; nothing of it may be kept once this returns
    /// @param offset where the record begins
    /// @param length of the record, bytes
    /// @param urgent which ring it came by
    void record(MemorySegment data, long offset, int length, boolean urgent);
  }

  /// Takes what a UDP socket exchanged with one address.
  public interface PeerReader {
    /// Takes what was exchanged.
    ///
    /// @param key as layout.h lays it out: struct shirube_peer_key
    /// @param value likewise: struct shirube_peer
    /// @return whether nothing more is to be known of it
    boolean peer(MemorySegment key, MemorySegment value);
  }

  /// What the programs counted of one kind of record since they were loaded.
  ///
  /// @param made records that were to be written, with those lost
  /// @param lost records for which the ring had no room
  /// @param cut records with a text that was cut
  public record Counts(long made, long lost, long cut) {
    /// No record yet.
    public static final Counts NONE = new Counts(0, 0, 0);

    /// Both together.
    public Counts and(Counts other) {
      return new Counts(made + other.made, lost + other.lost, cut + other.cut);
    }
  }

  /// How many kinds of records can be counted; a kind is a number below it.
  public static final int KINDS = 16;

  private static final int COUNT_BYTES = 24;

  private final LinuxCalls calls;
  private final int cpus;
  private final BpfMap bulkMap;
  private final BpfMap urgentMap;
  private final BpfMap counts;
  private final BpfMap settings;
  private final Path maps;
  private final Ring bulk;
  private final Ring urgent;
  private final int waiting;
  private final AtomicBoolean stopped = new AtomicBoolean();

  /// Takes the rings over that are pinned in a folder.
  ///
  /// @param pins the folder that {@link Loader} named
  public KernelRings(Path pins) throws IOException {
    calls = new LinuxCalls();
    cpus = possibleCpus();
    maps = pins.resolve("maps");
    bulkMap = new BpfMap(calls, maps.resolve("bulk"), 1);
    urgentMap = new BpfMap(calls, maps.resolve("urgent"), 1);
    counts = new BpfMap(calls, maps.resolve("counts"), cpus);
    settings = new BpfMap(calls, maps.resolve("settings"), 1);
    if (counts.valueBytes() != COUNT_BYTES || counts.entries() != KINDS) {
      throw new KernelRefusal("layout of " + maps, 0);
    }
    bulk = new Ring(calls, bulkMap.fd(), bulkMap.entries());
    urgent = new Ring(calls, urgentMap.fd(), urgentMap.entries());
    waiting = calls.waiting();
    calls.waitFor(waiting, bulk.fd(), true);
    calls.waitFor(waiting, urgent.fd(), false);
  }

  // The kernel keeps a value for each CPU there could ever be, which is a range such as 0-7.
  private static int possibleCpus() throws IOException {
    byte[] bytes = Files.readAllBytes(Path.of("/sys/devices/system/cpu/possible"));
    String text = new String(bytes, StandardCharsets.US_ASCII).strip();
    int last = Math.max(text.lastIndexOf('-'), text.lastIndexOf(','));
    return Integer.parseInt(text, last + 1, text.length(), 10) + 1;
  }

  /// Waits until the urgent ring has something, much waits in the bulk ring, or the time is over;
  /// then hands over what the bulk ring had before the urgent one, and then that of the urgent one,
  /// so that the record that made a process is there before an urgent one speaks of it. The records
  /// stay in the rings until {@link #release}, or until this is called again.
  ///
  /// @param millis how long to wait at most
  /// @return how many records were handed over
  public int read(int millis, Reader reader) {
    release();
    if (!stopped.get()) {
      boolean _ = calls.await(waiting, millis);
    }
    int records = bulk.read((data, at, length) -> reader.record(data, at, length, false));
    if (urgent.waiting() > 0) {
      records += urgent.read((data, at, length) -> reader.record(data, at, length, true));
    }
    return records;
  }

  /// Lets go of the records that were handed over so far: once they are safe elsewhere. May be
  /// called by the {@link Reader}, for the record that it was given too.
  public void release() {
    bulk.release();
    urgent.release();
  }

  /// How many bytes wait in the bulk ring.
  public long waiting() {
    return bulk.waiting();
  }

  /// Makes {@link #read} wait no longer; for other threads.
  public void stop() {
    stopped.set(true);
  }

  /// Tells the programs which process is the agent, whose own connections and calls they leave out.
  ///
  /// @param pid 0 for none
  /// @param trafficNanos after how long a connection tells its bytes again
  public void tell(int pid, long trafficNanos) throws KernelRefusal {
    settings.key().set(JAVA_INT, 0, 0);
    boolean _ = settings.look();
    settings.value().set(JAVA_INT, 0, pid);
    settings.value().set(JAVA_LONG, 8, trafficNanos);
    settings.set();
  }

  /// How many of the lost records were passed on as lost, by this reader or the ones before it.
  public long toldLost() {
    settings.key().set(JAVA_INT, 0, 0);
    return settings.look() ? settings.value().get(JAVA_LONG, 16) : 0;
  }

  /// Notes how many of the lost records were passed on as lost, for the reader that comes next.
  public void toldLost(long count) throws KernelRefusal {
    settings.key().set(JAVA_INT, 0, 0);
    boolean _ = settings.look();
    settings.value().set(JAVA_LONG, 16, count);
    settings.set();
  }

  /// What was counted of one kind of record, on all CPUs together.
  public Counts counts(int kind) {
    counts.key().set(JAVA_INT, 0, kind);
    if (!counts.look()) {
      return Counts.NONE;
    }
    long made = 0;
    long lost = 0;
    long cut = 0;
    for (int cpu = 0; cpu < cpus; cpu++) {
      made += counts.value().get(JAVA_LONG, (long) cpu * COUNT_BYTES);
      lost += counts.value().get(JAVA_LONG, (long) cpu * COUNT_BYTES + 8);
      cut += counts.value().get(JAVA_LONG, (long) cpu * COUNT_BYTES + 16);
    }
    return new Counts(made, lost, cut);
  }

  /// What was counted of all kinds.
  public Counts counts() {
    Counts all = Counts.NONE;
    for (int kind = 0; kind < KINDS; kind++) {
      all = all.and(counts(kind));
    }
    return all;
  }

  /// Goes through everything that UDP sockets exchange, in no order; nothing if sockets are not
  /// looked at.
  public void peers(PeerReader reader) throws KernelRefusal {
    if (!Files.exists(maps.resolve("peers"))) {
      return;
    }
    try (BpfMap peers = new BpfMap(calls, maps.resolve("peers"), 1)) {
      // Keys that go while this goes on may begin it anew: it ends all the same.
      int left = 2 * peers.entries();
      boolean there = peers.next(true);
      while (there && left-- > 0) {
        boolean done = peers.look() && reader.peer(peers.key(), peers.value());
        MemorySegment gone = peers.key();
        if (done) {
          byte[] key = gone.toArray(JAVA_BYTE);
          there = peers.next(false);
          byte[] next = gone.toArray(JAVA_BYTE);
          MemorySegment.copy(MemorySegment.ofArray(key), 0, gone, 0, key.length);
          peers.delete();
          MemorySegment.copy(MemorySegment.ofArray(next), 0, gone, 0, next.length);
        } else {
          there = peers.next(false);
        }
      }
    }
  }

  /// Lets go of the rings; what is pinned stays.
  @Override
  public void close() {
    stop();
    calls.close(waiting);
    release();
    bulk.close();
    urgent.close();
    bulkMap.close();
    urgentMap.close();
    counts.close();
    settings.close();
  }
}
