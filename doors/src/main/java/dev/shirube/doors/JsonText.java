// SPDX-License-Identifier: Apache-2.0
package dev.shirube.doors;

import java.util.HexFormat;

/// Writes texts of others into JSON.
final class JsonText {
  private JsonText() {}

  /// Adds a text in quotation marks.
  static void quote(StringBuilder into, String text) {
    into.append('"');
    for (int index = 0; index < text.length(); index++) {
      char c = text.charAt(index);
      if (c == '"' || c == '\\') {
        into.append('\\').append(c);
      } else if (c < ' ' || c == 0x7f || Character.isSurrogate(c) || c == 0x2028 || c == 0x2029) {
        into.append("\\u").append(HexFormat.of().toHexDigits(c));
      } else {
        into.append(c);
      }
    }
    into.append('"');
  }
}
