// SPDX-License-Identifier: Apache-2.0
package dev.shirube.match;

import dev.shirube.match.RegexRefusal.Reason;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads the parts of a regular expression in PCRE's spelling that are longer than a character:
/// what a backslash begins, sets in square brackets, and what stands first in round ones.
final class RegexTokens {
  /// Before a newline that ends the text, and where the text ends. Nothing can follow it, so the
  /// newline may be taken in.
  static final RegexNode LAST_LINE_END =
      new RegexNode.Sequence(
          List.of(
              new RegexNode.Repeat(new RegexNode.One(CodePoints.NEWLINE), 0, 1),
              new RegexNode.Place(RegexNode.Kind.TEXT_END)));

  private static final RegexNode LINE_BREAK =
      new RegexNode.Choice(
          List.of(
              new RegexNode.Sequence(
                  List.of(
                      new RegexNode.One(CodePoints.of('\r', '\r')),
                      new RegexNode.One(CodePoints.NEWLINE))),
              new RegexNode.One(CodePoints.VERTICAL)));

  private final String source;

  RegexTokens(String source) {
    this.source = source;
  }

  /// What a backslash and the characters after it mean.
  sealed interface Escape {}

  /// One plain character.
  record Literal(int point, int next) implements Escape {}

  /// Several plain characters.
  record Quoted(String text, int next) implements Escape {}

  /// One character out of a set, or out of all others.
  record Chars(CodePoints set, boolean negated, int next) implements Escape {
    /// The set meant.
    ///
    /// @param fold whether case is ignored
    CodePoints meant(boolean fold) {
      CodePoints cased = fold ? set.fold() : set;
      return negated ? cased.negate() : cased;
    }
  }

