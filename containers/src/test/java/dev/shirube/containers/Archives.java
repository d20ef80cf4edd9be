// SPDX-License-Identifier: Apache-2.0
package dev.shirube.containers;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Writers of small archives for tests.
final class Archives {
  private Archives() {}

  /// A file to be packed.
  record Packed(String name, byte[] bytes) {}

  static Packed file(String name, String text) {
    return new Packed(name, utf8(text));
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /// Deflated entries with descriptors, as most programs write them.
  static byte[] zip(Packed... files) {
    return zip(StandardCharsets.UTF_8, files);
  }

  static byte[] zip(Charset names, Packed... files) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes, names)) {
      for (Packed file : files) {
        zip.putNextEntry(new ZipEntry(file.name()));
        zip.write(file.bytes());
        zip.closeEntry();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static byte[] gzip(byte[] plain) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(plain);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static byte[] tar(Packed... files) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (Packed file : files) {
      byte[] name = utf8(file.name());
      if (name.length > 100) {
        member(bytes, utf8("././@LongLink"), 'L', Arrays.copyOf(name, name.length + 1));
      }
      member(bytes, Arrays.copyOf(name, Math.min(100, name.length)), '0', file.bytes());
    }
    bytes.writeBytes(new byte[1024]);
    return bytes.toByteArray();
  }

  private static void member(ByteArrayOutputStream bytes, byte[] name, char type, byte[] data) {
    byte[] header = new byte[512];
    System.arraycopy(name, 0, header, 0, name.length);
    put(header, 100, "0000644\0");
    put(header, 124, String.format("%011o\0", data.length));
    put(header, 136, "00000000000\0");
    put(header, 148, "        ");
    header[156] = (byte) type;
    put(header, 257, "ustar\00000");
    int sum = 0;
    for (byte b : header) {
      sum += b & 0xff;
    }
    put(header, 148, String.format("%06o\0 ", sum));
    bytes.writeBytes(header);
    bytes.writeBytes(data);
    bytes.writeBytes(new byte[(512 - data.length % 512) % 512]);
  }

  private static void put(byte[] header, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }

  /// A local header alone with stored data, sizes in front or behind.
  static byte[] stored(String name, byte[] data, boolean sizesFollow, int flags) {
    CRC32 crc = new CRC32();
    crc.update(data);
    byte[] raw = utf8(name);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    little(bytes, 0x04034b50, 4);
    little(bytes, 20, 2);
    little(bytes, flags | (sizesFollow ? 8 : 0), 2);
    little(bytes, 0, 2);
    little(bytes, 0, 4);
    little(bytes, sizesFollow ? 0 : crc.getValue(), 4);
    little(bytes, sizesFollow ? 0 : data.length, 4);
    little(bytes, sizesFollow ? 0 : data.length, 4);
    little(bytes, raw.length, 2);
    little(bytes, 0, 2);
    bytes.writeBytes(raw);
    bytes.writeBytes(data);
    if (sizesFollow) {
      little(bytes, 0x08074b50, 4);
      little(bytes, crc.getValue(), 4);
      little(bytes, data.length, 4);
      little(bytes, data.length, 4);
    }
    return bytes.toByteArray();
  }

  /// The end of a directory that lists nothing.
  static byte[] directoryEnd() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    little(bytes, 0x06054b50, 4);
    bytes.writeBytes(new byte[18]);
    return bytes.toByteArray();
  }

  static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      bytes.writeBytes(part);
    }
    return bytes.toByteArray();
  }

  private static void little(ByteArrayOutputStream bytes, long value, int size) {
    for (int at = 0; at < size; at++) {
      bytes.write((int) (value >>> (8 * at)));
    }
  }
}
