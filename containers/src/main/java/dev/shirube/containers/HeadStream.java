// SPDX-License-Identifier: Apache-2.0
package dev.shirube.containers;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/// A stream whose first bytes can be looked at before they are read.
final class HeadStream extends InputStream {
  private static final int FIRST_BYTES = 1 << 10;

  private final InputStream in;
  private byte[] head = {};
  private int size;
  private int at;

  HeadStream(InputStream in) {
    this.in = in;
  }

  /// Up to {@link Entry#HEAD_BYTES} bytes from the front; the same on every call before reading.
  byte[] head() throws IOException {
    if (at > 0) {
      throw new IOException("the front has been read already");
    }
    int read = 0;
    while (read >= 0 && size < Entry.HEAD_BYTES) {
      if (size == head.length) {
        head = Arrays.copyOf(head, Math.min(Entry.HEAD_BYTES, Math.max(FIRST_BYTES, 2 * size)));
      }
      read = in.read(head, size, head.length - size);
      size += Math.max(read, 0);
    }
    return Arrays.copyOf(head, size);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (at < size) {
      int part = Math.min(length, size - at);
      System.arraycopy(head, at, target, offset, part);
      at += part;
      return part;
    }
    return in.read(target, offset, length);
  }
}
