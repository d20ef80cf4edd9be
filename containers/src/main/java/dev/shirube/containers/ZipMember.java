// SPDX-License-Identifier: Apache-2.0
package dev.shirube.containers;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// A local header of a zip archive (APPNOTE.TXT section 4.3.7).
///
/// @param name the entry's name
/// @param flags general purpose bits
/// @param method how the data is compressed
/// @param checksum CRC-32 of the data, if {@link #sizesFollow()} is false
/// @param packed bytes of the compressed data; -1 if only a descriptor behind the data tells
/// @param size bytes of the data; -1 likewise
record ZipMember(String name, int flags, int method, long checksum, long packed, long size) {
  static final int STORED = 0;
  static final int DEFLATED = 8;
  static final int DEFLATED_64 = 9;
  static final int BZIP2 = 12;

  static final int HEADER = 30;
  static final int LOCAL = 0x04034b50;
  static final int DESCRIPTOR = 0x08074b50;

  private static final int FLAG_ENCRYPTED = 1;
  private static final int FLAG_SIZES_FOLLOW = 1 << 3;
  private static final int FLAG_UTF8 = 1 << 11;
  private static final int EXTRA_ZIP64 = 0x0001;
  private static final int EXTRA_UNICODE_PATH = 0x7075;
  private static final long IN_EXTRA = 0xffffffffL;

  /// How long the header at an offset is, with name and extra fields; -1 if no header can look so.
  static int lengthAt(byte[] bytes, int at) {
    int version = bytes[at + 4] & 0xff;
    int method = number16(bytes, at + 8);
    int nameLength = number16(bytes, at + 26);
    boolean plausible =
        number32(bytes, at) == LOCAL && version <= 63 && method <= 99 && nameLength <= 1 << 14;
    return plausible ? HEADER + nameLength + number16(bytes, at + 28) : -1;
  }

  /// Reads the header at an offset, all of which must be there.
  static ZipMember at(byte[] bytes, int at) {
    int flags = number16(bytes, at + 6);
    int nameEnd = at + HEADER + number16(bytes, at + 26);
    int end = nameEnd + number16(bytes, at + 28);
    byte[] raw = Arrays.copyOfRange(bytes, at + HEADER, nameEnd);
    boolean utf8 = (flags & FLAG_UTF8) != 0;
    String name = utf8 ? new String(raw, StandardCharsets.UTF_8) : EntryNames.decode(raw);
    long packed = number32(bytes, at + 18) & IN_EXTRA;
    long size = number32(bytes, at + 22) & IN_EXTRA;
    for (int extra = nameEnd; extra + 4 <= end; ) {
      int length = number16(bytes, extra + 2);
      int data = extra + 4;
      if (data + length > end) {
        break;
      }
      int id = number16(bytes, extra);
      if (id == EXTRA_UNICODE_PATH && length > 5 && bytes[data] == 1) {
        name = new String(bytes, data + 5, length - 5, StandardCharsets.UTF_8);
      } else if (id == EXTRA_ZIP64 && length >= 16) {
        size = size == IN_EXTRA ? number64(bytes, data) : size;
        packed = packed == IN_EXTRA ? number64(bytes, data + 8) : packed;
      }
      extra = data + length;
    }
    boolean follow = (flags & FLAG_SIZES_FOLLOW) != 0 && packed == 0;
    int method = number16(bytes, at + 8);
    long checksum = number32(bytes, at + 14) & IN_EXTRA;
    return new ZipMember(name, flags, method, checksum, follow ? -1 : packed, follow ? -1 : size);
  }

  boolean encrypted() {
    return (flags & FLAG_ENCRYPTED) != 0;
  }

  /// Whether checksum and sizes stand behind the data.
  boolean sizesFollow() {
    return packed < 0;
  }

  boolean directory() {
    return (name.endsWith("/") || name.endsWith("\\")) && size <= 0;
  }

  /// Whether the method is one that can be undone.
  boolean readable() {
    return method == STORED
        || method == DEFLATED
        || ((method == DEFLATED_64 || method == BZIP2) && !sizesFollow());
  }

  static int number16(byte[] bytes, int at) {
    return (bytes[at] & 0xff) | (bytes[at + 1] & 0xff) << 8;
  }

  static int number32(byte[] bytes, int at) {
    return number16(bytes, at) | number16(bytes, at + 2) << 16;
  }

  static long number64(byte[] bytes, int at) {
    return (number32(bytes, at) & IN_EXTRA) | (long) number32(bytes, at + 4) << 32;
  }
}
