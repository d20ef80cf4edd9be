// SPDX-License-Identifier: Apache-2.0
package dev.shirube.journal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/// One file of a journal. Its name tells all that is needed to read it, so that damage to its head
/// costs no entry. The head is 52 bytes, big-endian, in every version of the format: SHIRUBEJ,
/// format version (4 bytes), catalogue version (4), id of the key (8; 0: not encrypted), offset of
/// the file's first byte (8), sequence (8), salt (8), CRC32C of all that (4).
///
/// @param start the offset of the file's first byte, which is the head's
/// @param sequence number of the file; a later one that starts earlier than this one ends takes the
///   place of this one's rest
/// @param salt drawn anew for each file
record JournalFile(Path path, long start, long sequence, long salt) {
  /// Length of the head.
  static final int HEAD = 52;

  /// The version of the format that is written.
  static final int VERSION = 1;

  private static final byte[] MAGIC = "SHIRUBEJ".getBytes(StandardCharsets.US_ASCII);
  private static final String ENDING = ".journal";
  private static final HexFormat HEX = HexFormat.of();

  /// A file to be made.
  static JournalFile create(Path folder, long start, long sequence, long salt) {
    String name =
        HEX.toHexDigits(sequence) + "-" + HEX.toHexDigits(start) + "-" + HEX.toHexDigits(salt);
    return new JournalFile(folder.resolve(name + ENDING), start, sequence, salt);
  }

  /// The file of a name.
  ///
  /// @return null when it is no journal's
  static @Nullable JournalFile parse(Path folder, String name) {
    boolean shaped =
        name.length() == 50 + ENDING.length()
            && name.endsWith(ENDING)
            && name.charAt(16) == '-'
            && name.charAt(33) == '-';
    if (!shaped) {
      return null;
    }
    try {
      long sequence = HexFormat.fromHexDigitsToLong(name, 0, 16);
      long start = HexFormat.fromHexDigitsToLong(name, 17, 33);
      long salt = HexFormat.fromHexDigitsToLong(name, 34, 50);
      if (sequence < 0 || start < 0) {
        return null;
      }
      return new JournalFile(folder.resolve(name), start, sequence, salt);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  /// The file's head.
  byte[] head(int catalogueVersion) {
    byte[] bytes = new byte[HEAD];
    ByteBuffer head = ByteBuffer.wrap(bytes);
    head.put(MAGIC).putInt(VERSION).putInt(catalogueVersion).putLong(0);
    head.putLong(start).putLong(sequence).putLong(salt);
    head.putInt(checksum(bytes));
    return bytes;
  }

  private static int checksum(byte[] head) {
    CRC32C sum = new CRC32C();
    sum.update(head, 0, HEAD - 4);
    return (int) sum.getValue();
  }

  /// What the head says of the file.
  HeadState check(byte[] bytes) {
    ByteBuffer head = ByteBuffer.wrap(bytes);
    byte[] magic = new byte[MAGIC.length];
    head.get(magic);
    if (!Arrays.equals(magic, MAGIC) || head.getInt(HEAD - 4) != checksum(bytes)) {
      return HeadState.DAMAGED;
    }
    if (head.getInt() > VERSION) {
      return HeadState.NEWER;
    }
    head.getInt();
    if (head.getLong() != 0) {
      return HeadState.ENCRYPTED;
    }
    boolean named = head.getLong() == start && head.getLong() == sequence && head.getLong() == salt;
    return named ? HeadState.SOUND : HeadState.DAMAGED;
  }

  /// How a head was found.
  enum HeadState {
    SOUND,
    /// It cannot be relied upon; the name is.
    DAMAGED,
    /// A later version of the product wrote it.
    NEWER,
    /// It is encrypted with a key, which this version never writes.
    ENCRYPTED
  }
}
