// SPDX-License-Identifier: Apache-2.0
package dev.shirube.query;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads spans of time in words: last 2 hours, yesterday, since 2026-11-01 09:00, between … and …,
/// 過去2時間, 昨日, 11月1日から11月3日まで. What is no such span is left to be text.
final class TimeWords {
  private static final int MOST_DIGITS = 6;
  private static final List<Word> BEHIND =
      List.of(Word.SINCE_BEHIND, Word.UNTIL_BEHIND, Word.BEFORE_BEHIND);

  private final Scanner scanner;
  private final Moments moments;

  TimeWords(Scanner scanner, Setting setting) {
    this.scanner = scanner;
    moments = new Moments(setting.now(), setting.zone());
  }

  /// Reads the span that begins here; null, not moving, if none does.
  ///
  /// @throws QueryFault.Refusal if one begins that does not make sense
  @Nullable TimeRange read() throws QueryFault.Refusal {
    int start = scanner.position();
    TimeRange range = named();
    range = range == null ? spoken() : range;
    if (range == null || !ends()) {
      scanner.moveTo(start);
      return null;
    }
    return range;
  }

  /// Whether the span ends here; moves over the の that ties it to what follows.
  private boolean ends() {
    int end = scanner.position();
    scanner.blanks();
    if (scanner.peek() == 'の' && Quotes.isEnd(scanner.peek(1))) {
      scanner.skip(1);
    } else {
      scanner.moveTo(end);
    }
    return Quotes.isEnd(scanner.peek());
  }

  private @Nullable TimeRange named() throws QueryFault.Refusal {
    Word word = scanner.word();
    if (word == null) {
      return null;
    }
    int start = scanner.position();
    return switch (word) {
      case LAST -> {
        scanner.take(word);
        yield last(start);
      }
      case THIS -> {
        scanner.take(word);
        yield current(start);
      }
      case SINCE, FROM -> {
        scanner.take(word);
        yield since(start, word);
      }
      case UNTIL, BEFORE -> {
        scanner.take(word);
        Moments.Moment moment = moment(start, word == Word.UNTIL);
        yield moment == null
            ? null
            : range(start, Long.MIN_VALUE, word == Word.UNTIL ? moment.until() : moment.from());
      }
      case BETWEEN -> {
        scanner.take(word);
        Moments.Moment first = moment(start, true);
        yield first == null ? null : upTo(start, first, Word.AND);
      }
      case ON -> on(start);
      default -> null;
    };
  }

  private @Nullable TimeRange on(int start) throws QueryFault.Refusal {
    scanner.take(Word.ON);
    Moments.Moment moment = moment(start, false);
    return moment == null || moment.from() == moment.until()
        ? null
        : range(start, moment.from(), moment.until());
  }

  private @Nullable TimeRange last(int start) throws QueryFault.Refusal {
    scanner.blanks();
    scanner.expect(Scanner.Expected.UNIT);
    int amount = scanner.digits(MOST_DIGITS);
    if (amount < 0 && Quotes.isDigit(scanner.peek())) {
      scanner.bare(false);
      throw scanner.wrong("query.time.far", start);
    }
    scanner.blanks();
    Word unit = scanner.prefix(Word.UNITS);
    if (unit == null) {
      if (amount >= 0) {
        throw scanner.missing(Scanner.Expected.UNIT);
      }
      return null;
    }
    if (amount < 0) {
      return switch (unit) {
        case WEEKS -> span(Word.LAST_WEEK);
        case MONTHS -> span(Word.LAST_MONTH);
        case YEARS -> span(Word.LAST_YEAR);
        default -> new TimeRange(moments.before(1, unit), moments.now());
      };
    }
    return new TimeRange(moments.before(amount, unit), moments.now());
  }

  private @Nullable TimeRange current(int start) {
    scanner.blanks();
    Word unit = scanner.position() == start ? null : scanner.prefix(Word.UNITS);
    if (unit == null) {
      return null;
    }
    return switch (unit) {
      case DAYS -> span(Word.TODAY);
      case WEEKS -> span(Word.THIS_WEEK);
      case MONTHS -> span(Word.THIS_MONTH);
      case YEARS -> span(Word.THIS_YEAR);
      default -> null;
    };
  }

