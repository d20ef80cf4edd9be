// SPDX-License-Identifier: Apache-2.0
package dev.shirube.match;

import dev.shirube.match.RegexRefusal.Reason;
import org.jspecify.annotations.Nullable;

/// Reads what a backslash means in a regular expression of PCRE, and spells it for RE2.
final class RegexEscapes {
  private static final String SPACE = "\\t-\\r ";
  private static final String NOT_SPACE = "\\x{0}-\\x{8}\\x{e}-\\x{1f}\\x{21}-\\x{10ffff}";
  private static final String HORIZONTAL =
      "\\t \\x{a0}\\x{1680}\\x{180e}\\x{2000}-\\x{200a}\\x{202f}\\x{205f}\\x{3000}";
  private static final String NOT_HORIZONTAL =
      "\\x{0}-\\x{8}\\x{a}-\\x{1f}\\x{21}-\\x{9f}\\x{a1}-\\x{167f}\\x{1681}-\\x{180d}"
          + "\\x{180f}-\\x{1fff}\\x{200b}-\\x{202e}\\x{2030}-\\x{205e}\\x{2060}-\\x{2fff}"
          + "\\x{3001}-\\x{10ffff}";
  private static final String VERTICAL = "\\n-\\r\\x{85}\\x{2028}\\x{2029}";
  private static final String NOT_VERTICAL =
      "\\x{0}-\\x{9}\\x{e}-\\x{84}\\x{86}-\\x{2027}\\x{202a}-\\x{10ffff}";

  private final String source;

  RegexEscapes(String source) {
    this.source = source;
  }

  /// What a backslash and the characters after it mean.
  sealed interface Escape {}

  /// One plain character.
  record Literal(int point, int next) implements Escape {}

  /// Several plain characters.
  record Quoted(String text, int next) implements Escape {}

  /// Something else, in RE2's spelling.
  record Rewritten(String text, int next) implements Escape {}

  /// Nothing that matters for whether there is a match.
  record Nothing(int next) implements Escape {}

  /// Nothing that can be run.
  record Unknown(Reason reason) implements Escape {}

  /// The escape at an index, outside brackets.
  Escape outside(int at) {
    if (at + 1 >= source.length()) {
      return new Unknown(Reason.SYNTAX);
    }
    char c = source.charAt(at + 1);
    int next = at + 2;
    return switch (c) {
      case 'd', 'D', 'w', 'W', 'b', 'B', 'A', 'z' -> new Rewritten("\\" + c, next);
      case 's', 'S', 'h', 'H', 'v', 'V' -> new Rewritten("[" + set(c) + "]", next);
      case 'N' -> new Rewritten("[^\\n]", next);
      case 'R' -> new Rewritten("(?:\\r\\n|[" + VERTICAL + "])", next);
      case 'Z' -> end(next);
      case 'K', 'E' -> new Nothing(next);
      case 'Q' -> quoted(next);
      case 'p', 'P' -> property(at);
      case 'g', 'k' -> new Unknown(Reason.BACK_REFERENCE);
      case 'G', 'C', 'X' -> new Unknown(Reason.UNSUPPORTED);
      default -> c >= '1' && c <= '9' ? new Unknown(Reason.BACK_REFERENCE) : character(at);
    };
  }

  /// The escape at an index, inside brackets.
  Escape inside(int at) {
    if (at + 1 >= source.length()) {
      return new Unknown(Reason.SYNTAX);
    }
    char c = source.charAt(at + 1);
    return switch (c) {
      case 'd', 'D', 'w', 'W' -> new Rewritten("\\" + c, at + 2);
      case 's', 'S', 'h', 'H', 'v', 'V' -> new Rewritten(set(c), at + 2);
      case 'b' -> new Literal('\b', at + 2);
      case 'p', 'P' -> property(at);
      default -> character(at);
    };
  }

  private static String set(char c) {
    return switch (c) {
      case 's' -> SPACE;
      case 'S' -> NOT_SPACE;
      case 'h' -> HORIZONTAL;
      case 'H' -> NOT_HORIZONTAL;
      case 'v' -> VERTICAL;
      default -> NOT_VERTICAL;
    };
  }

