// SPDX-License-Identifier: Apache-2.0
package dev.shirube.sensor;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Addresses as people write them (RFC 5952 for IPv6).
final class Addresses {
  private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};

  private Addresses() {}

  /// The 4 bytes of an IPv4 address that stands in an IPv6 one; else the address itself.
  static byte[] plain(byte[] address) {
    boolean mapped = address.length == 16 && Arrays.equals(address, 0, 12, MAPPED, 0, 12);
    return mapped ? Arrays.copyOfRange(address, 12, 16) : address;
  }

  /// The text of an address of 4 or 16 bytes; empty for anything else.
  static String text(byte[] address) {
    if (address.length == 4) {
      return (address[0] & 0xff)
          + "."
          + (address[1] & 0xff)
          + "."
          + (address[2] & 0xff)
          + "."
          + (address[3] & 0xff);
    }
    return address.length == 16 ? six(address) : "";
  }

  private static String six(byte[] address) {
    int zerosAt = -1;
    int zeros = 1;
    for (int from = 0; from < 8; from++) {
      int to = from;
      while (to < 8 && group(address, to) == 0) {
        to++;
      }
      if (to - from > zeros) {
        zeros = to - from;
        zerosAt = from;
      }
    }
    StringBuilder text = new StringBuilder();
    for (int index = 0; index < 8; index++) {
      if (index == zerosAt) {
        text.append("::");
        index += zeros - 1;
      } else {
        if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
          text.append(':');
        }
        text.append(Integer.toHexString(group(address, index)));
      }
    }
    return text.toString();
  }

  private static int group(byte[] address, int index) {
    return ((address[2 * index] & 0xff) << 8) | (address[2 * index + 1] & 0xff);
  }

  /// Which names the answers of DNS gave for addresses, so that a connection can be told with the
  /// name it was made to. The latest name of an address counts; the addresses not seen for longest
  /// are forgotten. For one thread.
  static final class Names {
    private static final int MOST = 4096;
    private static final float FULL = 0.75f;

    private final LinkedHashMap<Address, byte[]> names = new LinkedHashMap<>(16, FULL, true);

    /// An address of 4 or 16 bytes.
    private static final class Address {
      private final byte[] bytes;

      Address(byte[] bytes) {
        this.bytes = bytes;
      }

      @Override
      public boolean equals(@Nullable Object other) {
        return other instanceof Address address && Arrays.equals(address.bytes, bytes);
      }

      @Override
      public int hashCode() {
        return Arrays.hashCode(bytes);
      }
    }

    void put(byte[] address, byte[] name) {
      byte[] _ = names.put(new Address(address), name);
      if (names.size() > MOST) {
        Map.Entry<Address, byte[]> _ = names.pollFirstEntry();
      }
    }

    byte @Nullable [] find(byte[] address) {
      return names.get(new Address(address));
    }

    int size() {
      return names.size();
    }
  }
}
