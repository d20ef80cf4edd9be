// SPDX-License-Identifier: Apache-2.0
package dev.shirube.normalize;

/// Host and port out of the spellings logs use.
///
/// @param host name or address without brackets and zone; IPv4 inside IPv6 is given as IPv4
/// @param port digits, or empty
record NetworkAddress(String host, String port) {
  /// Reads `10.0.0.1`, `10.0.0.1:80`, `[::1]:80`, `::ffff:10.0.0.1`, `ldap://h:389/path`, `h:80`.
  static NetworkAddress of(String text) {
    String rest = text.strip();
    int scheme = rest.indexOf("://");
    if (scheme >= 0) {
      rest = rest.substring(scheme + 3);
      int slash = rest.indexOf('/');
      rest = slash < 0 ? rest : rest.substring(0, slash);
    }
    int close = rest.indexOf(']');
    if (rest.startsWith("[") && close > 0) {
      boolean more = close + 1 < rest.length() && rest.charAt(close + 1) == ':';
      return new NetworkAddress(
          plain(rest.substring(1, close)), more ? digits(rest.substring(close + 2)) : "");
    }
    int colon = rest.lastIndexOf(':');
    boolean single = colon > 0 && rest.indexOf(':') == colon;
    String port = single ? digits(rest.substring(colon + 1)) : "";
    return new NetworkAddress(plain(port.isEmpty() ? rest : rest.substring(0, colon)), port);
  }

  private static String digits(String text) {
    boolean number = !text.isEmpty() && text.length() <= 5;
    return number && text.chars().allMatch(c -> c >= '0' && c <= '9') ? text : "";
  }

  private static String plain(String host) {
    int zone = host.indexOf('%');
    String bare = zone < 0 ? host : host.substring(0, zone);
    boolean mapped = bare.regionMatches(true, 0, "::ffff:", 0, 7) && bare.indexOf('.') > 0;
    return mapped ? bare.substring(7) : bare;
  }
}
