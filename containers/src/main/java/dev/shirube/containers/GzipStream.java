// SPDX-License-Identifier: Apache-2.0
package dev.shirube.containers;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;

/// One or more gzip members in a row (RFC 1952) as one text.
final class GzipStream extends InputStream {
  private static final int FLAG_CHECKSUM = 1 << 1;
  private static final int FLAG_EXTRA = 1 << 2;
  private static final int FLAG_NAME = 1 << 3;
  private static final int FLAG_COMMENT = 1 << 4;

  private final String name;
  private final ByteWindow window;
  private final Budget budget;
  private final Deflated deflated;
  private final CRC32 crc = new CRC32();
  private boolean inMember;
  private boolean ended;
  private long members;

  GzipStream(InputStream in, String name, Budget budget) {
    this.name = name;
    this.window = new ByteWindow(in, 1 << 17);
    this.budget = budget;
    this.deflated = new Deflated(window);
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    while (!ended) {
      if (!inMember) {
        begin();
      } else {
        int count = deflated.read(target, offset, length);
        if (count > 0) {
          crc.update(target, offset, count);
          return count;
        }
        finish();
      }
    }
    return -1;
  }

  private void begin() throws IOException {
    if (members > 0 && !nextMember()) {
      ended = true;
      return;
    }
    need(10);
    int flags = window.bytes()[window.from() + 3];
    window.moveTo(window.from() + 10);
    if ((flags & FLAG_EXTRA) != 0) {
      need(2);
      int extra = ZipMember.number16(window.bytes(), window.from());
      need(2 + extra);
      window.moveTo(window.from() + 2 + extra);
    }
    if ((flags & FLAG_NAME) != 0) {
      passText();
    }
    if ((flags & FLAG_COMMENT) != 0) {
      passText();
    }
    if ((flags & FLAG_CHECKSUM) != 0) {
      need(2);
      window.moveTo(window.from() + 2);
    }
    crc.reset();
    deflated.begin();
    inMember = true;
    members++;
  }

  /// Whether another member follows. Zeros may pad the file; anything else is told.
  private boolean nextMember() throws IOException {
    while (window.ensure(1) && window.bytes()[window.from()] == 0) {
      window.moveTo(window.from() + 1);
    }
    if (window.ensure(3) && ZipMember.number16(window.bytes(), window.from()) == 0x8b1f) {
      return true;
    }
    if (window.size() > 0) {
      budget.tell(name, "containers.gzip.behind", window.offset());
    }
    return false;
  }

  private void passText() throws IOException {
    boolean more = true;
    while (more) {
      need(1);
      more = window.bytes()[window.from()] != 0;
      window.moveTo(window.from() + 1);
    }
  }

  private void need(int size) throws IOException {
    if (!window.ensure(size)) {
      throw new EOFException();
    }
  }

  private void finish() throws IOException {
    inMember = false;
    need(8);
    int stated = ZipMember.number32(window.bytes(), window.from());
    window.moveTo(window.from() + 8);
    if (stated != (int) crc.getValue()) {
      budget.tell(name, "containers.checksum");
    }
  }

  @Override
  public void close() {
    ended = true;
    deflated.end();
  }
}
