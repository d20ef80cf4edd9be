// SPDX-License-Identifier: Apache-2.0
package dev.shirube.match;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/// A regular expression in PCRE's spelling, run in time linear in the value. Searched anywhere in
/// the value; anchors tie it down. Case matters unless told, and is ignored as {@link Fold} says.
/// `$` also stands before a newline that ends the value, as in PCRE. `\d`, `\w`, `\s` and `\b` know
/// ASCII only.
///
/// What no linear engine can do is refused: look-around, back references, atomic groups and
/// possessive quantifiers.
///
/// A regex can be shared by threads. What a search learns is kept by a {@link Searcher}, which
/// belongs to one thread at a time: take one's own for many searches; {@link #find} borrows one.
///
/// **Budget.** A search is begun only if {@link #size()} times one more than the length of the
/// value in UTF-16 is within the budget; so the outcome is the same whoever asks, and whatever was
/// searched before. The steps really taken never exceed that product.
public final class Regex {
  /// Most steps one search may take: size of the compiled expression times length of the value,
  /// some hundredths of a second. Of SigmaHQ's 154 expressions all but three fit the longest
  /// Windows command line; those three fit 15,000, 24,000 and 27,000 characters.
  public static final long DEFAULT_BUDGET = 1L << 22;

  // For each character the bytes beyond the first, at most two for each unit of UTF-16.
  private static final int FURTHER_BYTES = 2;

  private final String source;
  private final Set<Flag> flags;
  private final RegexProgram program;
  private final String required;
  private final List<String> requiredAny;
  private final Queue<Searcher> idle = new ConcurrentLinkedQueue<>();

  private Regex(String source, Set<Flag> flags, RegexNode node, RegexProgram program) {
    this.source = source;
    this.flags = flags;
    this.program = program;
    RequiredText.Facts facts = RequiredText.of(node);
    required = facts.one();
    requiredAny = List.copyOf(facts.any());
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
    StringBuilder options = new StringBuilder();
    for (Flag flag : flags) {
      options.append(
          switch (flag) {
            case IGNORE_CASE -> RegexParser.IGNORE_CASE;
            case MULTI_LINE -> RegexParser.MULTI_LINE;
            case DOT_ALL -> RegexParser.DOT_ALL;
          });
    }
    RegexParser parser = new RegexParser(source, options.toString());
    RegexNode node = parser.parse();
    RegexProgram program = node == null ? null : RegexProgram.of(node);
    if (node == null || program == null) {
      RegexRefusal refusal = parser.refusal();
      return new Compiled.Refused(
          refusal == null ? new RegexRefusal(RegexRefusal.Reason.SIZE, 0, "") : refusal);
    }
    return new Compiled.Ready(new Regex(source, Set.copyOf(flags), node, program));
  }

  /// Searches a value within the usual budget.
  public Outcome find(Subject subject) {
    return find(subject, DEFAULT_BUDGET);
  }

  /// Searches a value.
  ///
  /// @param budget most steps it may take
  public Outcome find(Subject subject, long budget) {
    Searcher searcher = borrow();
    Outcome outcome = searcher.find(subject, budget);
    idle.add(searcher);
    return outcome;
  }

  /// Searches a value in UTF-8.
  ///
  /// @param budget most steps it may take
  public Outcome find(byte[] bytes, int offset, int length, long budget) {
    Searcher searcher = borrow();
    Outcome outcome = searcher.find(bytes, offset, length, budget);
    idle.add(searcher);
    return outcome;
  }

  private Searcher borrow() {
    Searcher searcher = idle.poll();
    return searcher == null ? searcher() : searcher;
  }

  /// A new searcher, for one thread at a time. It grows as it learns, to a megabyte at most for
  /// usual expressions.
  public Searcher searcher() {
    return new Searcher();
  }

  /// Searches values one after another and learns from them. For one thread at a time.
  public final class Searcher {
    private final RegexAutomaton automaton = new RegexAutomaton(program);

    private Searcher() {}

    /// Searches a value.
    ///
    /// @param budget most steps it may take
    public Outcome find(Subject subject, long budget) {
      if (!mayStandIn(subject)) {
        return Outcome.NO;
      }
      return exceeds(subject.text().length(), budget)
          ? Outcome.OVER_BUDGET
          : run(subject.bytes(), 0, subject.bytes().length);
    }

    /// Searches a value in UTF-8. Bytes that are not well-formed count as U+FFFD, as when Java
    /// decodes them; the outcome is that for the decoded text.
    ///
    /// @param offset where the value begins
    /// @param length how many bytes it has
    /// @param budget most steps it may take
    public Outcome find(byte[] bytes, int offset, int length, long budget) {
      int end = offset + length;
      boolean fits = Encodings.isUtf8(bytes, offset, end);
      if (fits && exceeds(length, budget)) {
        fits = !exceeds(Encodings.length(bytes, offset, end), budget);
      }
      return fits
          ? run(bytes, offset, end)
          : find(new Subject(new String(bytes, offset, length, StandardCharsets.UTF_8)), budget);
    }

    private Outcome run(byte[] bytes, int from, int to) {
      return automaton.matches(bytes, from, to) ? Outcome.YES : Outcome.NO;
    }

    /// Steps of all searches so far.
    long steps() {
      return automaton.steps();
    }

    RegexAutomaton automaton() {
      return automaton;
    }
  }

  /// Whether a text that must be there is: what has none costs no budget.
  private boolean mayStandIn(Subject subject) {
    if (requiredAny.isEmpty()) {
      return true;
    }
    String folded = subject.folded();
    boolean any = requiredAny.size() == 1 && requiredAny.getFirst().equals(required);
    for (int index = 0; !any && index < requiredAny.size(); index++) {
      any = folded.contains(requiredAny.get(index));
    }
    return any && folded.contains(required);
  }

  private boolean exceeds(int length, long budget) {
    return size() * (length + 1L) > budget;
  }

  /// Steps that one character may take at most, whatever the value.
  public int size() {
    return program.cost() + FURTHER_BYTES;
  }

  /// A folded text that every matching value contains once folded; empty if none is known.
  public String required() {
    return required;
  }

  /// Folded texts of which every matching value contains at least one once folded; empty if none
  /// are known. None of them contains another.
  public List<String> requiredAny() {
    return requiredAny;
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
    return other instanceof Regex regex && regex.source.equals(source) && regex.flags.equals(flags);
  }

  @Override
  public int hashCode() {
    return source.hashCode() * 31 + flags.hashCode();
  }
}
