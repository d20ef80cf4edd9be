// SPDX-License-Identifier: Apache-2.0
package dev.shirube.journal;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// How an entry lies in a file, big-endian: its length with the mark of a commit's first entry in
/// the top bit, the checksum of its bytes, the checksum of this head together with the file's salt
/// and the entry's offset, the bytes. The salt and the offset make sure that bytes of another file,
/// or of another place, never pass for an entry, whoever wrote them.
final class Frame {
  /// Bytes before an entry's own.
  static final int HEAD = 12;

  private static final int FIRST = 1 << 31;

  private Frame() {}

  /// The checksum of an entry's bytes.
  static int checksum(byte[] bytes) {
    CRC32C sum = new CRC32C();
    sum.update(bytes);
    return (int) sum.getValue();
  }

  /// Writes an entry's head.
  static void putHead(ByteBuffer into, long salt, long offset, Head head) {
    int word = head.length() | (head.first() ? FIRST : 0);
    into.putInt(word).putInt(head.checksum());
    into.putInt(seal(salt, offset, word, head.checksum()));
  }

  /// Reads an entry's head.
  ///
  /// @return null when there is none at this place
  static @Nullable Head head(ByteBuffer from, int at, long salt, long offset) {
    int word = from.getInt(at);
    int checksum = from.getInt(at + 4);
    if (from.getInt(at + 8) != seal(salt, offset, word, checksum)) {
      return null;
    }
    return new Head(word & ~FIRST, checksum, (word & FIRST) != 0);
  }

  private static int seal(long salt, long offset, int word, int checksum) {
    ByteBuffer sealed = ByteBuffer.allocate(24);
    sealed.putLong(salt).putLong(offset).putInt(word).putInt(checksum).flip();
    CRC32C sum = new CRC32C();
    sum.update(sealed);
    return (int) sum.getValue();
  }

  /// What stands before an entry's bytes.
  ///
  /// @param first whether it is the first of its commit
  record Head(int length, int checksum, boolean first) {
    /// Whether these are the bytes.
    boolean fits(ByteBuffer bytes) {
      CRC32C sum = new CRC32C();
      sum.update(bytes);
      return (int) sum.getValue() == checksum;
    }
  }
}
