// SPDX-License-Identifier: Apache-2.0
package dev.shirube.match;

/// Unicode simple case folding: statuses C and S of CaseFolding.txt, one code point to one code
/// point, no language rules. Two texts are equal without case when their foldings are equal.
///
/// What that means where languages differ: ß equals ẞ but not ss; İ (U+0130) and ı (U+0131) equal
/// only themselves, neither i nor I; Σ, σ and ς are equal; the Kelvin sign equals k and ſ equals s;
/// fullwidth Ａ equals fullwidth ａ but not the Latin letter. Nothing is normalized: é as one code
/// point and as e with an accent differ.
public final class Fold {
  private static final char[] ASCII = ascii();

  private Fold() {}

  /// The folding of a text. The same object comes back when nothing changes.
  public static String fold(String text) {
    int length = text.length();
    for (int index = 0; index < length; index++) {
      char c = text.charAt(index);
      if (c >= 128 || ASCII[c] != c) {
        return rest(text, index);
      }
    }
    return text;
  }

  private static String rest(String text, int from) {
    StringBuilder folded = new StringBuilder(text.length()).append(text, 0, from);
    int index = from;
    while (index < text.length()) {
      char c = text.charAt(index);
      if (c < 128) {
        folded.append(ASCII[c]);
        index++;
      } else {
        int point = text.codePointAt(index);
        folded.appendCodePoint(fold(point));
        index += Character.charCount(point);
      }
    }
    return folded.toString();
  }

  /// The folding of one code point.
  public static int fold(int point) {
    if (point < 128) {
      return ASCII[point];
    }
    return switch (point) {
      // Mapped by Java for other purposes, left alone by CaseFolding.txt.
      case 0x130, 0x131 -> point;
      // Status S since Unicode 15.1; Java's single-character mappings do not have them.
      case 0x1fd3 -> 0x390;
      case 0x1fe3 -> 0x3b0;
      case 0xfb05 -> 0xfb06;
      default -> general(point);
    };
  }

  private static int general(int point) {
    int folded = Character.toLowerCase(Character.toUpperCase(point));
    // Cherokee folds to its capitals, as the small letters came later.
    boolean cherokee =
        (folded >= 0xab70 && folded <= 0xabbf) || (folded >= 0x13f8 && folded <= 0x13fd);
    return cherokee ? Character.toUpperCase(folded) : folded;
  }

  private static char[] ascii() {
    char[] table = new char[128];
    for (char c = 0; c < 128; c++) {
      table[c] = c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
    }
    return table;
  }
}
