// SPDX-License-Identifier: Apache-2.0
package dev.shirube.agent;

import dev.shirube.event.FieldCatalogue;
import dev.shirube.journal.Disk;
import dev.shirube.journal.JournalSettings;
import dev.shirube.wire.Frame;
import dev.shirube.wire.Gap;
import dev.shirube.wire.Hello;
import dev.shirube.wire.Lane;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// What was recorded and not sent yet, on the disk: a journal for each lane, the gaps, and the
/// epoch. It takes no more than its limits: the oldest of the lowest lane is let go first, and told
/// as a gap. Any thread may call.
///
/// After the process was killed all is there that was taken; after a power cut, all until the last
/// {@link #sync}. Nothing is given to be sent that is not synced: so no number that the server has
/// is ever given a second time.
public final class Spooler implements AutoCloseable {
  private static final String EPOCH = "epoch";
  private static final Lane[] SENT_FIRST = {Lane.IMPORTANT, Lane.ACTIVITY, Lane.FILES};

  private final ReentrantLock lock = new ReentrantLock();
  private final LaterDisk disk;
  private final Disk under;
  private final Path folder;
  private final RandomGenerator random;
  private final Map<Lane, SpoolLane> lanes = new EnumMap<>(Lane.class);
  private final Map<Lane, Long> expected = new EnumMap<>(Lane.class);
  private final GapBook gaps;
  private SpoolLimits limits;
  private long epoch;

  /// Opens the spool of a folder, and makes it if there is none.
  ///
  /// @param random makes epochs
  public Spooler(Disk disk, Path folder, SpoolLimits limits, RandomGenerator random)
      throws IOException {
    this.under = disk;
    this.disk = new LaterDisk(disk);
    this.folder = folder;
    this.limits = limits;
    this.random = random;
    disk.makeFolder(folder);
    gaps = new GapBook(disk, folder);
    JournalSettings settings =
        new JournalSettings(
            limits.fileBytes(),
            limits.entryBytes() + 64L,
            limits.entryBytes(),
            FieldCatalogue.builtIn().version(),
            0);
    for (Lane lane : Lane.values()) {
      lanes.put(lane, new SpoolLane(this.disk, folder.resolve(lane.word()), settings));
    }
    byte[] known = SmallFile.read(disk, folder, EPOCH);
    if (known != null && known.length == Long.BYTES) {
      epoch = ByteBuffer.wrap(known).getLong();
    } else {
      begin();
    }
    for (Lane lane : Lane.values()) {
      expected.put(lane, oldest(lane));
    }
  }

  private void begin() throws IOException {
    epoch = random.nextLong() >>> 1;
    byte[] bytes = ByteBuffer.allocate(Long.BYTES).putLong(epoch).array();
    SmallFile.write(under, folder, EPOCH, bytes);
  }

  private SpoolLane lane(Lane lane) {
    return Objects.requireNonNull(lanes.get(lane));
  }

  private long expected(Lane lane) {
    return expected.getOrDefault(lane, 0L);
  }

  /// The first number of a lane that is there at all.
  private long oldest(Lane lane) throws IOException {
    SpoolLane.Stored first = lane(lane).look();
    long stored = first == null ? next(lane) : first.frame().firstSequence();
    return Math.min(stored, gaps.first(lane));
  }

  /// Which spool it is: another number whenever it was made anew.
  public long epoch() {
    lock.lock();
    try {
      return epoch;
    } finally {
      lock.unlock();
    }
  }

  /// The number that the next event of a lane gets, as far as the spool knows.
  public long next(Lane lane) {
    lock.lock();
    try {
      return Math.max(lane(lane).next(), gaps.next(lane));
    } finally {
      lock.unlock();
    }
  }

  /// Takes a frame.
  ///
  /// @throws IOException when the disk does not: the caller tells of a gap then
  void append(Frame frame, Tally tally) throws IOException {
    lock.lock();
    try {
      lane(frame.lane()).append(frame, tally);
    } finally {
      lock.unlock();
    }
  }

  /// Takes a gap.
  void gap(Lane lane, long first, long next, Gap gap) {
    lock.lock();
    try {
      gaps.add(lane, new GapBook.Range(first, next, gap));
    } finally {
      lock.unlock();
    }
  }

