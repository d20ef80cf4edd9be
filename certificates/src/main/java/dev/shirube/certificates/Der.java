// SPDX-License-Identifier: Apache-2.0
package dev.shirube.certificates;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Writes the few kinds of values of DER (ITU-T X.690) that certificates and keys are made of. Each
/// gives the whole encoding: tag, length, content.
final class Der {
  private static final int SEQUENCE = 0x30;

  private Der() {}

  /// A value of any tag.
  static byte[] tagged(int tag, byte[]... contents) {
    int length = 0;
    for (byte[] content : contents) {
      length += content.length;
    }
    byte[] size = length(length);
    byte[] all = new byte[1 + size.length + length];
    all[0] = (byte) tag;
    System.arraycopy(size, 0, all, 1, size.length);
    int at = 1 + size.length;
    for (byte[] content : contents) {
      System.arraycopy(content, 0, all, at, content.length);
      at += content.length;
    }
    return all;
  }

  private static byte[] length(int length) {
    if (length < 0x80) {
      return new byte[] {(byte) length};
    }
    byte[] digits = BigInteger.valueOf(length).toByteArray();
    int skip = digits[0] == 0 ? 1 : 0;
    byte[] all = new byte[1 + digits.length - skip];
    all[0] = (byte) (0x80 | (digits.length - skip));
    System.arraycopy(digits, skip, all, 1, digits.length - skip);
    return all;
  }

  static byte[] sequence(byte[]... members) {
    return tagged(SEQUENCE, members);
  }

  static byte[] set(byte[]... members) {
    return tagged(0x31, members);
  }

  static byte[] integer(BigInteger number) {
    return tagged(0x02, number.toByteArray());
  }

  static byte[] truth() {
    return tagged(0x01, new byte[] {(byte) 0xff});
  }

  static byte[] octets(byte[]... content) {
    return tagged(0x04, content);
  }

  /// Bits, all of whole bytes.
  static byte[] bits(byte[] content) {
    return tagged(0x03, new byte[] {0}, content);
  }

  static byte[] text(String text) {
    return tagged(0x0c, text.getBytes(StandardCharsets.UTF_8));
  }

  /// An object identifier.
  static byte[] id(int... numbers) {
    List<byte[]> parts = new ArrayList<>();
    parts.add(new byte[] {(byte) (numbers[0] * 40 + numbers[1])});
    for (int index = 2; index < numbers.length; index++) {
      parts.add(base128(numbers[index]));
    }
    return tagged(0x06, parts.toArray(byte[][]::new));
  }

  private static byte[] base128(int number) {
    int count = Math.max(1, (38 - Integer.numberOfLeadingZeros(number)) / 7);
    byte[] digits = new byte[count];
    int rest = number;
    for (int index = count - 1; index >= 0; index--) {
      digits[index] = (byte) ((rest & 0x7f) | (index == count - 1 ? 0 : 0x80));
      rest >>>= 7;
    }
    return digits;
  }
}