  private TimeRange span(Word word) {
    Moments.Moment span = moments.span(word);
    return new TimeRange(span.from(), span.until());
  }

  private @Nullable TimeRange since(int start, Word word) throws QueryFault.Refusal {
    Moments.Moment first = moment(start, word == Word.SINCE);
    if (first == null) {
      return null;
    }
    int end = scanner.position();
    scanner.blanks();
    Word next = scanner.word();
    if (next == Word.TO || next == Word.UNTIL) {
      return upTo(start, first, next);
    }
    scanner.moveTo(end);
    return range(start, first.from(), Long.MAX_VALUE);
  }

  private TimeRange upTo(int start, Moments.Moment first, Word joined) throws QueryFault.Refusal {
    scanner.blanks();
    if (!scanner.take(joined)) {
      throw scanner.missing(Scanner.Expected.SECOND_MOMENT);
    }
    scanner.blanks();
    scanner.expect(Scanner.Expected.MOMENT);
    Moments.Moment second = moments.read(scanner);
    if (second == null) {
      throw scanner.missing(Scanner.Expected.MOMENT);
    }
    return range(start, first, second, second.until());
  }

  /// Reads a moment behind a word. Where the word may be text, what follows decides.
  ///
  /// @param certain whether the word means a time whatever follows
  private Moments.@Nullable Moment moment(int start, boolean certain) throws QueryFault.Refusal {
    scanner.blanks();
    scanner.expect(Scanner.Expected.MOMENT);
    boolean digit = Quotes.isDigit(scanner.peek());
    Moments.Moment moment = moments.read(scanner);
    if (moment == null && (certain || digit)) {
      throw scanner.missing(Scanner.Expected.MOMENT);
    }
    if (moment == null) {
      scanner.moveTo(start);
    }
    return moment;
  }

  /// Reads what begins with a moment or 過去.
  private @Nullable TimeRange spoken() throws QueryFault.Refusal {
    int start = scanner.position();
    if (scanner.peek() >= 128 && scanner.prefix(List.of(Word.LAST)) != null) {
      return last(start);
    }
    scanner.moveTo(start);
    Moments.Moment first = moments.read(scanner);
    if (first == null) {
      return null;
    }
    Word behind = behind();
    if (behind == null && first.alone() == Moments.Alone.NOTHING) {
      throw scanner.wrong("query.time.alone", start, scanner.since(start));
    }
    if (behind == null) {
      boolean span = first.alone() == Moments.Alone.SPAN;
      return span ? range(start, first.from(), first.until()) : null;
    }
    if (behind != Word.SINCE_BEHIND) {
      long until = behind == Word.UNTIL_BEHIND ? first.until() : first.from();
      return range(start, Long.MIN_VALUE, until);
    }
    int end = scanner.position();
    scanner.blanks();
    Moments.Moment second = moments.read(scanner);
    Word closing = second == null ? null : behind();
    if (second == null || closing == null || closing == Word.SINCE_BEHIND) {
      scanner.moveTo(end);
      return range(start, first.from(), Long.MAX_VALUE);
    }
    long until = closing == Word.UNTIL_BEHIND ? second.until() : second.from();
    return range(start, first, second, until);
  }

  private @Nullable Word behind() {
    int end = scanner.position();
    scanner.blanks();
    Word behind = scanner.prefix(BEHIND);
    if (behind == null) {
      scanner.moveTo(end);
    }
    return behind;
  }

  private TimeRange range(int start, Moments.Moment first, Moments.Moment second, long until)
      throws QueryFault.Refusal {
    // The end of a day may lie behind a beginning that is later than that day's.
    boolean backwards = second.from() < first.from();
    return range(start, first.from(), backwards ? second.from() : until);
  }

  private TimeRange range(int start, long from, long until) throws QueryFault.Refusal {
    if (from > until) {
      throw scanner.wrong("query.time.backwards", start, Scanner.shown(scanner.since(start)));
    }
    return new TimeRange(from, until);
  }
}
