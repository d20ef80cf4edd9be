// SPDX-License-Identifier: Apache-2.0
package dev.shirube.tune;

import java.util.Locale;

/// Writes indented JSON (RFC 8259) with one member a line.
final class JsonLines {
  private final StringBuilder out = new StringBuilder();
  private int depth;
  private boolean comma;

  /// Opens an object or array; the text may carry the member's name in front.
  JsonLines open(String text) {
    line();
    out.append(text);
    depth++;
    comma = false;
    return this;
  }

  JsonLines close(String bracket) {
    depth--;
    out.append('\n').append("  ".repeat(depth)).append(bracket);
    comma = true;
    return this;
  }

  JsonLines text(String name, String value) {
    line();
    quote(name);
    out.append(": ");
    quote(value);
    comma = true;
    return this;
  }

  /// A member whose value is JSON already.
  JsonLines raw(String name, String json) {
    line();
    quote(name);
    out.append(": ").append(json);
    comma = true;
    return this;
  }

  private void line() {
    if (comma) {
      out.append(',');
    }
    if (depth > 0) {
      out.append('\n').append("  ".repeat(depth));
    }
  }

  private void quote(String text) {
    out.append('"');
    for (int index = 0; index < text.length(); index++) {
      char c = text.charAt(index);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ' || c == 0x7f || (Character.isSurrogate(c) && !paired(text, index))) {
        out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }

  private static boolean paired(String text, int index) {
    char c = text.charAt(index);
    return Character.isHighSurrogate(c)
        ? index + 1 < text.length() && Character.isLowSurrogate(text.charAt(index + 1))
        : index > 0 && Character.isHighSurrogate(text.charAt(index - 1));
  }

  @Override
  public String toString() {
    return out.append('\n').toString();
  }
}
