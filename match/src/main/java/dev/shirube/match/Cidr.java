// SPDX-License-Identifier: Apache-2.0
package dev.shirube.match;

import org.jspecify.annotations.Nullable;

/// A network of IP addresses (RFC 4632, RFC 4291 section 2.3). IPv4 addresses in IPv6 spelling lie
/// in the IPv4 network. An IPv6 network never holds an IPv4 address, but for networks below
/// ::ffff:0:0/96, which are IPv4 networks in other spelling.
public final class Cidr {
  private final String text;
  private final Address network;
  private final int bits;
  private final boolean four;

  private Cidr(String text, Address network, int bits, boolean four) {
    this.text = text;
    this.network = network;
    this.bits = bits;
    this.four = four;
  }

  /// The network of a text such as 10.0.0.0/8 or 2001:db8::/32; null when it is none: no or too
  /// long a prefix, or address bits behind the prefix. A bare address is the network of itself.
  public static @Nullable Cidr parse(String text) {
    int slash = text.indexOf('/');
    String written = slash < 0 ? text : text.substring(0, slash);
    Address address = written.indexOf('%') >= 0 ? null : Address.parse(written);
    if (address == null) {
      return null;
    }
    int width = written.indexOf(':') < 0 ? 32 : 128;
    int prefix = slash < 0 ? width : prefix(text, slash + 1);
    if (prefix < 0 || prefix > width) {
      return null;
    }
    int bits = prefix + 128 - width;
    Cidr cidr = new Cidr(text, address, bits, address.isFour() && bits >= 96);
    boolean clean = (address.high() & ~mask(bits)) == 0 && (address.low() & ~mask(bits - 64)) == 0;
    return clean ? cidr : null;
  }

  /// Whether a value is an address of this network.
  public boolean matches(Subject subject) {
    Address address = subject.address();
    return address != null
        && address.isFour() == four
        && ((address.high() ^ network.high()) & mask(bits)) == 0
        && ((address.low() ^ network.low()) & mask(bits - 64)) == 0;
  }

  /// The network as written.
  @Override
  public String toString() {
    return text;
  }

  /// Networks are equal if they hold the same addresses, however written.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Cidr cidr
        && cidr.network.equals(network)
        && cidr.bits == bits
        && cidr.four == four;
  }

  @Override
  public int hashCode() {
    return network.hashCode() * 31 + bits;
  }

  /// The first address of the network.
  Address network() {
    return network;
  }

  /// How many of the 128 bits are the network's: 96 more than written for IPv4.
  public int bits() {
    return bits;
  }

  boolean isFour() {
    return four;
  }

  /// The first address of the network of that many bits that an address lies in.
  static Address masked(Address address, int bits) {
    return new Address(address.high() & mask(bits), address.low() & mask(bits - 64));
  }

  private static long mask(int bits) {
    return bits <= 0 ? 0 : bits >= 64 ? -1L : -1L << (64 - bits);
  }

  private static int prefix(String text, int from) {
    int value = 0;
    boolean zeros = text.length() - from > 1 && text.charAt(from) == '0';
    if (from == text.length() || text.length() - from > 3 || zeros) {
      return -1;
    }
    for (int index = from; index < text.length(); index++) {
      char c = text.charAt(index);
      if (c < '0' || c > '9') {
        return -1;
      }
      value = value * 10 + c - '0';
    }
    return value;
  }
}
