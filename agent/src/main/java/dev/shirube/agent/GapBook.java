// SPDX-License-Identifier: Apache-2.0
package dev.shirube.agent;

import dev.shirube.event.EventClass;
import dev.shirube.journal.Disk;
import dev.shirube.packing.ByteReader;
import dev.shirube.packing.ByteWriter;
import dev.shirube.wire.Frame;
import dev.shirube.wire.Gap;
import dev.shirube.wire.Lane;
import dev.shirube.wire.WireException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The ranges of numbers whose events are not sent: never given up before the server knows them.
/// Neighbours are joined, so that the book stays small however long the server is away.
final class GapBook {
  private static final String NAME = "gaps";
  private static final int VERSION = 1;

  private final Disk disk;
  private final Path folder;
  private final Map<Lane, List<Range>> ranges = new EnumMap<>(Lane.class);
  private boolean changed;

  /// Numbers of a lane from one to before another, and why they are not sent.
  record Range(long first, long next, Gap gap) {
    /// The frame that stands for it: always the whole of it, though the server may have the
    /// beginning already, as a frame that does not have as many numbers as its gap counts is
    /// refused.
    Frame frame(Lane lane, long epoch) {
      return new Frame("", epoch, lane, first, next - first, gap.toNanos(), gap.payload());
    }
  }

  /// A gap of which nothing is known but how many.
  static Gap unknown(String reason, long count) {
    return new Gap(true, 0, 0, List.of(new Gap.Count(EventClass.BASE_EVENT, reason, "", count)));
  }

  /// What takes the place of a frame that is let go. A gap stays what it is.
  static Range evicted(SpoolLane.Stored stored) {
    Frame frame = stored.frame();
    Gap gap = stored.tally().gap(Gap.Reason.EVICTED);
    if (frame.isGap()) {
      try {
        gap = Gap.read(frame.payload());
      } catch (WireException _) {
        gap = unknown(Gap.Reason.EVICTED, frame.count());
      }
    }
    return new Range(frame.firstSequence(), frame.next(), gap);
  }

  GapBook(Disk disk, Path folder) throws IOException {
    this.disk = disk;
    this.folder = folder;
    for (Lane lane : Lane.values()) {
      ranges.put(lane, new ArrayList<>());
    }
    byte[] bytes = SmallFile.read(disk, folder, NAME);
    if (bytes != null) {
      read(new ByteReader(bytes));
    }
  }

  private void read(ByteReader in) throws IOException {
    if (in.u8() != VERSION) {
      return;
    }
    try {
      for (Lane lane : Lane.values()) {
        int size = in.parts();
        for (int index = 0; index < size; index++) {
          long first = in.number();
          long next = first + in.number();
          of(lane).add(new Range(first, next, Gap.read(in.counted())));
        }
      }
    } catch (WireException | IndexOutOfBoundsException | IllegalArgumentException e) {
      throw new IOException(folder.resolve(NAME).toString(), e);
    }
  }

  private List<Range> of(Lane lane) {
    return Objects.requireNonNull(ranges.get(lane));
  }

  /// Adds a range; one that begins within another counts from there on.
  void add(Lane lane, Range added) {
    List<Range> all = of(lane);
    all.add(added);
    all.sort(Comparator.comparingLong(Range::first));
    for (int at = all.size() - 1; at > 0; at--) {
      Range before = all.get(at - 1);
      Range after = all.get(at);
      boolean alike = before.gap().numbered() && after.gap().numbered();
      if (before.next() == after.first() && alike) {
        all.set(at - 1, new Range(before.first(), after.next(), before.gap().and(after.gap())));
        all.remove(at);
      }
    }
    changed = true;
  }

  /// Adds a range of numbers whose frames cannot be read any more.
  ///
  /// @param to the number of the next frame that can; another range may begin before
  Range damaged(Lane lane, long from, long to) {
    long end = to;
    for (Range range : of(lane)) {
      end = range.first() > from ? Math.min(end, range.first()) : end;
    }
    Range hole = new Range(from, end, unknown(Gap.Reason.DAMAGED, end - from));
    add(lane, hole);
    return hole;
  }

  /// The range that a number lies in.
  @Nullable Range at(Lane lane, long number) {
    for (Range range : of(lane)) {
      if (range.first() <= number && number < range.next()) {
        return range;
      }
    }
    return null;
  }

  /// The first number of a lane that lies in a range; {@link Long#MAX_VALUE} if none does.
  long first(Lane lane) {
    return of(lane).isEmpty() ? Long.MAX_VALUE : of(lane).getFirst().first();
  }

  /// The number behind the last range of a lane.
  long next(Lane lane) {
    return of(lane).stream().mapToLong(Range::next).max().orElse(0);
  }

  /// Lets go of what lies before a number.
  void forget(Lane lane, long number) {
    if (of(lane).removeIf(range -> range.next() <= number)) {
      changed = true;
    }
  }

  /// Writes the book down, if it has changed.
  void save() throws IOException {
    if (!changed) {
      return;
    }
    ByteWriter out = new ByteWriter();
    out.u8(VERSION);
    for (Lane lane : Lane.values()) {
      out.number(of(lane).size());
      for (Range range : of(lane)) {
        out.number(range.first()).number(range.next() - range.first());
        out.counted(range.gap().payload());
      }
    }
    SmallFile.write(disk, folder, NAME, out.copy());
    changed = false;
  }

  /// The same, for who goes on without it.
  ///
  /// @return why it could not be written; null if it was
  @Nullable IOException tryToSave() {
    try {
      save();
      return null;
    } catch (IOException e) {
      return e;
    }
  }
}