  /// Something else.
  record Other(RegexNode node, int next) implements Escape {}

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
      case 'd', 'D', 'w', 'W', 's', 'S', 'h', 'H', 'v', 'V' -> set(c, next);
      case 'N' -> new Chars(CodePoints.NEWLINE, true, next);
      case 'b' -> new Other(new RegexNode.Place(RegexNode.Kind.WORD_EDGE), next);
      case 'B' -> new Other(new RegexNode.Place(RegexNode.Kind.NO_WORD_EDGE), next);
      case 'A' -> new Other(new RegexNode.Place(RegexNode.Kind.TEXT_BEGIN), next);
      case 'z' -> new Other(new RegexNode.Place(RegexNode.Kind.TEXT_END), next);
      case 'R' -> new Other(LINE_BREAK, next);
      case 'Z' -> isLast(next) ? new Other(LAST_LINE_END, next) : new Unknown(Reason.UNSUPPORTED);
      case 'K', 'E' -> new Nothing(next);
      case 'Q' -> quoted(next);
      case 'p', 'P' -> property(at);
      case 'g', 'k' -> new Unknown(Reason.BACK_REFERENCE);
      case 'G', 'C', 'X' -> new Unknown(Reason.UNSUPPORTED);
      default -> c >= '1' && c <= '9' ? new Unknown(Reason.BACK_REFERENCE) : character(at);
    };
  }

  private Escape inside(int at) {
    if (at + 1 >= source.length()) {
      return new Unknown(Reason.SYNTAX);
    }
    char c = source.charAt(at + 1);
    return switch (c) {
      case 'd', 'D', 'w', 'W', 's', 'S', 'h', 'H', 'v', 'V' -> set(c, at + 2);
      case 'b' -> new Literal('\b', at + 2);
      case 'p', 'P' -> property(at);
      default -> character(at);
    };
  }

  private static Escape set(char c, int next) {
    CodePoints set =
        switch (Character.toLowerCase(c)) {
          case 'd' -> CodePoints.DIGIT;
          case 'w' -> CodePoints.WORD;
          case 's' -> CodePoints.SPACE;
          case 'h' -> CodePoints.HORIZONTAL;
          default -> CodePoints.VERTICAL;
        };
    return new Chars(set, Character.isUpperCase(c), next);
  }

  /// Whether an alternative, a group or the expression ends at an index.
  boolean isLast(int next) {
    return next == source.length() || source.charAt(next) == ')' || source.charAt(next) == '|';
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
    if (end < 0 || end >= source.length()) {
      return new Unknown(Reason.SYNTAX);
    }
    String name = end == from ? source.substring(from, end + 1) : source.substring(from + 1, end);
    boolean inverse = name.startsWith("^");
    CodePoints set = CodePoints.property(inverse ? name.substring(1) : name);
    boolean negated = (source.charAt(at + 1) == 'P') != inverse;
    return set == null ? new Unknown(Reason.SYNTAX) : new Chars(set, negated, end + 1);
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

  /// A set in square brackets.
  ///
  /// @param next index behind it, or of what is at fault
  /// @param fault why it cannot be, or null
  record Bracket(CodePoints set, int next, @Nullable Reason fault) {}

  /// The set in square brackets that begins at an index.
  ///
  /// @param fold whether case is ignored
  Bracket bracket(int from, boolean fold) {
    CodePoints.Builder builder = new CodePoints.Builder();
    boolean negated = source.startsWith("^", from + 1);
    int at = negated ? from + 2 : from + 1;
    boolean first = true;
    while (first || !source.startsWith("]", at)) {
      first = false;
      if (at >= source.length()) {
        return new Bracket(CodePoints.NONE, at, Reason.SYNTAX);
      }
      Escape item = item(at);
      switch (item) {
        case Chars chars -> {
          builder.addAll(chars.meant(fold));
          at = chars.next();
        }
        case Literal low -> {
          Escape last = isRange(low.next()) ? item(low.next() + 1) : low;
          if (last instanceof Unknown(Reason reason)) {
            return new Bracket(CodePoints.NONE, low.next() + 1, reason);
          }
          if (!(last instanceof Literal high) || high.point() < low.point()) {
            return new Bracket(CodePoints.NONE, at, Reason.SYNTAX);
          }
          CodePoints range = CodePoints.of(low.point(), high.point());
          builder.addAll(fold ? range.fold() : range);
          at = high.next();
        }
        case Unknown unknown -> {
          return new Bracket(CodePoints.NONE, at, unknown.reason());
        }
        case Quoted _, Other _, Nothing _ -> throw new IllegalStateException();
      }
    }
    CodePoints set = builder.build();
    return new Bracket(negated ? set.negate() : set, at + 1, null);
  }

  private Escape item(int at) {
    int point = source.codePointAt(at);
    Escape posix = point == '[' ? posix(at) : null;
    if (posix != null) {
      return posix;
    }
    return point == '\\' ? inside(at) : new Literal(point, at + Character.charCount(point));
  }

  // A hyphen between two characters makes a range, at either end it is itself.
  private boolean isRange(int at) {
    return source.startsWith("-", at) && at + 1 < source.length() && source.charAt(at + 1) != ']';
  }

  private @Nullable Escape posix(int at) {
    int end = source.startsWith("[:", at) ? source.indexOf(":]", at + 2) : -1;
    if (end < 0) {
      return null;
    }
    String name = source.substring(at + 2, end);
    boolean negated = name.startsWith("^");
    CodePoints set = CodePoints.posix(negated ? name.substring(1) : name);
    return set == null ? null : new Chars(set, negated, end + 2);
  }

  /// What the opening bracket at an index begins, when it is a round one.
  Opening opening(int at) {
    return Opening.read(source, at);
  }

  /// What an opening bracket of a regular expression begins.
  ///
  /// @param next index behind it
  /// @param opens whether a closing bracket must follow
  /// @param on letters of the options it switches on, for it or the rest of the group around it
  /// @param off letters of the options it switches off
  /// @param fault why it cannot be, or null
  record Opening(int next, boolean opens, String on, String off, @Nullable Reason fault) {
    /// What begins at the opening bracket at an index.
    private static Opening read(String source, int at) {
      if (source.startsWith("(*", at)) {
        return fault(Reason.UNSUPPORTED, at + 2);
      }
      if (!source.startsWith("(?", at)) {
        return plain(at + 1);
      }
      int next = at + 2;
      char c = next < source.length() ? source.charAt(next) : ')';
      return switch (c) {
        case ':', '|' -> plain(next + 1);
        case '#' -> comment(source, next);
        case '>' -> fault(Reason.ATOMIC, next + 1);
        case '=', '!' -> fault(Reason.LOOK_AROUND, next + 1);
        case '<', '\'', 'P' -> named(source, next);
        case '&', 'R', '+', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' ->
            fault(Reason.BACK_REFERENCE, next + 1);
        default -> options(source, next);
      };
    }

    /// The options that hold behind it.
    String applyTo(String options) {
      StringBuilder now = new StringBuilder();
      for (char option : (options + on).toCharArray()) {
        if (off.indexOf(option) < 0 && now.indexOf(String.valueOf(option)) < 0) {
          now.append(option);
        }
      }
      return now.toString();
    }

    private static Opening plain(int next) {
      return new Opening(next, true, "", "", null);
    }

    private static Opening fault(Reason reason, int next) {
      return new Opening(next, false, "", "", reason);
    }

    private static Opening comment(String source, int from) {
      int end = source.indexOf(')', from);
      return end < 0 ? fault(Reason.SYNTAX, from) : new Opening(end + 1, false, "", "", null);
    }

    private static Opening named(String source, int at) {
      int open = source.charAt(at) == 'P' ? at + 1 : at;
      char c = open < source.length() ? source.charAt(open) : ')';
      char after = open + 1 < source.length() ? source.charAt(open + 1) : ')';
      if (c == '<' && (after == '=' || after == '!')) {
        return fault(Reason.LOOK_AROUND, open + 2);
      }
      if (c == '=' || c == '>') {
        return fault(Reason.BACK_REFERENCE, open + 1);
      }
      int end = c == '<' || c == '\'' ? source.indexOf(c == '<' ? '>' : c, open + 1) : -1;
      if (end <= open + 1) {
        return fault(Reason.SYNTAX, Math.min(source.length(), open + 1));
      }
      for (int index = open + 1; index < end; index++) {
        if (!Character.isLetterOrDigit(source.charAt(index)) && source.charAt(index) != '_') {
          return fault(Reason.SYNTAX, end);
        }
      }
      return plain(end + 1);
    }

    private static Opening options(String source, int from) {
      int index = from;
      int minus = -1;
      boolean clean = true;
      while (index < source.length() && "imsU-".indexOf(source.charAt(index)) >= 0) {
        if (source.charAt(index) == '-') {
          clean &= minus < 0;
          minus = index;
        }
        index++;
      }
      char end = index < source.length() ? source.charAt(index) : 0;
      if (end != ')' && end != ':') {
        return fault(
            end == 0 ? Reason.SYNTAX : Reason.UNSUPPORTED, Math.min(index + 1, source.length()));
      }
      // A second minus, or a minus or a bracket with no letter behind it.
      if (!clean || minus == index - 1 || index == from) {
        return fault(Reason.SYNTAX, index + 1);
      }
      String on = source.substring(from, minus < 0 ? index : minus);
      String off = minus < 0 ? "" : source.substring(minus + 1, index);
      return new Opening(index + 1, end == ':', on, off, null);
    }
  }
}
