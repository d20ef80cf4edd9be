// SPDX-License-Identifier: Apache-2.0
package dev.shirube.store;

import dev.shirube.event.Digests;
import dev.shirube.event.FieldCatalogue;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/// How numbers and texts lie in the store's own small files: big-endian, texts as UTF-8 behind
/// their length. Each file begins with a head of magic, format version, catalogue version and key
/// id, guarded by a checksum.
final class Codec {
  /// The format version this release writes.
  static final int VERSION = 1;

  /// How long the head of a file is.
  static final int HEAD_BYTES = 24;

  /// How long a SHA-256 is.
  static final int HASH_BYTES = 32;

  private static final int MAX_TEXT = 1 << 24;

  private Codec() {}

  /// The head of a file.
  ///
  /// @param magic eight ASCII letters
  static byte[] head(String magic) {
    ByteBuffer head = ByteBuffer.allocate(HEAD_BYTES);
    head.put(magic.getBytes(StandardCharsets.US_ASCII));
    head.putInt(VERSION).putInt(FieldCatalogue.builtIn().version()).putInt(0);
    head.putInt(checksum(head.array(), HEAD_BYTES - 4));
    return head.array();
  }

  /// Checks the head of a file.
  ///
  /// @throws StoreException if the file is another one, damaged, or of a newer format
  static void checkHead(String magic, byte[] bytes, Path file) throws StoreException {
    if (bytes.length < HEAD_BYTES) {
      throw damaged(file);
    }
    ByteBuffer head = ByteBuffer.wrap(bytes);
    byte[] start = magic.getBytes(StandardCharsets.US_ASCII);
    boolean ours = Arrays.equals(bytes, 0, start.length, start, 0, start.length);
    if (!ours || head.getInt(HEAD_BYTES - 4) != checksum(bytes, HEAD_BYTES - 4)) {
      throw damaged(file);
    }
    int version = head.getInt(8);
    if (version > VERSION || head.getInt(16) != 0) {
      throw StoreException.of("store.format.newer", file, version, VERSION);
    }
  }

  static StoreException damaged(Path file) {
    return StoreException.of("store.file.damaged", file);
  }

  private static int checksum(byte[] bytes, int length) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, length);
    return (int) crc.getValue();
  }

  /// The SHA-256 of some parts one after another.
  static byte[] hash(byte[]... parts) {
    MessageDigest digest = Digests.sha256();
    for (byte[] part : parts) {
      digest.update(part);
    }
    return digest.digest();
  }

  static String hex(byte[] hash) {
    return HexFormat.of().formatHex(hash);
  }

  /// Writes numbers and texts into memory.
  static final class Encoder {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Encoder number(long value) {
      out.writeBytes(ByteBuffer.allocate(8).putLong(value).array());
      return this;
    }

    Encoder text(String value) {
      return bytes(value.getBytes(StandardCharsets.UTF_8));
    }

    Encoder bytes(byte[] value) {
      out.writeBytes(ByteBuffer.allocate(4).putInt(value.length).array());
      out.writeBytes(value);
      return this;
    }

    byte[] toBytes() {
      return out.toByteArray();
    }
  }

  /// Reads what an encoder wrote; whatever the bytes are, it reads no more than there are.
  static final class Decoder {
    private final ByteBuffer in;
    private final Path file;

    Decoder(byte[] bytes, Path file) {
      in = ByteBuffer.wrap(bytes);
      this.file = file;
    }

    Decoder skip(int bytes) throws StoreException {
      need(bytes);
      in.position(in.position() + bytes);
      return this;
    }

    long number() throws StoreException {
      need(8);
      return in.getLong();
    }

    /// A number of things of which each takes at least a byte.
    int count() throws StoreException {
      long count = number();
      if (count < 0 || count > in.remaining()) {
        throw damaged(file);
      }
      return (int) count;
    }

    /// A number that fits an int and is not negative.
    int natural() throws StoreException {
      long value = number();
      if (value < 0 || value > Integer.MAX_VALUE) {
        throw damaged(file);
      }
      return (int) value;
    }

    String text() throws StoreException {
      return new String(bytes(), StandardCharsets.UTF_8);
    }

    byte[] bytes() throws StoreException {
      need(4);
      int length = in.getInt();
      if (length < 0 || length > MAX_TEXT) {
        throw damaged(file);
      }
      need(length);
      byte[] value = new byte[length];
      in.get(value);
      return value;
    }

    void end() throws StoreException {
      if (in.hasRemaining()) {
        throw damaged(file);
      }
    }

    StoreException damage() {
      return damaged(file);
    }

    private void need(int bytes) throws StoreException {
      if (in.remaining() < bytes) {
        throw damaged(file);
      }
    }
  }
}
