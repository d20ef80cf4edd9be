// SPDX-License-Identifier: Apache-2.0
package dev.shirube.query;

/// The characters of the language: what ends a word, what is a quote, which text needs quotes.
/// Full-width characters are read as the ASCII ones they look like wherever they are no text.
final class Quotes {
  /// Stands for the end of a text.
  static final int END = -1;

  private Quotes() {}

  /// The ASCII character that a character is read as; itself if there is none.
  static char narrow(char c) {
    if (c >= '\uff01' && c <= '\uff5e') {
      return (char) (c - 0xfee0);
    }
    if (c < 128) {
      return c;
    }
    boolean blank =
        Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\ufeff' || c == '\u200b';
    return blank ? ' ' : c == '“' || c == '”' ? '"' : c;
  }

  /// Whether a narrow character lies between words.
  static boolean isBlank(int c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }

  /// Whether a narrow character ends a word wherever it stands.
  static boolean isEnd(int c) {
    return c == END || isBlank(c) || c == '(' || c == ')' || c == '|' || c == '"';
  }

  /// Whether a narrow character parts the texts of a list.
  static boolean isComma(int c) {
    return c == ',' || c == '、';
  }

  /// Whether a narrow character can begin a name of a field.
  static boolean isNameStart(int c) {
    return c >= 128 ? Character.isLetter(c) : isLetter(c) || c == '_' || c == '@';
  }

  /// Whether a narrow character can stand in a name of a field.
  static boolean isNamePart(int c) {
    return c >= 128
        ? Character.isLetterOrDigit(c) || c == '・' || c == 'ー'
        : isLetter(c) || isDigit(c) || "_.-@$#[]{}".indexOf(c) >= 0;
  }

  static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isLetter(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  }

  /// Whether a text can stand as a name of a field.
  static boolean isName(String text) {
    boolean name = !text.isEmpty() && isNameStart(text.charAt(0));
    for (int index = 1; index < text.length() && name; index++) {
      name = isNamePart(text.charAt(index));
    }
    return name;
  }

  /// Whether a character means itself in a value outside quotes.
  static boolean isPlain(char c) {
    return c < 128
        ? isLetter(c) || isDigit(c) || c == '_' || c == '.' || c == '-' || c == '\\'
        : narrow(c) == c && Character.isLetterOrDigit(c) && !Character.isSurrogate(c);
  }

  /// The character that closes what a character opens; 0 if it is no quote.
  static char closing(char c) {
    return switch (c) {
      case '"', '＂' -> c;
      case '“', '”' -> '”';
      case '「' -> '」';
      default -> 0;
    };
  }

  /// A text in quotes.
  static String quote(String text) {
    return '"' + text.replace("\"", "\"\"") + '"';
  }

  /// A text as a value: in quotes if it needs them.
  static String value(String text) {
    boolean plain = !text.isEmpty();
    for (int index = 0; index < text.length() && plain; index++) {
      plain = isPlain(text.charAt(index));
    }
    return plain ? text : quote(text);
  }

  /// What is read of a piece outside quotes: ASCII if it is written in ASCII and its full-width
  /// twins alone, else itself but for wildcards.
  static String read(String piece) {
    StringBuilder narrow = new StringBuilder(piece.length());
    boolean ascii = true;
    for (int index = 0; index < piece.length(); index++) {
      char c = narrow(piece.charAt(index));
      narrow.append(c);
      ascii &= c < 128;
    }
    return ascii ? narrow.toString() : piece.replace('＊', '*').replace('？', '?');
  }
}
