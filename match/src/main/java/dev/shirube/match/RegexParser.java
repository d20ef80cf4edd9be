// SPDX-License-Identifier: Apache-2.0
package dev.shirube.match;

import dev.shirube.match.RegexRefusal.Reason;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads a regular expression in PCRE's spelling, or says why it cannot be run. Groups lose their
/// names and numbers, as only whether there is a match is ever asked. On the way it is worked out
/// how large the expression becomes once its counts are written out.
final class RegexParser {
  static final String IGNORE_CASE = "i";
  static final String MULTI_LINE = "m";
  static final String DOT_ALL = "s";

  private static final int MAX_LENGTH = 1 << 16;
  private static final int MAX_DEPTH = 100;
  private static final int MAX_REPEAT = 1000;
  private static final long MAX_SIZE = 20_000;
  // What a group without counts may reach: the longest source, and what else is in it.
  private static final long MAX_GROUP = MAX_SIZE + MAX_LENGTH;
  private static final long MAX_RANGES = 1 << 18;

  private final String source;
  private final RegexTokens tokens;
  private final Deque<Level> levels = new ArrayDeque<>();
  private String options;
  private int at;
  private long ranges;
  private Last last = Last.PART;
  private @Nullable RegexRefusal refusal;

  /// What stands open at one depth of brackets.
  private static final class Level {
    final String outerOptions;
    final List<RegexNode> options = new ArrayList<>();
    List<RegexNode> parts = new ArrayList<>();
    long size;
    long last;

    Level(String outerOptions) {
      this.outerOptions = outerOptions;
    }

    void grow(long more) {
      size += more;
      last = more;
    }

    void alternative() {
      options.add(node(parts));
      parts = new ArrayList<>();
    }

    RegexNode close() {
      alternative();
      return options.size() == 1 ? options.getFirst() : new RegexNode.Choice(options);
    }

    private static RegexNode node(List<RegexNode> parts) {
      return parts.size() == 1 ? parts.getFirst() : new RegexNode.Sequence(parts);
    }
  }

  /// What was read last, for a quantifier that may follow.
  private enum Last {
    /// Something it can repeat, or nothing at all.
    PART,
    /// Another quantifier, which a question mark makes prefer few to many; nothing changes by that.
    QUANTIFIER,
    /// Such a mark, which no quantifier can follow.
    CLOSED
  }

  /// @param options letters of the options that are on at the beginning, see the constants
  RegexParser(String source, String options) {
    this.source = source;
    this.options = options;
    tokens = new RegexTokens(source);
  }

  /// The expression; null when it was refused.
  @Nullable RegexNode parse() {
    levels.push(new Level(options));
    if (source.length() > MAX_LENGTH) {
      refuse(Reason.SIZE, 0, 0);
    }
    while (at < source.length() && refusal == null) {
      step();
    }
    if (refusal == null && levels.size() > 1) {
      refuse(Reason.SYNTAX, source.length(), 0);
    }
    return refusal == null ? levels.element().close() : null;
  }

  @Nullable RegexRefusal refusal() {
    return refusal;
  }

  private void step() {
    char c = source.charAt(at);
    switch (c) {
      case '\\' -> escape();
      case '[' -> bracket();
      case '(' -> group();
      case ')' -> close();
      case '|' -> alternative();
      case '*' -> quantifier(at + 1, 0, -1);
      case '+' -> quantifier(at + 1, 1, -1);
      case '?' -> quantifier(at + 1, 0, 1);
      case '{' -> braces();
      case '$' -> dollar();
      case '^' -> place(is(MULTI_LINE) ? RegexNode.Kind.LINE_BEGIN : RegexNode.Kind.TEXT_BEGIN);
      case '.' -> one(is(DOT_ALL) ? CodePoints.ALL : CodePoints.NEWLINE.negate(), at + 1);
      default -> literal(source.codePointAt(at), at + Character.charCount(source.codePointAt(at)));
    }
  }

  private boolean is(String option) {
    return options.contains(option);
  }

  private void add(RegexNode node, long size, int next) {
    levels.element().parts.add(node);
    levels.element().grow(size);
    last = Last.PART;
    at = next;
  }

  private void one(CodePoints set, int next) {
    ranges += set.ranges();
    if (ranges > MAX_RANGES) {
      refuse(Reason.SIZE, at, next - at);
    }
    add(new RegexNode.One(set), 1, next);
  }

  private void place(RegexNode.Kind kind) {
    add(new RegexNode.Place(kind), 1, at + 1);
  }

  private void literal(int point, int next) {
    CodePoints set = CodePoints.of(point, point);
    one(is(IGNORE_CASE) ? set.fold() : set, next);
  }