  /// Makes all that was taken durable.
  public void sync() throws IOException {
    Map<Lane, Long> ends = new EnumMap<>(Lane.class);
    IOException failure = null;
    lock.lock();
    try {
      failure = gaps.tryToSave();
      for (Lane lane : Lane.values()) {
        ends.put(lane, lane(lane).end());
      }
    } finally {
      lock.unlock();
    }
    try {
      // Not under the lock: a slow disk must not hold up those who record.
      disk.syncAll();
    } finally {
      lock.lock();
      try {
        // Where a sync has failed, what was written is still read; it goes on in another file.
        ends.forEach((lane, end) -> lane(lane).synced(end));
      } finally {
        lock.unlock();
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  /// Frames to be sent, of a lane in the order of numbers, the important lane first; none when
  /// nothing waits. They stay here until {@link #acknowledge}.
  ///
  /// @param mostBytes all together; the first is given whatever its size
  /// @param mostFrames how many
  public List<Frame> take(String agent, int mostBytes, int mostFrames) throws IOException {
    lock.lock();
    try {
      List<Frame> taken = new ArrayList<>();
      long bytes = 0;
      for (Lane lane : SENT_FIRST) {
        long number = expected(lane);
        Frame frame = frame(lane, number);
        while (frame != null && taken.size() < mostFrames) {
          Frame signed = frame.from(agent, epoch);
          bytes += signed.size() + 4L;
          if (bytes > mostBytes && !taken.isEmpty()) {
            return taken;
          }
          taken.add(signed);
          if (gaps.at(lane, number) == null) {
            lane(lane).take(true);
          }
          number = frame.next();
          frame = frame(lane, number);
        }
      }
      return taken;
    } finally {
      lock.unlock();
    }
  }

  /// What stands at a number of a lane: a gap, or a frame, or null.
  private @Nullable Frame frame(Lane lane, long number) throws IOException {
    GapBook.Range range = gaps.at(lane, number);
    if (range != null) {
      return range.frame(lane, epoch);
    }
    SpoolLane from = lane(lane);
    SpoolLane.Stored stored = from.look();
    while (stored != null && stored.frame().next() <= number) {
      from.take(false);
      stored = from.look();
    }
    if (stored == null) {
      return null;
    }
    long first = stored.frame().firstSequence();
    if (first > number) {
      // What stood here cannot be read any more.
      return gaps.damaged(lane, number, first).frame(lane, epoch);
    }
    return stored.frame();
  }

  /// The frames that were taken come again with the next {@link #take}.
  public void giveBack() throws IOException {
    lock.lock();
    try {
      for (Lane lane : Lane.values()) {
        lane(lane).giveBack();
      }
    } finally {
      lock.unlock();
    }
  }

  /// The server does not take a frame: it becomes a gap, so that what follows is not held up.
  void refuse(Frame frame) throws IOException {
    lock.lock();
    try {
      giveBack();
      if (!frame.isGap()) {
        Gap refused = GapBook.unknown("refused", frame.count());
        gaps.add(frame.lane(), new GapBook.Range(frame.firstSequence(), frame.next(), refused));
      } else {
        expected.put(frame.lane(), frame.next());
        gaps.forget(frame.lane(), frame.next());
      }
    } finally {
      lock.unlock();
    }
  }

  /// Lets go of what the server has.
  ///
  /// @param next for each lane the number that it expects next
  public void acknowledge(Map<Lane, Long> next) throws IOException {
    lock.lock();
    try {
      for (Map.Entry<Lane, Long> told : next.entrySet()) {
        Lane lane = told.getKey();
        long number = Math.min(told.getValue(), Math.max(lane(lane).next(), gaps.next(lane)));
        lane(lane).acknowledge(number);
        gaps.forget(lane, number);
        expected.put(lane, Math.max(number, expected(lane)));
      }
      // What was sent and is not acknowledged comes again, of lanes that were not spoken of too.
      giveBack();
    } finally {
      lock.unlock();
    }
  }

  /// Begins a new epoch, with what is there and its numbers.
  void renew() throws IOException {
    lock.lock();
    try {
      begin();
    } finally {
      lock.unlock();
    }
  }

  /// Sets how much of the disk it may take.
  void limit(long mostBytes, long freeBytes) {
    lock.lock();
    try {
      limits = limits.with(mostBytes, freeBytes);
    } finally {
      lock.unlock();
    }
  }

  /// Lets go of the oldest of the lowest lane, as long as there is too much.
  ///
  /// @return how many events
  public long evict() throws IOException {
    lock.lock();
    try {
      long evicted = 0;
      for (Lane lane : Lane.values()) {
        long before = Long.MAX_VALUE;
        while (isOver() && lane(lane).isLettingGo() && lane(lane).bytes() < before) {
          before = lane(lane).bytes();
          evicted += evict(lane);
        }
      }
      return evicted;
    } finally {
      lock.unlock();
    }
  }

  private boolean isOver() throws IOException {
    long bytes = lanes.values().stream().mapToLong(SpoolLane::bytes).sum();
    return bytes > limits.mostBytes() || under.free(folder) < limits.freeBytes();
  }

  private long evict(Lane lane) throws IOException {
    SpoolLane from = lane(lane);
    long bytes = 0;
    long evicted = 0;
    SpoolLane.Stored stored = from.look();
    while (stored != null && bytes <= limits.fileBytes()) {
      Frame frame = stored.frame();
      bytes += frame.size();
      if (frame.next() > expected(lane)) {
        gaps.add(lane, GapBook.evicted(stored));
        evicted += frame.isGap() ? 0 : frame.count();
      }
      from.take(false);
      stored = from.look();
    }
    // On a full disk, what is let go makes room for the book, which is then written with the next
    // sync.
    IOException _ = gaps.tryToSave();
    from.release();
    return evicted;
  }

  /// When the newest frame was made that was there at the start; 0 if none was.
  long newest() {
    return lanes.values().stream().mapToLong(SpoolLane::newest).max().orElse(0);
  }

  /// How it stands, with the bytes that wait.
  ///
  /// @param given the number behind the last that was given, for each lane
  public Hello.Spool state(Map<Lane, Long> given) throws IOException {
    lock.lock();
    try {
      long bytes = 0;
      List<Hello.LaneState> states = new ArrayList<>();
      for (Lane lane : Lane.values()) {
        bytes += lane(lane).waiting();
        long next = Math.max(given.getOrDefault(lane, 0L), expected(lane));
        states.add(new Hello.LaneState(lane, expected(lane), next));
      }
      return new Hello.Spool(bytes, limits.mostBytes(), states);
    } finally {
      lock.unlock();
    }
  }

  /// Whether anything waits to be sent, or for its acknowledgement.
  public boolean isWaiting() throws IOException {
    lock.lock();
    try {
      for (Lane lane : Lane.values()) {
        if (lane(lane).isSending() || frame(lane, expected(lane)) != null) {
          return true;
        }
      }
      return false;
    } finally {
      lock.unlock();
    }
  }

  /// Makes all durable and ends.
  @Override
  public void close() throws IOException {
    try {
      sync();
    } finally {
      lock.lock();
      try {
        for (SpoolLane lane : lanes.values()) {
          lane.close();
        }
      } finally {
        lock.unlock();
      }
    }
  }
}
