// SPDX-License-Identifier: Apache-2.0
package dev.shirube.match;

import dev.shirube.match.RegexRefusal.Reason;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/// Rewrites a regular expression from PCRE's spelling to RE2's, or says why that cannot be. Groups
/// lose their names and numbers, as only whether there is a match is ever asked. On the way it
/// finds a text that every match must contain, and how large the expression becomes.
final class RegexTranslation {
  private static final int MAX_LENGTH = 1 << 16;
  private static final int MAX_DEPTH = 100;
  private static final int MAX_REPEAT = 1000;
  private static final long MAX_SIZE = 20_000;

  private final String source;
  private final RegexEscapes escapes;
  private final StringBuilder out = new StringBuilder();
  private final RequiredText required = new RequiredText();
  private final Deque<long[]> sizes = new ArrayDeque<>();
  private boolean multiLine;
  private int at;
  private @Nullable RegexRefusal refusal;

  RegexTranslation(String source, boolean multiLine) {
    this.source = source;
    this.multiLine = multiLine;
    this.escapes = new RegexEscapes(source);
    sizes.push(new long[2]);
  }

  RegexTranslation run() {
    if (source.length() > MAX_LENGTH) {
      refuse(Reason.SIZE, 0, 0);
    }
    while (at < source.length() && refusal == null) {
      step();
    }
    if (refusal == null && sizes.size() > 1) {
      refuse(Reason.SYNTAX, source.length(), 0);
    }
    return this;
  }

  @Nullable RegexRefusal refusal() {
    return refusal;
  }

  /// The expression in RE2's spelling.
  String text() {
    return out.toString();
  }

  /// See {@link Regex#required()}.
  String required() {
    return required.best();
  }

  private void step() {
    char c = source.charAt(at);
    switch (c) {
      case '\\' -> escape();
      case '[' -> characterClass();
      case '(' -> group();
      case ')' -> close();
      case '|' -> alternative();
      case '*', '+', '?' -> quantifier(at + 1, c == '+' ? 1 : 0, c == '?' ? 1 : 2);
      case '{' -> braces();
      case '$' -> dollar();
      case '^', '.' -> copy(c);
      default -> literal(source.codePointAt(at), at + Character.charCount(source.codePointAt(at)));
    }
  }

  private void copy(char c) {
    atom();
    out.append(c);
    at++;
  }

  private void atom() {
    required.interrupt();
    grow(1);
  }

  private void literal(int point, int next) {
    grow(1);
    required.literal(sizes.size() == 1 ? point : -1);
    RegexEscapes.append(out, point);
    at = next;
  }

  private void grow(long size) {
    long[] level = sizes.element();
    level[0] += size;
    level[1] = size;
  }

  private void escape() {
    RegexEscapes.Escape escape = escapes.outside(at);
    switch (escape) {
      case RegexEscapes.Literal one -> literal(one.point(), one.next());
      case RegexEscapes.Quoted many -> {
        many.text().codePoints().forEach(point -> literal(point, many.next()));
        at = many.next();
      }
      case RegexEscapes.Rewritten other -> {
        atom();
        out.append(other.text());
        at = other.next();
      }
      case RegexEscapes.Nothing nothing -> at = nothing.next();
      case RegexEscapes.Unknown unknown -> refuse(unknown.reason(), at, 2);
    }
  }

  private void dollar() {
    required.interrupt();
    int next = at + 1;
    boolean last = next == source.length() || ")|".indexOf(source.charAt(next)) >= 0;
    out.append(last && !multiLine ? "(?:\\n?\\z)" : "$");
    grow(3);
    at = next;
  }

  private void alternative() {
    if (sizes.size() == 1) {
      required.forget();
    }
    out.append('|');
    sizes.element()[0]++;
    at++;
  }

  private void braces() {
    int index = at + 1;
    int low = digits(index);
    index += low;
    boolean comma = index < source.length() && source.charAt(index) == ',';
    int high = comma ? digits(index + 1) : 0;
    int end = comma ? index + 1 + high : index;
    if (low == 0 || end >= source.length() || source.charAt(end) != '}') {
      literal('{', at + 1);
      return;
    }
    long least = number(at + 1, low);
    long most = !comma ? least : high == 0 ? Math.max(least + 1, 2) : number(index + 1, high);
    if (least > MAX_REPEAT || most > MAX_REPEAT + 1 || (high > 0 && most > MAX_REPEAT)) {
      refuse(Reason.REPEAT, at, end + 1 - at);
    } else if (most < least) {
      refuse(Reason.SYNTAX, at, end + 1 - at);
    } else {
      quantifier(end + 1, (int) least, (int) most);
    }
  }

  private long number(int from, int length) {
    return length > 6 ? Integer.MAX_VALUE : Long.parseLong(source, from, from + length, 10);
  }

  private int digits(int from) {
    int index = from;
    while (index < source.length() && source.charAt(index) >= '0' && source.charAt(index) <= '9') {
      index++;
    }
    return index - from;
  }

  private void quantifier(int next, int least, int most) {
    if (next < source.length() && source.charAt(next) == '+') {
      refuse(Reason.ATOMIC, at, next + 1 - at);
      return;
    }
    required.repeat(least);
    long[] level = sizes.element();
    long more = level[1] * Math.max(0, most - 1);
    level[0] += more;
    level[1] += more;
    if (level[0] > MAX_SIZE) {
      refuse(Reason.SIZE, at, next - at);
    }
    out.append(source, at, next);
    at = next;
  }

  private void group() {
    if (sizes.size() > MAX_DEPTH) {
      refuse(Reason.SIZE, at, 1);
      return;
    }
    required.interrupt();
    RegexGroups.Opening opening = RegexGroups.read(source, at);
    if (opening.fault() != null) {
      refuse(opening.fault(), at, opening.next() - at);
      return;
    }
    multiLine |= opening.multiLine();
    out.append(opening.text());
    at = opening.next();
    if (opening.opens()) {
      sizes.push(new long[2]);
    } else if (opening.folds()) {
      sizes.element()[1] = 0;
    }
  }

  private void close() {
    if (sizes.size() == 1) {
      refuse(Reason.SYNTAX, at, 1);
      return;
    }
    required.interrupt();
    long inner = sizes.pop()[0];
    grow(inner + 1);
    out.append(')');
    at++;
  }

  private void characterClass() {
    atom();
    RegexClass read = new RegexClass(source, at, escapes);
    if (read.fault() != null) {
      refuse(read.fault(), read.next(), 2);
      return;
    }
    out.append(read.text());
    at = read.next();
  }

  private void refuse(Reason reason, int position, int length) {
    int end = Math.min(source.length(), position + length);
    refusal = new RegexRefusal(reason, position, source.substring(Math.min(position, end), end));
  }
}