  private void escape() {
    RegexTokens.Escape escape = tokens.outside(at);
    switch (escape) {
      case RegexTokens.Literal one -> literal(one.point(), one.next());
      case RegexTokens.Quoted many -> {
        many.text().codePoints().forEach(point -> literal(point, many.next()));
        at = many.next();
      }
      case RegexTokens.Chars chars -> one(chars.meant(is(IGNORE_CASE)), chars.next());
      case RegexTokens.Other other -> add(other.node(), 1, other.next());
      case RegexTokens.Nothing nothing -> at = nothing.next();
      case RegexTokens.Unknown unknown -> refuse(unknown.reason(), at, 2);
    }
  }

  private void dollar() {
    if (is(MULTI_LINE)) {
      add(new RegexNode.Place(RegexNode.Kind.LINE_END), 3, at + 1);
    } else if (tokens.isLast(at + 1)) {
      add(RegexTokens.LAST_LINE_END, 3, at + 1);
    } else {
      add(new RegexNode.Place(RegexNode.Kind.TEXT_END), 3, at + 1);
    }
  }

  private void bracket() {
    RegexTokens.Bracket read = tokens.bracket(at, is(IGNORE_CASE));
    if (read.fault() == null) {
      one(read.set(), read.next());
    } else {
      refuse(read.fault(), read.next(), 2);
    }
  }

  private void alternative() {
    levels.element().alternative();
    levels.element().size++;
    last = Last.PART;
    at++;
  }

  private void braces() {
    int index = at + 1;
    int low = digits(index);
    index += low;
    boolean comma = source.startsWith(",", index);
    int high = comma ? digits(index + 1) : 0;
    int end = comma ? index + 1 + high : index;
    if (low == 0 || !source.startsWith("}", end)) {
      literal('{', at + 1);
      return;
    }
    int least = number(at + 1, low);
    int most = !comma ? least : high == 0 ? -1 : number(index + 1, high);
    if (least > MAX_REPEAT || most > MAX_REPEAT) {
      refuse(Reason.REPEAT, at, end + 1 - at);
    } else if (most >= 0 && most < least) {
      refuse(Reason.SYNTAX, at, end + 1 - at);
    } else {
      quantifier(end + 1, least, most);
    }
  }

  private int number(int from, int length) {
    return length > 6 ? Integer.MAX_VALUE : Integer.parseInt(source, from, from + length, 10);
  }

  private int digits(int from) {
    int index = from;
    while (index < source.length() && source.charAt(index) >= '0' && source.charAt(index) <= '9') {
      index++;
    }
    return index - from;
  }

  private void quantifier(int next, int least, int most) {
    Level level = levels.element();
    boolean mark = last == Last.QUANTIFIER && least == 0 && most == 1;
    long copies = most < 0 ? Math.max(least + 1, 2) : most;
    long more = level.last * Math.max(0, copies - 1);
    if (source.startsWith("+", next)) {
      refuse(Reason.ATOMIC, at, next + 1 - at);
    } else if (level.parts.isEmpty() || (last != Last.PART && !mark)) {
      refuse(Reason.SYNTAX, at, next - at);
    } else if (level.size + more > MAX_SIZE) {
      refuse(Reason.SIZE, at, next - at);
    } else if (!mark) {
      level.parts.add(new RegexNode.Repeat(level.parts.removeLast(), least, most));
      level.size += more;
      level.last += more;
    }
    last = mark ? Last.CLOSED : Last.QUANTIFIER;
    at = next;
  }

  private void group() {
    if (levels.size() > MAX_DEPTH) {
      refuse(Reason.SIZE, at, 1);
      return;
    }
    RegexTokens.Opening opening = tokens.opening(at);
    if (opening.fault() != null) {
      refuse(opening.fault(), at, opening.next() - at);
      return;
    }
    at = opening.next();
    if (opening.opens()) {
      levels.push(new Level(options));
      options = opening.applyTo(options);
      last = Last.PART;
    } else if (!opening.on().isEmpty() || !opening.off().isEmpty()) {
      options = opening.applyTo(options);
      levels.element().last = 0;
      last = Last.PART;
    }
  }

  private void close() {
    if (levels.size() == 1) {
      refuse(Reason.SYNTAX, at, 1);
      return;
    }
    Level level = levels.pop();
    options = level.outerOptions;
    if (level.size > MAX_GROUP) {
      refuse(Reason.SIZE, at, 1);
    }
    add(level.close(), level.size + 1, at + 1);
  }

  private void refuse(Reason reason, int position, int length) {
    if (refusal == null) {
      int end = Math.min(source.length(), position + length);
      refusal = new RegexRefusal(reason, position, source.substring(Math.min(position, end), end));
    }
  }
}
