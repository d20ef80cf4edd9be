// SPDX-License-Identifier: Apache-2.0
package dev.shirube.query;

import dev.shirube.catalog.Message;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A place in a text that moves forward over it, and notes what could have stood where it was.
final class Scanner {
  private static final int SHOWN = 40;

  private final String text;
  private final QueryLimits limits;
  private final List<Trail> trail = new ArrayList<>();
  private final int tail;
  private int at;
  private long steps;

  /// Something that could stand at a place from which one word at most is left.
  ///
  /// @param column what it would be compared with, if that is known
  record Trail(Expected what, int position, @Nullable Column column) {}

  Scanner(String text, QueryLimits limits) {
    this.text = text;
    this.limits = limits;
    int from = text.length();
    while (from > 0 && !Quotes.isBlank(Quotes.narrow(text.charAt(from - 1)))) {
      from--;
    }
    tail = from;
  }

  QueryLimits limits() {
    return limits;
  }

  int position() {
    return at;
  }

  void moveTo(int position) {
    at = position;
  }

  /// The text from a place to where it stands now, as written.
  String since(int from) {
    return text.substring(from, at);
  }

  /// What was noted, in the order of noting.
  List<Trail> trail() {
    return trail;
  }

  /// How many characters were looked at so far, those looked at again counted again.
  long steps() {
    return steps;
  }

  /// Notes what could stand here.
  void expect(Expected what) {
    expect(what, null);
  }

  void expect(Expected what, @Nullable Column column) {
    if (at >= tail) {
      trail.add(new Trail(what, at, column));
    }
  }

  /// The narrow character here; {@link Quotes#END} at the end.
  int peek() {
    return peek(0);
  }

  /// The narrow character some places further.
  int peek(int further) {
    int index = at + further;
    steps++;
    return index < text.length() ? Quotes.narrow(text.charAt(index)) : Quotes.END;
  }

  /// Moves over a narrow character if it stands here.
  boolean take(char c) {
    boolean here = peek() == c;
    at += here ? 1 : 0;
    return here;
  }

  void skip(int characters) {
    at += characters;
  }

  /// Moves over blanks.
  void blanks() {
    while (Quotes.isBlank(peek())) {
      at++;
    }
  }

  boolean atEnd() {
    return at >= text.length();
  }

  /// Moves over what is not blank, bracket, bar or quote, and gives it as written.
  ///
  /// @param inList whether a comma ends it too
  String bare(boolean inList) {
    int from = at;
    for (int c = peek(); !Quotes.isEnd(c) && !(inList && Quotes.isComma(c)); c = peek()) {
      at++;
    }
    return since(from);
  }

  /// Moves over a name of a field and gives it in narrow characters; empty if none begins here.
  String name() {
    int from = at;
    if (Quotes.isNameStart(peek())) {
      at++;
      while (Quotes.isNamePart(peek())) {
        at++;
      }
    }
    return narrow(from, at);
  }

