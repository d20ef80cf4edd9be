// SPDX-License-Identifier: Apache-2.0
package dev.shirube.segments;

import dev.shirube.blocks.NumberSpelling;
import dev.shirube.blocks.Values;
import dev.shirube.event.ValueText;
import dev.shirube.event.ValueType;
import dev.shirube.match.Fold;
import dev.shirube.match.Pattern;
import dev.shirube.match.Regex;
import dev.shirube.match.Subject;
import dev.shirube.query.Judgement;
import dev.shirube.query.Predicate;
import dev.shirube.query.ValueTest;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Asks of one value's bytes what {@link ValueTest} asks of its text, and says the same. Values in
/// plain ASCII, which nearly all are, are mostly judged without a text being made. For one thread.
final class ValueJudge {
  private final ValueTest test;
  private final @Nullable Ascii quick;

  private ValueJudge(ValueTest test, @Nullable Ascii quick) {
    this.test = test;
    this.quick = quick;
  }

  /// What can be said of a value in ASCII by its bytes; null where its text has to be looked at.
  @FunctionalInterface
  private interface Ascii {
    @Nullable Judgement judge(byte[] bytes, int offset, int length);
  }

  static ValueJudge of(Predicate predicate) {
    return new ValueJudge(ValueTest.of(predicate), quick(predicate));
  }

  /// Judges one of many values.
  ///
  /// @param type how its bytes are to be read
  Judgement judge(ValueType type, Values values, int index) {
    byte[] bytes = values.bytes();
    int offset = values.offset(index);
    int length = values.length(index);
    Ascii asked = quick;
    boolean plain = values.isAscii() && type == ValueType.TEXT;
    if (asked != null && (plain || isPlain(type, bytes, offset, length))) {
      Judgement judgement = asked.judge(bytes, offset, length);
      if (judgement != null) {
        return judgement;
      }
    }
    return judge(ValueText.of(type, bytes, offset, length));
  }

  /// Judges a text.
  Judgement judge(String text) {
    return test.test(new Subject(text));
  }

  /// Whether the bytes are the text, in ASCII.
  private static boolean isPlain(ValueType type, byte[] bytes, int offset, int length) {
    boolean escaped = type == ValueType.TEXT_JSON;
    if (type == ValueType.NULL
        || type == ValueType.TEXT_UTF16
        || type == ValueType.BINARY
        || type == ValueType.PROCESS_KEY) {
      return false;
    }
    int all = 0;
    for (int at = offset; at < offset + length; at++) {
      all |= bytes[at];
      if (escaped && bytes[at] == '\\') {
        return false;
      }
    }
    return all >= 0;
  }

  private static @Nullable Ascii quick(Predicate predicate) {
    return switch (predicate) {
      case Predicate.Exists _ -> (_, _, _) -> Judgement.YES;
      case Predicate.Like like -> quick(like.glob().pattern(like.cased()));
      case Predicate.Anywhere anywhere -> quick(anywhere.glob().pattern(false));
      case Predicate.Matches matches -> quick(matches.regex());
      case Predicate.Compare compare -> quick(compare);
      default -> null;
    };
  }

  private static @Nullable Ascii quick(Pattern pattern) {
    return switch (pattern) {
      case Pattern.Anything _ -> (_, _, _) -> Judgement.YES;
      case Pattern.Equal(String text, boolean cased) -> {
        AsciiText wanted = new AsciiText(text, cased);
        yield (bytes, offset, length) ->
            of(length == wanted.length() && wanted.isAt(bytes, offset));
      }
      case Pattern.Starts(String text, boolean cased) -> {
        AsciiText wanted = new AsciiText(text, cased);
        yield (bytes, offset, length) ->
            of(length >= wanted.length() && wanted.isAt(bytes, offset));
      }
      case Pattern.Ends(String text, boolean cased) -> {
        AsciiText wanted = new AsciiText(text, cased);
        yield (bytes, offset, length) ->
            of(length >= wanted.length() && wanted.isAt(bytes, offset + length - wanted.length()));
      }
      case Pattern.Contains(String text, boolean cased) -> {
        AsciiText wanted = new AsciiText(text, cased);
        yield (bytes, offset, length) -> of(wanted.isIn(bytes, offset, length));
      }
      case Pattern.Parts parts -> {
        AsciiText needed = new AsciiText(parts.longestLiteral(), parts.cased());
        yield (bytes, offset, length) -> needed.isIn(bytes, offset, length) ? null : Judgement.NO;
      }
    };
  }

  private static Judgement of(boolean yes) {
    return yes ? Judgement.YES : Judgement.NO;
  }

  private static Ascii quick(Regex regex) {
    AsciiText needed = new AsciiText(regex.required(), false);
    Regex.Searcher searcher = regex.searcher();
    return (bytes, offset, length) -> {
      if (!needed.isIn(bytes, offset, length)) {
        return Judgement.NO;
      }
      return switch (searcher.find(bytes, offset, length, Regex.DEFAULT_BUDGET)) {
        case NO -> Judgement.NO;
        case YES -> Judgement.YES;
        case OVER_BUDGET -> Judgement.UNDECIDED;
      };
    };
  }

  private static Ascii quick(Predicate.Compare compare) {
    return (bytes, offset, length) -> {
      long number = NumberSpelling.WHOLE.read(bytes, offset, length);
      return number == NumberSpelling.NONE
          ? null
          : of(compare.how().holds(Long.compare(number, compare.number())));
    };
  }

  /// A text to be found in values of ASCII.
  private static final class AsciiText {
    // From the rarest to the most common; what is not here is rarer still.
    private static final String COMMON = "zqjxkvb9876543wygpfuh021.mdlc-=/\\:ranos ite";

    private final byte[] lower;
    private final byte[] upper;
    private final boolean possible;
    private final int anchor;

    AsciiText(String text, boolean cased) {
      String folded = cased ? text : Fold.fold(text);
      lower = folded.getBytes(StandardCharsets.UTF_8);
      upper = lower.clone();
      boolean ascii = true;
      for (int index = 0; index < lower.length; index++) {
        ascii &= lower[index] >= 0;
        boolean letter = lower[index] >= 'a' && lower[index] <= 'z';
        upper[index] = (byte) (letter && !cased ? lower[index] - 32 : lower[index]);
      }
      possible = ascii;
      anchor = rarest(lower);
    }

    int length() {
      return lower.length;
    }

    boolean isAt(byte[] bytes, int offset) {
      for (int index = 0; index < lower.length; index++) {
        byte one = bytes[offset + index];
        if (one != lower[index] && one != upper[index]) {
          return false;
        }
      }
      return possible;
    }

    boolean isIn(byte[] bytes, int offset, int length) {
      if (lower.length == 0) {
        return true;
      }
      byte one = lower[anchor];
      byte two = upper[anchor];
      int last = offset + length - lower.length + anchor;
      for (int at = offset + anchor; at <= last; at++) {
        byte here = bytes[at];
        if ((here == one || here == two) && isAt(bytes, at - anchor)) {
          return true;
        }
      }
      return false;
    }

    /// The place of the byte that is least often found in command lines and paths.
    private static int rarest(byte[] text) {
      int best = 0;
      for (int index = 1; index < text.length; index++) {
        boolean rarer = COMMON.indexOf((char) text[index]) < COMMON.indexOf((char) text[best]);
        best = rarer ? index : best;
      }
      return best;
    }
  }
}
