// SPDX-License-Identifier: Apache-2.0
package dev.shirube.journal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/// The content of one file of the simulated disk: what is seen now, what a power cut would surely
/// leave, and what was written since.
final class SimulatedFile {
  private static final int SECTOR = 512;

  private byte[] seen = new byte[0];
  private int seenSize;
  private byte[] durable = new byte[0];
  // A later sync does not bring back what a failed one has dropped, as on Linux.
  private final List<Change> unsynced = new ArrayList<>();

  /// A write at a place, or, without bytes, a cut to that length.
  private record Change(int at, byte[] bytes, boolean cut) {}

  int size() {
    return seenSize;
  }

  byte[] bytes() {
    return Arrays.copyOf(seen, seenSize);
  }

  int read(byte[] into, int offset, long at, int length) {
    int count = (int) Math.clamp(seenSize - at, 0L, length);
    if (count > 0) {
      System.arraycopy(seen, (int) at, into, offset, count);
    }
    return count;
  }

  void write(byte[] bytes) {
    Change change = new Change(seenSize, bytes, false);
    unsynced.add(change);
    if (seen.length < seenSize + bytes.length) {
      seen = Arrays.copyOf(seen, Math.max(seenSize + bytes.length, seen.length * 2));
    }
    System.arraycopy(bytes, 0, seen, seenSize, bytes.length);
    seenSize += bytes.length;
  }

  void truncate(int size) {
    if (size < seenSize) {
      unsynced.add(new Change(size, new byte[0], true));
      Arrays.fill(seen, size, seenSize, (byte) 0);
      seenSize = size;
    }
  }

  void sync() {
    for (Change change : unsynced) {
      durable = apply(durable, change);
    }
    unsynced.clear();
  }

  /// A sync that failed: what was waiting will never be written, though it is still seen.
  void dropUnsynced() {
    unsynced.clear();
  }

  /// Changes bits without anyone having written, as a medium does that grows old.
  void flip(int at, int mask) {
    seen[at] ^= (byte) mask;
    if (at < durable.length) {
      durable[at] ^= (byte) mask;
    }
  }

  private static byte[] apply(byte[] to, Change change) {
    if (change.cut()) {
      return change.at() < to.length ? Arrays.copyOf(to, change.at()) : to;
    }
    int end = change.at() + change.bytes().length;
    byte[] changed = end > to.length ? Arrays.copyOf(to, end) : to;
    System.arraycopy(change.bytes(), 0, changed, change.at(), change.bytes().length);
    return changed;
  }

  /// What is left when the power goes: each change since the last sync is there, not there, there
  /// in part, or there by sectors.
  ///
  /// @param stale bytes of files deleted before, which may shine through where a sector was
  ///   allotted and not written
  void powerCut(SplittableRandom random, byte[] stale) {
    int mood = random.nextInt(4);
    for (Change change : unsynced) {
      if (mood == 0) {
        break;
      } else if (mood == 1 || change.cut()) {
        durable = apply(durable, change);
      } else if (mood == 2) {
        int length = random.nextInt(change.bytes().length + 1);
        Change part = new Change(change.at(), Arrays.copyOf(change.bytes(), length), false);
        durable = apply(durable, part);
        break;
      } else {
        durable = bySectors(durable, change, random, stale);
      }
    }
    unsynced.clear();
    seen = durable.clone();
    seenSize = seen.length;
  }

  private static byte[] bySectors(byte[] to, Change change, SplittableRandom random, byte[] stale) {
    int end = change.at() + change.bytes().length;
    byte[] torn = end > to.length ? Arrays.copyOf(to, end) : to;
    int at = change.at();
    while (at < end) {
      int next = Math.min(end, (at / SECTOR + 1) * SECTOR);
      if (random.nextBoolean()) {
        System.arraycopy(change.bytes(), at - change.at(), torn, at, next - at);
      } else if (random.nextBoolean() && stale.length >= next) {
        System.arraycopy(stale, at, torn, at, next - at);
      }
      at = next;
    }
    return torn;
  }
}