  private Escape end(int next) {
    boolean last = next == source.length() || ")|".indexOf(source.charAt(next)) >= 0;
    return last ? new Rewritten("(?:\\n?\\z)", next) : new Unknown(Reason.UNSUPPORTED);
  }

  private Escape quoted(int from) {
    int end = source.indexOf("\\E", from);
    return end < 0
        ? new Quoted(source.substring(from), source.length())
        : new Quoted(source.substring(from, end), end + 2);
  }

  private Escape property(int at) {
    int from = at + 2;
    int end =
        from < source.length() && source.charAt(from) == '{' ? source.indexOf('}', from) : from;
    return end < 0 || end >= source.length()
        ? new Unknown(Reason.SYNTAX)
        : new Rewritten(source.substring(at, end + 1), end + 1);
  }

  private Escape character(int at) {
    char c = source.charAt(at + 1);
    return switch (c) {
      case 't' -> new Literal('\t', at + 2);
      case 'n' -> new Literal('\n', at + 2);
      case 'r' -> new Literal('\r', at + 2);
      case 'f' -> new Literal('\f', at + 2);
      case 'a' -> new Literal(7, at + 2);
      case 'e' -> new Literal(27, at + 2);
      case 'x' -> number(at + 2, 16, 2);
      case '0' -> number(at + 1, 8, 3);
      case 'o' -> number(at + 2, 8, 0);
      case 'c' -> control(at + 2);
      default -> plain(at + 1);
    };
  }

  private Escape plain(int at) {
    int point = source.codePointAt(at);
    boolean word = point < 128 && Character.isLetterOrDigit(point);
    return word ? new Unknown(Reason.ESCAPE) : new Literal(point, at + Character.charCount(point));
  }

  private Escape control(int at) {
    char c = at < source.length() ? source.charAt(at) : 0;
    return c < 32 || c > 126
        ? new Unknown(Reason.ESCAPE)
        : new Literal(Character.toUpperCase(c) ^ 64, at + 1);
  }

  private Escape number(int from, int radix, int most) {
    boolean braced = from < source.length() && source.charAt(from) == '{';
    int start = braced ? from + 1 : from;
    int limit = braced ? start + 8 : start + most;
    int index = start;
    int value = 0;
    while (index < source.length() && index < limit) {
      int digit = source.charAt(index) < 128 ? Character.digit(source.charAt(index), radix) : -1;
      if (digit < 0) {
        break;
      }
      value = value * radix + digit;
      index++;
    }
    boolean closed =
        !braced || (index > start && index < source.length() && source.charAt(index) == '}');
    boolean wanted = index > start || (most == 2 && !braced);
    return closed && wanted && Character.isValidCodePoint(value)
        ? new Literal(value, braced ? index + 1 : index)
        : new Unknown(Reason.ESCAPE);
  }

  /// Appends a plain character so that RE2 takes it as such, inside brackets or outside.
  static void append(StringBuilder out, int point) {
    boolean word = point >= 128 ? !isSurrogate(point) : Character.isLetterOrDigit(point);
    if (word || point == ' ') {
      out.appendCodePoint(point);
    } else {
      out.append("\\x{").append(Integer.toHexString(point)).append('}');
    }
  }

  private static boolean isSurrogate(int point) {
    return point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
  }

  /// The name of a POSIX class that begins at an index inside brackets, with its colons; null when
  /// there is none.
  @Nullable String posix(int at) {
    if (!source.startsWith("[:", at)) {
      return null;
    }
    int end = source.indexOf(":]", at + 2);
    String name = end < 0 ? "" : source.substring(at + 2, end);
    boolean known =
        switch (name.startsWith("^") ? name.substring(1) : name) {
          case "alnum", "alpha", "ascii", "blank", "cntrl", "digit", "graph", "lower" -> true;
          case "print", "punct", "space", "upper", "word", "xdigit" -> true;
          default -> false;
        };
    return known ? source.substring(at, end + 2) : null;
  }
}