  /// Moves over a text in quotes and gives what is in them; null if none begins here.
  @Nullable String quoted() throws QueryFault.Refusal {
    char closing = atEnd() ? 0 : Quotes.closing(text.charAt(at));
    if (closing == 0) {
      return null;
    }
    int from = at++;
    StringBuilder inside = new StringBuilder();
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c != closing) {
        inside.append(c);
      } else if (c == '"' && at < text.length() && text.charAt(at) == '"') {
        inside.append(c);
        at++;
      } else {
        return inside.toString();
      }
    }
    // Whatever lies between, the quote can be closed at the end.
    trail.add(new Trail(Expected.QUOTE, text.length(), null));
    at = from;
    throw missing(Expected.QUOTE);
  }

  /// The word of the language that stands here on its own; null if none does.
  @Nullable Word word() {
    int from = at;
    Word word = null;
    bare(true);
    if (at - from <= Word.LONGEST) {
      word = Word.of(narrow(from, at));
    }
    at = from;
    return word;
  }

  /// Moves over a word of the language if it stands here on its own.
  boolean take(Word word) {
    boolean here = word() == word;
    if (here) {
      bare(true);
    }
    return here;
  }

  /// Moves over the longest spelling of some words that begins here, even if more follows in the
  /// same word, as Japanese has no blanks; an English spelling has to end where the letters end.
  ///
  /// @return the word; null if none begins here
  @Nullable Word prefix(Collection<Word> words) {
    Word found = null;
    int length = 0;
    for (Word word : words) {
      for (String spelling : word.spellings()) {
        if (spelling.length() > length && begins(spelling)) {
          found = word;
          length = spelling.length();
        }
      }
    }
    at += length;
    return found;
  }

  private boolean begins(String spelling) {
    int end = at + spelling.length();
    if (end > text.length() || !narrow(at, end).toLowerCase(Locale.ROOT).equals(spelling)) {
      return false;
    }
    int next = peek(spelling.length());
    return spelling.charAt(0) >= 128 || !(next < 128 && Quotes.isNamePart(next));
  }

  /// Moves over up to so many digits.
  ///
  /// @return the number; -1 if none begins here, or more digits follow
  int digits(int most) {
    int from = at;
    int number = 0;
    while (Quotes.isDigit(peek()) && at - from < most) {
      number = number * 10 + peek() - '0';
      at++;
    }
    if (at == from || Quotes.isDigit(peek())) {
      at = from;
      return -1;
    }
    return number;
  }

  private String narrow(int from, int to) {
    StringBuilder narrow = new StringBuilder(to - from);
    for (int index = from; index < to; index++) {
      narrow.append(Quotes.narrow(text.charAt(index)));
    }
    return narrow.toString();
  }

  /// That something else should stand here.
  QueryFault.Refusal missing(Expected what) {
    expect(what);
    int from = at;
    String found = atEnd() ? "" : bare(false);
    if (found.isEmpty() && !atEnd()) {
      found = text.substring(at, at + 1);
    }
    at = from;
    String id = "query.expected." + what.name().toLowerCase(Locale.ROOT);
    return fault(from, found.length(), id, List.of(), shown(found));
  }

  /// That a name is not known.
  ///
  /// @param near names that could be meant
  QueryFault.Refusal unknown(String id, int from, List<String> near) {
    String found = since(from);
    return fault(from, found.length(), id, near, shown(found));
  }

  /// That what lies between a place and here is wrong.
  QueryFault.Refusal wrong(String id, int from, Object... facts) {
    return fault(from, at - from, id, List.of(), facts);
  }

  private static QueryFault.Refusal fault(
      int from, int length, String id, List<String> suggestions, Object... facts) {
    return new QueryFault.Refusal(
        new QueryFault(
            from, length, Message.of(id, facts), Message.of(id + ".advice", facts), suggestions));
  }

  /// A text cut to what fits into a message.
  static String shown(String found) {
    return found.length() <= SHOWN ? found : found.substring(0, SHOWN) + "…";
  }

  /// What can stand at a place of a text; each has a text for people, query.expected.NAME.
  enum Expected {
    /// A test, a word to look for, a bracket, a time.
    TERM,
    /// A name of a column.
    FIELD,
    /// How a field is compared.
    OPERATOR,
    /// The text that a field is compared with.
    VALUE,
    /// A whole number.
    NUMBER,
    /// A regular expression.
    REGEX,
    /// A list in brackets, a named list, a network.
    LIST,
    /// The name of a list.
    LIST_NAME,
    /// What comes between two terms, or the first step.
    CONNECTIVE,
    /// The bracket that closes.
    CLOSE,
    /// The quote that closes.
    QUOTE,
    /// A moment.
    MOMENT,
    /// The second moment of a span.
    SECOND_MOMENT,
    /// A unit of time.
    UNIT,
    /// A step.
    STEP,
    /// What a step can be told, or the next step.
    MORE,
    /// The width of the spans of a histogram.
    WIDTH,
    /// Whose event is joined.
    PROCESS,
    /// Nothing, or the next step.
    END
  }
}
