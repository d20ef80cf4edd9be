// SPDX-License-Identifier: Apache-2.0
package dev.shirube.agent;

import dev.shirube.journal.Disk;
import dev.shirube.packing.ByteReader;
import dev.shirube.packing.ByteWriter;
import dev.shirube.wire.Gap;
import dev.shirube.wire.WireException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// The row of events, or the gap, that a lane is putting together, as a file: so that nothing is
/// gone when the process is killed before it becomes a frame. A chunk is its length and its CRC-32C
/// (4 bytes each), a letter, the number of the row's first event, how many events came, and bytes:
/// more of the row, or the gap as it is by then. Never synced: it guards against the end of the
/// process, not of the machine.
final class PendingRow implements AutoCloseable {
  private static final int HEAD = 8;
  private static final int ROW = 'R';
  private static final int GAP = 'G';
  private static final long LARGEST = 8L << 20;

  private final Disk.Writing writing;
  private final ByteWriter chunk = new ByteWriter();
  private boolean empty;

  /// What was found of a row that never became a frame.
  ///
  /// @param first the number of its first event
  /// @param row its bytes; none if it is a gap
  /// @param gap null if it is a row
  record Found(long first, long count, byte[] row, @Nullable Gap gap) {}

  PendingRow(Disk disk, Path file) throws IOException {
    writing = disk.append(file);
    empty = writing.size() == 0;
  }

  /// Reads what was left.
  ///
  /// @return null if nothing was
  static @Nullable Found read(Disk disk, Path file) throws IOException {
    if (!disk.exists(file)) {
      return null;
    }
    byte[] bytes = new byte[(int) Math.min(disk.size(file), LARGEST)];
    try (Disk.Reading reading = disk.read(file)) {
      reading.read(ByteBuffer.wrap(bytes), 0);
    }
    ByteReader in = new ByteReader(bytes);
    ByteWriter row = new ByteWriter();
    Gap gap = null;
    long first = -1;
    long count = 0;
    try {
      while (in.left() > HEAD) {
        int length = in.u32();
        int check = in.u32();
        int from = in.skip(length);
        if (check(bytes, from, length) != check) {
          break;
        }
        ByteReader body = new ByteReader(bytes, from, length);
        int kind = body.u8();
        first = body.number();
        long came = body.number();
        byte[] rest = new byte[body.left()];
        System.arraycopy(bytes, body.skip(rest.length), rest, 0, rest.length);
        if (kind == ROW) {
          row.raw(rest, 0, rest.length);
          count += came;
        } else {
          gap = Gap.read(rest);
          count = came;
        }
      }
    } catch (WireException | IndexOutOfBoundsException | IllegalArgumentException _) {
      // What follows was not whole when the machine ended.
    }
    return count == 0 ? null : new Found(first, count, row.copy(), gap);
  }

  private static int check(byte[] bytes, int offset, int length) {
    CRC32C sum = new CRC32C();
    sum.update(bytes, offset, length);
    return (int) sum.getValue();
  }

  /// Adds to the row.
  ///
  /// @param first the number of the row's first event, not of these
  /// @param count how many events come
  void add(long first, int count, byte[] row, int offset, int length) throws IOException {
    chunk.clear();
    chunk.u32(0).u32(0).u8(ROW).number(first).number(count).raw(row, offset, length);
    write();
  }

  /// Writes the gap down as it is now.
  void add(long first, Gap gap, long count) throws IOException {
    byte[] payload = gap.payload();
    chunk.clear();
    chunk.u32(0).u32(0).u8(GAP).number(first).number(count).raw(payload, 0, payload.length);
    write();
  }

  private void write() throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(chunk.bytes(), 0, chunk.size());
    int length = chunk.size() - HEAD;
    int check = check(chunk.bytes(), HEAD, length);
    bytes.put(0, little(length)).put(4, little(check));
    writing.write(bytes);
    empty = false;
  }

  private static byte[] little(int value) {
    return new byte[] {
      (byte) value, (byte) (value >>> 8), (byte) (value >>> 16), (byte) (value >>> 24)
    };
  }

  /// Begins anew.
  void clear() throws IOException {
    if (!empty) {
      writing.truncate(0);
      empty = true;
    }
  }

  @Override
  public void close() throws IOException {
    writing.close();
  }
}
