// SPDX-License-Identifier: Apache-2.0
package dev.shirube.certificates;

import java.util.Arrays;

/// Reads values of DER (ITU-T X.690) that others wrote, one after another.
///
/// Whatever the bytes are, reading ends in an IndexOutOfBoundsException or an
/// IllegalArgumentException at worst.
final class DerReader {
  private static final int MOST_LENGTH_BYTES = 3;

  private final byte[] bytes;
  private final int end;
  private int at;

  DerReader(byte[] bytes) {
    this(bytes, 0, bytes.length);
  }

  private DerReader(byte[] bytes, int from, int end) {
    this.bytes = bytes;
    this.at = from;
    this.end = end;
  }

  /// Whether everything was read.
  boolean isDone() {
    return at == end;
  }

  private int octet() {
    if (at >= end) {
      throw new IndexOutOfBoundsException("ends too early");
    }
    return bytes[at++] & 0xff;
  }

  private int length() {
    int first = octet();
    if (first < 0x80) {
      return first;
    }
    int count = first & 0x7f;
    int length = 0;
    for (int index = 0; index < count && count <= MOST_LENGTH_BYTES; index++) {
      length = length << 8 | octet();
    }
    // DER has one spelling of each length: the shortest.
    boolean fits = count >= 1 && count <= MOST_LENGTH_BYTES && length >= 0x80;
    if (!fits || length >>> ((count - 1) * 8) == 0) {
      throw new IllegalArgumentException("a length of no form");
    }
    return length;
  }

  /// The content of the next value, which must have a tag.
  DerReader content(int tag) {
    if (octet() != tag) {
      throw new IllegalArgumentException("another tag than " + tag);
    }
    int length = length();
    if (length > end - at) {
      throw new IndexOutOfBoundsException("ends too early");
    }
    int from = at;
    at += length;
    return new DerReader(bytes, from, at);
  }

  /// The next value with its tag and length, which must have a tag.
  byte[] whole(int tag) {
    int from = at;
    DerReader _ = content(tag);
    return Arrays.copyOfRange(bytes, from, at);
  }

  /// What is left.
  byte[] rest() {
    return Arrays.copyOfRange(bytes, at, end);
  }
}
