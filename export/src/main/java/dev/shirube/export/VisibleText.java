// SPDX-License-Identifier: Apache-2.0
package dev.shirube.export;

import java.util.Locale;

/// Makes what others wrote safe to look at: control characters, terminal escapes, characters that
/// turn the direction of text and ones without width become visible signs. A value can then not
/// forge a line, a color, or an order of characters. Nothing is dropped.
public final class VisibleText {
  private VisibleText() {}

  /// The text with everything invisible made visible; the same object if there was nothing.
  public static String of(String text) {
    int index = 0;
    while (index < text.length() && plain(text.charAt(index))) {
      index++;
    }
    return index == text.length() ? text : rewrite(text, index);
  }

  /// The visible text, cut after so many characters with a mark where it was cut.
  public static String of(String text, int limit) {
    if (text.length() <= limit) {
      return of(text);
    }
    int end = Character.isHighSurrogate(text.charAt(limit - 1)) ? limit - 1 : limit;
    return of(text.substring(0, end)) + "…";
  }

  private static boolean plain(char c) {
    return (c >= ' ' && c < 0x7f) || (c >= 0xa0 && c < 0x300 && c != 0xad);
  }

  private static String rewrite(String text, int from) {
    StringBuilder visible = new StringBuilder(text.length() + 16);
    visible.append(text, 0, from);
    for (int index = from; index < text.length(); ) {
      int point = text.codePointAt(index);
      if (point == '\r' && text.startsWith("\n", index + 1)) {
        index++;
        point = '\n';
      }
      append(visible, point);
      index += Character.charCount(point);
    }
    return visible.toString();
  }

  private static void append(StringBuilder visible, int point) {
    if (point == '\n') {
      visible.append('↵');
    } else if (point == '\t') {
      visible.append('⇥');
    } else if (unseen(point)) {
      visible.append("[U+").append(String.format(Locale.ROOT, "%04X", point)).append(']');
    } else {
      visible.appendCodePoint(point);
    }
  }

  /// Whether a character has no sign of its own: C1 controls, format characters (which hold the
  /// direction marks and the widthless ones), lone surrogates, line separators, unassigned and
  /// private ones.
  public static boolean unseen(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          true;
      default -> point == 0x3164 || point == 0x115f || point == 0x1160 || point == 0xffa0;
    };
  }
}
