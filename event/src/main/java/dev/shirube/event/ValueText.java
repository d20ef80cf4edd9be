// SPDX-License-Identifier: Apache-2.0
package dev.shirube.event;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/// The one place where the bytes of a value become text.
public final class ValueText {
  private ValueText() {}

  /// The text of a value as its source spelled it.
  public static String of(ValueType type, byte[] bytes, int offset, int length) {
    return switch (type) {
      case NULL -> "";
      case TEXT -> new String(bytes, offset, length, StandardCharsets.UTF_8);
      case TEXT_UTF16 -> new String(bytes, offset, length, StandardCharsets.UTF_16LE);
      case TEXT_JSON -> unescape(new String(bytes, offset, length, StandardCharsets.UTF_8));
      case INTEGER, DECIMAL, BOOLEAN, TIME ->
          new String(bytes, offset, length, StandardCharsets.ISO_8859_1);
      case BINARY -> HexFormat.of().withUpperCase().formatHex(bytes, offset, offset + length);
      case PROCESS_KEY -> HexFormat.of().formatHex(bytes, offset, offset + length);
    };
  }

  /// Removes JSON's escapes (RFC 8259 section 7). An escape that is not one stays as it is.
  static String unescape(String text) {
    int slash = text.indexOf('\\');
    if (slash < 0) {
      return text;
    }
    StringBuilder plain = new StringBuilder(text.length());
    int from = 0;
    while (slash >= 0 && slash + 1 < text.length()) {
      plain.append(text, from, slash);
      from = unescapeOne(text, slash, plain);
      slash = text.indexOf('\\', from);
    }
    return plain.append(text, from, text.length()).toString();
  }

  private static int unescapeOne(String text, int slash, StringBuilder plain) {
    char c = text.charAt(slash + 1);
    int simple = "\"\\/bfnrt".indexOf(c);
    if (simple >= 0) {
      plain.append("\"\\/\b\f\n\r\t".charAt(simple));
      return slash + 2;
    }
    if (c == 'u' && slash + 6 <= text.length() && isHex(text, slash + 2)) {
      plain.append((char) HexFormat.fromHexDigits(text, slash + 2, slash + 6));
      return slash + 6;
    }
    plain.append('\\');
    return slash + 1;
  }

  private static boolean isHex(String text, int from) {
    for (int index = from; index < from + 4; index++) {
      if (!HexFormat.isHexDigit(text.charAt(index))) {
        return false;
      }
    }
    return true;
  }
}
