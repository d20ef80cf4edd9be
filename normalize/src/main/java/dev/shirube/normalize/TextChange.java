// SPDX-License-Identifier: Apache-2.0
package dev.shirube.normalize;

import dev.shirube.event.RegistryPath;
import dev.shirube.event.WindowsPath;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A way to make one text of another.
enum TextChange {
  BASENAME,
  FOLDER,
  EXTENSION,
  LOWER,
  UPPER,
  TRIM,
  NUMBER,
  HEX,
  DRIVE,
  REGISTRY,
  DWORD,
  DECODE_HEX,
  DECODE_BASE64,
  DECODE_URL;

  /// Whether it cuts a path.
  boolean isOfPaths() {
    return this == BASENAME || this == FOLDER || this == EXTENSION;
  }

  /// The changed text; null if the text is not one that can be changed so.
  @Nullable String apply(String text) {
    return switch (this) {
      case BASENAME -> text.substring(cut(text) + 1);
      case FOLDER -> cut(text) < 0 ? null : text.substring(0, Math.max(cut(text), 1));
      case EXTENSION -> extension(text);
      case LOWER -> text.toLowerCase(Locale.ROOT);
      case UPPER -> text.toUpperCase(Locale.ROOT);
      case TRIM -> unquoted(text.strip());
      case NUMBER -> number(text);
      case HEX -> hex(text);
      case DRIVE -> WindowsPath.withDrive(text);
      case REGISTRY -> RegistryPath.shortened(text);
      case DWORD -> dword(text);
      case DECODE_HEX -> decodeHex(text);
      case DECODE_BASE64 -> decodeBase64(text);
      case DECODE_URL -> decodeUrl(text);
    };
  }

  /// A number of 32 bits as Sysmon spells the value of a registry entry.
  private static @Nullable String dword(String text) {
    try {
      long value = Long.decode(text.strip());
      return value < 0 || value > 0xffff_ffffL
          ? null
          : String.format(Locale.ROOT, "DWORD (0x%08x)", value);
    } catch (NumberFormatException _) {
      return null;
    }
  }

  private static int cut(String path) {
    return Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\'));
  }

  private static @Nullable String extension(String path) {
    int dot = path.lastIndexOf('.');
    return dot <= cut(path) + 1 || dot == path.length() - 1 ? null : path.substring(dot + 1);
  }

  private static String unquoted(String text) {
    boolean quoted = text.length() >= 2 && text.charAt(0) == text.charAt(text.length() - 1);
    boolean mark = quoted && (text.charAt(0) == '"' || text.charAt(0) == '\'');
    return mark ? text.substring(1, text.length() - 1) : text;
  }

  private static boolean isHex(String text) {
    return text.length() > 2
        && text.length() <= 18
        && text.charAt(0) == '0'
        && (text.charAt(1) | 0x20) == 'x'
        && text.chars().skip(2).allMatch(c -> HexFormat.isHexDigit(c));
  }

  private static boolean isDecimal(String text) {
    return !text.isEmpty()
        && text.length() <= 20
        && text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  private static @Nullable String number(String text) {
    if (isHex(text)) {
      return Long.toUnsignedString(HexFormat.fromHexDigitsToLong(text, 2, text.length()));
    }
    return isDecimal(text) ? text : null;
  }

  private static @Nullable String hex(String text) {
    if (isHex(text)) {
      return text;
    }
    return isDecimal(text) && text.length() < 19
        ? "0x" + Long.toHexString(Long.parseLong(text))
        : null;
  }

  private static @Nullable String decodeHex(String text) {
    boolean hex = text.length() % 2 == 0 && !text.isEmpty();
    for (int index = 0; hex && index < text.length(); index++) {
      hex = HexFormat.isHexDigit(text.charAt(index));
    }
    if (!hex) {
      return null;
    }
    byte[] bytes = HexFormat.of().parseHex(text);
    for (int index = 0; index < bytes.length; index++) {
      bytes[index] = bytes[index] == 0 ? (byte) ' ' : bytes[index];
    }
    return new String(bytes, StandardCharsets.UTF_8).stripTrailing();
  }

  private static @Nullable String decodeBase64(String text) {
    try {
      return new String(Base64.getMimeDecoder().decode(text), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      return null;
    }
  }

  private static String decodeUrl(String text) {
    byte[] plain = new byte[text.length() * 3];
    int size = 0;
    for (int index = 0; index < text.length(); ) {
      boolean escape =
          text.charAt(index) == '%'
              && index + 2 < text.length()
              && HexFormat.isHexDigit(text.charAt(index + 1))
              && HexFormat.isHexDigit(text.charAt(index + 2));
      if (escape) {
        plain[size++] = (byte) HexFormat.fromHexDigits(text, index + 1, index + 3);
        index += 3;
      } else {
        int end = text.offsetByCodePoints(index, 1);
        byte[] utf8 = text.substring(index, end).getBytes(StandardCharsets.UTF_8);
        System.arraycopy(utf8, 0, plain, size, utf8.length);
        size += utf8.length;
        index = end;
      }
    }
    return new String(plain, 0, size, StandardCharsets.UTF_8);
  }

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
}
