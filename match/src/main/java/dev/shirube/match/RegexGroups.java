// SPDX-License-Identifier: Apache-2.0
package dev.shirube.match;

import dev.shirube.match.RegexRefusal.Reason;
import org.jspecify.annotations.Nullable;

/// Reads what an opening bracket of a regular expression begins.
final class RegexGroups {
  private RegexGroups() {}

  /// What begins at an opening bracket.
  ///
  /// @param text RE2's spelling of it
  /// @param next index behind it
  /// @param opens whether a closing bracket must follow
  /// @param folds whether it sets options for the rest of the group
  /// @param multiLine whether it switches multi-line matching on
  /// @param fault why it cannot be, or null
  record Opening(
      String text,
      int next,
      boolean opens,
      boolean folds,
      boolean multiLine,
      @Nullable Reason fault) {}

  static Opening read(String source, int at) {
    if (source.startsWith("(*", at)) {
      return fault(Reason.UNSUPPORTED, at + 2);
    }
    if (!source.startsWith("(?", at)) {
      return opening(at + 1);
    }
    int next = at + 2;
    char c = next < source.length() ? source.charAt(next) : ')';
    return switch (c) {
      case ':', '|' -> opening(next + 1);
      case '#' -> comment(source, next);
      case '>' -> fault(Reason.ATOMIC, next + 1);
      case '=', '!' -> fault(Reason.LOOK_AROUND, next + 1);
      case '<', '\'', 'P' -> named(source, next);
      case '&', 'R', '+', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' ->
          fault(Reason.BACK_REFERENCE, next + 1);
      default -> options(source, at, next);
    };
  }

  private static Opening opening(int next) {
    return new Opening("(?:", next, true, false, false, null);
  }

  private static Opening fault(Reason reason, int next) {
    return new Opening("", next, false, false, false, reason);
  }

  private static Opening comment(String source, int from) {
    int end = source.indexOf(')', from);
    return end < 0
        ? fault(Reason.SYNTAX, from)
        : new Opening("", end + 1, false, false, false, null);
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
    return opening(end + 1);
  }

  private static Opening options(String source, int at, int from) {
    int index = from;
    boolean on = true;
    boolean multiLine = false;
    while (index < source.length() && "imsU-".indexOf(source.charAt(index)) >= 0) {
      on &= source.charAt(index) != '-';
      multiLine |= on && source.charAt(index) == 'm';
      index++;
    }
    char end = index < source.length() ? source.charAt(index) : 0;
    if (end != ')' && end != ':') {
      return fault(
          end == 0 ? Reason.SYNTAX : Reason.UNSUPPORTED, Math.min(index + 1, source.length()));
    }
    if (index == from && end == ')') {
      return fault(Reason.SYNTAX, index + 1);
    }
    String text = source.substring(at, index + 1);
    return new Opening(text, index + 1, end == ':', end == ')', multiLine, null);
  }
}
