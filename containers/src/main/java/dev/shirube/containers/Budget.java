// SPDX-License-Identifier: Apache-2.0
package dev.shirube.containers;

import dev.shirube.catalog.Message;
import dev.shirube.catalog.Problem;
import dev.shirube.catalog.Problems;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// What one walk has read and written so far, held against the limits. Bytes in are those of the
/// files on disk, bytes out those of every layer of decompression.
final class Budget {
  /// How much may come out of a file before the ratio is judged.
  private static final long RATIO_FROM = 64L << 20;

  private final Limits limits;
  private final Problems problems;
  private final LongConsumer progress;
  private long totalOut;
  private long fileIn;
  private long fileOut;
  private boolean fileStopped;
  private boolean stopped;
  private @Nullable IOException failure;

  Budget(Limits limits, Problems problems, LongConsumer progress) {
    this.limits = limits;
    this.problems = problems;
    this.progress = progress;
  }

  Limits limits() {
    return limits;
  }

  /// Begins the next file on disk.
  void beginFile() {
    fileIn = 0;
    fileOut = 0;
    fileStopped = false;
    failure = null;
  }

  /// Counts bytes read from the file on disk.
  void tookIn(int count) {
    fileIn += count;
    progress.accept(count);
  }

  /// Remembers that the medium itself failed.
  IOException failed(IOException why) {
    failure = why;
    return why;
  }

  /// Whether an exception came from the medium, not from what is written on it.
  boolean isMedium(@Nullable Throwable why) {
    return why != null && (why.equals(failure) || isMedium(why.getCause()));
  }

  /// Whether no more may be read of this file.
  boolean fileStopped() {
    return fileStopped || stopped;
  }

  /// Whether the walk must end.
  boolean stopped() {
    return stopped;
  }

  /// What comes out of one layer of decompression, counted.
  InputStream metered(String name, InputStream in) {
    return new Metered(in, name, this);
  }

  /// Counts bytes that came out of an entry and tells the limit they broke, if any.
  ///
  /// @param entryOut all bytes of that entry so far
  /// @return whether reading may go on
  private boolean tookOut(String name, int count, long entryOut) {
    fileOut += count;
    totalOut += count;
    if (totalOut > limits.totalBytes()) {
      stopped = true;
      tell(name, "containers.limit.total", limits.totalBytes());
    } else if (fileOut > RATIO_FROM && fileOut / Math.max(fileIn, 1) > limits.ratio()) {
      fileStopped = true;
      tell(name, "containers.limit.ratio", limits.ratio());
    } else if (entryOut > limits.entryBytes()) {
      tell(name, "containers.limit.entry", limits.entryBytes());
      return false;
    }
    return !fileStopped();
  }

  /// Tells a problem of an entry or archive.
  void tell(String name, String id, Object... facts) {
    problems.tell(new Problem(name, 0, Message.of(id, facts), Message.of(id + ".advice", facts)));
  }

  /// What comes out of one layer of decompression: counted against the limits, and ended with a
  /// problem where the layer is damaged, so that whoever reads sees a shorter entry and no
  /// exception.
  private static final class Metered extends InputStream {
    private final InputStream in;
    private final String name;
    private final Budget budget;
    private long out;
    private boolean ended;

    Metered(InputStream in, String name, Budget budget) {
      this.in = in;
      this.name = name;
      this.budget = budget;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (ended || length == 0) {
        return ended ? -1 : 0;
      }
      try {
        int count = in.read(target, offset, length);
        if (count > 0) {
          out += count;
          ended = !budget.tookOut(name, count, out);
        }
        return count;
      } catch (IOException | RuntimeException e) {
        if (budget.isMedium(e)) {
          throw e;
        }
        ended = true;
        boolean cut = e instanceof EOFException || e.getCause() instanceof EOFException;
        budget.tell(name, cut ? "containers.cut" : "containers.damaged", out);
        return -1;
      }
    }
  }
}
