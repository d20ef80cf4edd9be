// SPDX-License-Identifier: Apache-2.0
package dev.shirube.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Reads one file, frame by frame, and finds its way again behind damage. Memory follows what the
/// file really holds, never what a length in it claims.
final class FrameReader implements Closeable {
  private static final int FIRST = 4 * 1024;
  private static final int CHUNK = 256 * 1024;

  private final JournalFile file;
  private final Disk.Reading reading;
  private ByteBuffer buffer = ByteBuffer.allocate(FIRST);
  // Place in the file of the buffer's first byte, and of the next frame.
  private long held;
  private long position;

  FrameReader(JournalFile file, Disk.Reading reading, long position) {
    this.file = file;
    this.reading = reading;
    this.position = position;
    this.held = position;
    buffer.limit(0);
  }

  /// What was found.
  ///
  /// @param from place in the file
  /// @param to place behind it
  /// @param bytes null when it is damaged
  /// @param first whether it begins a commit
  /// @param durable for damage: whether a later commit stands behind it
  record Piece(long from, long to, byte @Nullable [] bytes, boolean first, boolean durable) {}

  /// Place in the file of what comes next.
  long position() {
    return position;
  }

  /// The next frame or stretch of damage.
  ///
  /// @param limit the place where the file is taken to end
  /// @return null when the limit is reached
  @Nullable Piece next(long limit) throws IOException {
    if (position >= limit) {
      return null;
    }
    long from = position;
    Frame.Head head = headAt(from, limit);
    if (head != null && from + Frame.HEAD + head.length() <= limit) {
      long to = from + Frame.HEAD + head.length();
      byte[] bytes = bytesAt(from, head);
      Piece piece =
          bytes != null
              ? new Piece(from, to, bytes, head.first(), false)
              : new Piece(from, to, null, false, commitBehind(to, limit));
      position = to;
      return piece;
    }
    long to = head != null ? limit : search(from + 1, limit);
    Piece piece = new Piece(from, to, null, false, commitBehind(to, limit));
    position = to;
    return piece;
  }

  private Frame.@Nullable Head headAt(long at, long limit) throws IOException {
    if (at + Frame.HEAD > limit || !hold(at, Frame.HEAD)) {
      return null;
    }
    return Frame.head(buffer, (int) (at - held), file.salt(), file.start() + at);
  }

  private byte @Nullable [] bytesAt(long at, Frame.Head head) throws IOException {
    if (!hold(at, Frame.HEAD + head.length())) {
      return null;
    }
    ByteBuffer slice = buffer.slice((int) (at - held) + Frame.HEAD, head.length());
    if (!head.fits(slice.duplicate())) {
      return null;
    }
    byte[] bytes = new byte[head.length()];
    slice.get(bytes);
    return bytes;
  }

  /// The place of the next whole frame, or the limit.
  private long search(long from, long limit) throws IOException {
    for (long at = from; at + Frame.HEAD <= limit; at++) {
      Frame.Head head = headAt(at, limit);
      if (head != null && at + Frame.HEAD + head.length() <= limit) {
        return at;
      }
    }
    return limit;
  }

  private boolean commitBehind(long from, long limit) throws IOException {
    long at = from;
    while (at < limit) {
      Frame.Head head = headAt(at, limit);
      if (head == null) {
        at = search(at + 1, limit);
      } else if (head.first()) {
        return true;
      } else {
        at += Frame.HEAD + head.length();
      }
    }
    return false;
  }

  /// Sees to it that these bytes are in the buffer.
  ///
  /// @return false when the file ends before
  private boolean hold(long at, int length) throws IOException {
    if (at >= held && at + length <= held + buffer.limit()) {
      return true;
    }
    if (length > buffer.capacity() && at + length > reading.size()) {
      return false;
    }
    // It begins small and grows with what is read, and shrinks again behind a long entry.
    int wanted = Math.max(length, Math.min(CHUNK, buffer.capacity() * 4));
    if (wanted > buffer.capacity() || buffer.capacity() > Math.max(CHUNK, length)) {
      buffer = ByteBuffer.allocate(wanted);
    }
    buffer.clear();
    held = at;
    int read = reading.read(buffer, at);
    buffer.position(0).limit(Math.max(0, read));
    return read >= length;
  }

  @Override
  public void close() throws IOException {
    reading.close();
  }
}
