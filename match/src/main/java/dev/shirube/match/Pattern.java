// SPDX-License-Identifier: Apache-2.0
package dev.shirube.match;

import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a value has to look like. One character is one Unicode code point. A pattern that ignores
/// case holds folded text and is tried on the folding of the value. Made by a glob.
///
/// The cost of one try is at most the length of the pattern times the length of the value: a part
/// between two `*` is looked for leftmost and never looked for again, so nothing backtracks.
public sealed interface Pattern {
  /// Whether the whole value looks like this.
  boolean matches(Subject subject);

  /// Rough cost of one try, to order tests by; no unit.
  int cost();

  private static String view(Subject subject, boolean cased) {
    return cased ? subject.text() : subject.folded();
  }

  /// Every value.
  record Anything() implements Pattern {
    @Override
    public boolean matches(Subject subject) {
      return true;
    }

    @Override
    public int cost() {
      return 0;
    }
  }

  /// The text and nothing else.
  record Equal(String text, boolean cased) implements Pattern {
    @Override
    public boolean matches(Subject subject) {
      return view(subject, cased).equals(text);
    }

    @Override
    public int cost() {
      return 1;
    }
  }

  /// The text first, then anything.
  record Starts(String text, boolean cased) implements Pattern {
    @Override
    public boolean matches(Subject subject) {
      return view(subject, cased).startsWith(text);
    }

    @Override
    public int cost() {
      return 2;
    }
  }

  /// Anything, then the text.
  record Ends(String text, boolean cased) implements Pattern {
    @Override
    public boolean matches(Subject subject) {
      return view(subject, cased).endsWith(text);
    }

    @Override
    public int cost() {
      return 2;
    }
  }

  /// The text anywhere.
  record Contains(String text, boolean cased) implements Pattern {
    @Override
    public boolean matches(Subject subject) {
      return view(subject, cased).contains(text);
    }

    @Override
    public int cost() {
      return 8;
    }
  }

  /// Parts with anything between them.
  ///
  /// @param open whether anything may come before the first part
  /// @param ending whether anything may come after the last part
  record Parts(List<Part> parts, boolean open, boolean ending, boolean cased) implements Pattern {
    public Parts {
      parts = List.copyOf(parts);
    }

    @Override
    public boolean matches(Subject subject) {
      String text = view(subject, cased);
      int from = 0;
      int first = 0;
      int last = parts.size();
      if (!open) {
        from = parts.getFirst().endAt(text, 0);
        if (from < 0 || last == 1) {
          return from >= 0 && (ending || from == text.length());
        }
        first = 1;
      }
      int middle = ending ? last : last - 1;
      for (int index = first; index < middle; index++) {
        from = parts.get(index).endOfFirst(text, from);
        if (from < 0) {
          return false;
        }
      }
      return ending || parts.getLast().closes(text, from);
    }

    @Override
    public int cost() {
      return 8 + 8 * parts.size();
    }

    /// The longest run of plain characters: a text that every matching value contains, folded as
    /// the pattern is; empty if there is none.
    public String longestLiteral() {
      return parts.stream()
          .map(Part::longestLiteral)
          .max(Comparator.comparingInt(String::length))
          .orElse("");
    }
  }

  /// Characters in a row: code points, {@link Sign#ONE} or {@link Sign#DASH}.
  final class Part {
    private final int[] elements;
    private final @Nullable String literal;

    /// @param elements as {@link #elements()} gives them
    public Part(int[] elements) {
      this.elements = elements.clone();
      StringBuilder text = new StringBuilder();
      boolean plain = true;
      for (int element : elements) {
        plain &= element >= 0;
        if (plain) {
          text.appendCodePoint(element);
        }
      }
      literal = plain ? text.toString() : null;
    }

    /// Code points; -1 where any one character may stand, -3 where a dash may.
    public int[] elements() {
      return elements.clone();
    }

    /// Where a match that begins at `from` ends, or -1.
    int endAt(String text, int from) {
      if (literal != null) {
        return text.startsWith(literal, from) ? from + literal.length() : -1;
      }
      int index = from;
      for (int element : elements) {
        if (index >= text.length()) {
          return -1;
        }
        int point = text.codePointAt(index);
        if (!accepts(element, point)) {
          return -1;
        }
        index += Character.charCount(point);
      }
      return index;
    }

    /// Where the leftmost match at or after `from` ends, or -1.
    int endOfFirst(String text, int from) {
      if (literal != null) {
        int at = text.indexOf(literal, from);
        return at < 0 ? -1 : at + literal.length();
      }
      int index = from;
      while (index < text.length()) {
        int end = endAt(text, index);
        if (end >= 0) {
          return end;
        }
        index += Character.charCount(text.codePointAt(index));
      }
      return -1;
    }

    /// Whether the text ends with a match that begins at or after `from`.
    boolean closes(String text, int from) {
      if (literal != null) {
        return text.length() - literal.length() >= from && text.endsWith(literal);
      }
      int index = text.length();
      for (int count = elements.length; count > 0; count--) {
        if (index <= from) {
          return false;
        }
        index = text.offsetByCodePoints(index, -1);
      }
      return index >= from && endAt(text, index) == text.length();
    }

    String longestLiteral() {
      String best = "";
      StringBuilder run = new StringBuilder();
      for (int index = 0; index <= elements.length; index++) {
        if (index < elements.length && elements[index] >= 0) {
          run.appendCodePoint(elements[index]);
        } else {
          best = run.length() > best.length() ? run.toString() : best;
          run.setLength(0);
        }
      }
      return best;
    }

    private static boolean accepts(int element, int point) {
      return switch (element) {
        case Sign.ONE -> true;
        case Sign.DASH -> Sign.isDash(point);
        default -> element == point;
      };
    }
  }
}
