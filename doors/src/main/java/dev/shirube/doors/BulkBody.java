// SPDX-License-Identifier: Apache-2.0
package dev.shirube.doors;

import dev.shirube.gateway.BodyException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/// A body as its sender meant it: unpacked, and with a limit on what unpacking may give. All bodies
/// that are being read share one budget of memory.
final class BulkBody extends InputStream {
  private static final long RATIO = 100;
  private static final long SMALL = 1 << 20;

  private final InputStream plain;
  private final Counted packed;
  private final long limit;
  private final Budget budget;
  private long read;

  private BulkBody(InputStream plain, Counted packed, long limit, Budget budget) {
    this.plain = plain;
    this.packed = packed;
    this.limit = limit;
    this.budget = budget;
  }

  /// Memory that requests share.
  static final class Budget {
    private final AtomicLong left;

    Budget(long bytes) {
      left = new AtomicLong(bytes);
    }

    boolean take(long bytes) {
      if (left.addAndGet(-bytes) < 0) {
        left.addAndGet(bytes);
        return false;
      }
      return true;
    }

    void give(long bytes) {
      left.addAndGet(bytes);
    }

    long left() {
      return left.get();
    }
  }

  /// Unpacks a body.
  ///
  /// @param encoding the header Content-Encoding; null when there is none
  /// @param limit how many bytes it may come to
  /// @throws BodyException when the encoding is not known, or the body is not of it
  static BulkBody open(InputStream body, @Nullable String encoding, long limit, Budget budget)
      throws IOException {
    Counted packed = new Counted(body);
    String name = encoding == null ? "identity" : encoding.strip().toLowerCase(Locale.ROOT);
    InputStream plain =
        switch (name) {
          case "identity", "" -> packed;
          case "gzip", "x-gzip" -> gzip(packed);
          case "deflate" -> new InflaterInputStream(packed);
          default -> throw new BodyException(415, name);
        };
    return new BulkBody(plain, packed, limit, budget);
  }

  private static InputStream gzip(InputStream packed) throws IOException {
    try {
      return new GZIPInputStream(packed, 64 * 1024);
    } catch (BodyException e) {
      throw e;
    } catch (IOException e) {
      throw new BodyException(400, String.valueOf(e.getMessage()));
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int from, int length) throws IOException {
    int count;
    try {
      count = plain.read(into, from, length);
    } catch (BodyException e) {
      throw e;
    } catch (IOException e) {
      throw new BodyException(400, String.valueOf(e.getMessage()));
    }
    if (count > 0) {
      if (!budget.take(count)) {
        throw new BodyException(429, "too many bodies at once");
      }
      read += count;
      boolean bomb = read > SMALL && read > packed.count * RATIO;
      if (read > limit || bomb) {
        throw new BodyException(413, "unpacked beyond " + (bomb ? RATIO + ":1" : limit));
      }
    }
    return count;
  }

  /// Gives the memory back: nothing of the body is held any more.
  @Override
  public void close() {
    budget.give(read);
    read = 0;
  }

  private static final class Counted extends InputStream {
    private final InputStream in;
    private long count;

    Counted(InputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      int octet = in.read();
      count += octet < 0 ? 0 : 1;
      return octet;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
      int got = in.read(into, from, length);
      count += Math.max(got, 0);
      return got;
    }
  }
}
