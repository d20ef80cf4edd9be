// SPDX-License-Identifier: Apache-2.0
package dev.shirube.match;

import dev.shirube.match.RegexRefusal.Reason;
import org.jspecify.annotations.Nullable;

/// Reads one set of characters in square brackets and spells it for RE2.
final class RegexClass {
  private final String source;
  private final RegexEscapes escapes;
  private final StringBuilder out = new StringBuilder("[");
  private int at;
  private @Nullable Reason fault;

  RegexClass(String source, int from, RegexEscapes escapes) {
    this.source = source;
    this.escapes = escapes;
    at = from + 1;
    if (at < source.length() && source.charAt(at) == '^') {
      out.append('^');
      at++;
    }
    boolean first = true;
    while (fault == null && (first || !atEnd())) {
      if (at >= source.length()) {
        fault = Reason.SYNTAX;
      } else {
        item();
        first = false;
      }
    }
    if (fault == null) {
      out.append(']');
      at++;
    }
  }

  private boolean atEnd() {
    return at < source.length() && source.charAt(at) == ']';
  }

  private void item() {
    String posix = escapes.posix(at);
    if (posix != null) {
      out.append(posix);
      at += posix.length();
      return;
    }
    int point = source.codePointAt(at);
    if (point == '\\') {
      escape();
    } else if (point == '-') {
      // A hyphen between two characters makes a range, at either end it is itself.
      boolean edge = out.length() <= 2 && "[^".contains(out.substring(out.length() - 1));
      boolean last = at + 1 < source.length() && source.charAt(at + 1) == ']';
      out.append(edge || last ? "\\x{2d}" : "-");
      at++;
    } else {
      RegexEscapes.append(out, point);
      at += Character.charCount(point);
    }
  }

  private void escape() {
    switch (escapes.inside(at)) {
      case RegexEscapes.Literal one -> {
        RegexEscapes.append(out, one.point());
        at = one.next();
      }
      case RegexEscapes.Rewritten other -> {
        out.append(other.text());
        at = other.next();
      }
      case RegexEscapes.Quoted _, RegexEscapes.Nothing _ -> fault = Reason.UNSUPPORTED;
      case RegexEscapes.Unknown unknown -> fault = unknown.reason();
    }
  }

  @Nullable Reason fault() {
    return fault;
  }

  /// Index behind the set, or of what is at fault.
  int next() {
    return at;
  }

  /// The set in RE2's spelling.
  String text() {
    return out.toString();
  }
}
