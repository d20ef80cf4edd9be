// SPDX-License-Identifier: Apache-2.0
package dev.shirube.match;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A regular expression in PCRE's spelling, run in time linear in the value. Searched anywhere in
/// the value; anchors tie it down. Case matters unless told. `$` also stands before a newline that
/// ends the value, as in PCRE.
///
/// What no linear engine can do is refused: look-around, back references, atomic groups and
/// possessive quantifiers.
public final class Regex {
  /// Most steps one search may take: size of the compiled expression times length of the value. The
  /// largest expression of public rules (`.{1000,}`) just fits the longest Windows command line.
  public static final long DEFAULT_BUDGET = 1L << 25;

  private final String source;
  private final Set<Flag> flags;
  private final Pattern pattern;
  private final String required;

  private Regex(String source, Set<Flag> flags, Pattern pattern, String required) {
    this.source = source;
    this.flags = Set.copyOf(flags);
    this.pattern = pattern;
    this.required = required;
  }

  /// What can be set for the whole expression; also settable inside it as (?i) and so on.
  public enum Flag {
    /// Ignore case by simple case folding.
    IGNORE_CASE,
    /// `^` and `$` also match at line breaks.
    MULTI_LINE,
    /// `.` also matches a line break.
    DOT_ALL
  }

  /// What compiling gave.
  public sealed interface Compiled {
    /// It can be run.
    record Ready(Regex regex) implements Compiled {}

    /// It cannot.
    record Refused(RegexRefusal refusal) implements Compiled {}
  }

  /// What a search says.
  public enum Outcome {
    NO,
    YES,
    /// The search would take more steps than its budget and was not begun.
    OVER_BUDGET
  }

  /// Reads and compiles an expression.
  public static Compiled compile(String source, Set<Flag> flags) {
    RegexTranslation translation =
        new RegexTranslation(source, flags.contains(Flag.MULTI_LINE)).run();
    RegexRefusal refusal = translation.refusal();
    if (refusal != null) {
      return new Compiled.Refused(refusal);
    }
    try {
      Pattern pattern = Pattern.compile(translation.text(), bits(flags));
      return new Compiled.Ready(new Regex(source, flags, pattern, translation.required()));
    } catch (PatternSyntaxException e) {
      String part = String.valueOf(e.getPattern());
      return new Compiled.Refused(new RegexRefusal(RegexRefusal.Reason.SYNTAX, 0, part));
    }
  }

  private static int bits(Set<Flag> flags) {
    return (flags.contains(Flag.IGNORE_CASE) ? Pattern.CASE_INSENSITIVE : 0)
        | (flags.contains(Flag.MULTI_LINE) ? Pattern.MULTILINE : 0)
        | (flags.contains(Flag.DOT_ALL) ? Pattern.DOTALL : 0);
  }

  /// Searches a value within the usual budget.
  public Outcome find(Subject subject) {
    return find(subject, DEFAULT_BUDGET);
  }

  /// Searches a value.
  ///
  /// @param budget most steps it may take
  public Outcome find(Subject subject, long budget) {
    if (!required.isEmpty() && !subject.folded().contains(required)) {
      return Outcome.NO;
    }
    if ((long) pattern.programSize() * (subject.text().length() + 1L) > budget) {
      return Outcome.OVER_BUDGET;
    }
    return pattern.matcher(subject.text()).find() ? Outcome.YES : Outcome.NO;
  }

  /// Instructions of the compiled expression.
  public int size() {
    return pattern.programSize();
  }

  /// A folded text that every matching value contains once folded; empty if none is known.
  public String required() {
    return required;
  }

  /// What was set for the whole expression.
  public Set<Flag> flags() {
    return flags;
  }

  /// The expression as written.
  @Override
  public String toString() {
    return source;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Regex regex
        && regex.source.equals(source)
        && regex.pattern.equals(pattern);
  }

  @Override
  public int hashCode() {
    return pattern.hashCode();
  }
}
