// SPDX-License-Identifier: Apache-2.0
package dev.shirube.query;

import dev.shirube.catalog.Message;
import java.util.List;

/// Reads texts as questions. The language is told in docs/reference/query.md. What comes of any
/// text, however hostile, is a question or a fault, in time linear in its length but for naming
/// what a misspelled name could have meant, once.
public final class QueryReader {
  private QueryReader() {}

  /// What reading gave.
  public sealed interface Outcome {
    /// It is a question.
    record Ready(Question question) implements Outcome {}

    /// It is none, and why.
    record Refused(QueryFault fault) implements Outcome {}
  }

  /// Reads a text.
  public static Outcome read(String text, Setting setting) {
    if (text.length() > setting.limits().length()) {
      int most = setting.limits().length();
      return new Outcome.Refused(
          new QueryFault(
              most,
              text.length() - most,
              Message.of("query.limit.length", most, text.length()),
              Message.of("query.limit.length.advice", most, text.length()),
              List.of()));
    }
    return outcome(new Scanner(text, setting.limits()), setting);
  }

  /// Reads a text that is not too long.
  static Outcome outcome(Scanner scanner, Setting setting) {
    try {
      return new Outcome.Ready(read(scanner, setting));
    } catch (QueryFault.Refusal refusal) {
      return new Outcome.Refused(refusal.fault());
    }
  }

  /// What could stand at the end of a text, or be the whole of its last word.
  static List<Scanner.Trail> trail(String text, Setting setting) {
    Scanner scanner = new Scanner(text, setting.limits());
    try {
      read(scanner, setting);
    } catch (QueryFault.Refusal refusal) {
      // What was noted up to there is what was asked for.
      return scanner.trail();
    }
    return scanner.trail();
  }

  private static Question read(Scanner scanner, Setting setting) throws QueryFault.Refusal {
    ConditionReader condition = new ConditionReader(scanner, setting);
    Predicate predicate = condition.read();
    StepReader steps = new StepReader(scanner, setting);
    steps.read();
    return new Question(predicate, condition.range(), steps.order(), steps.steps(), steps.limit());
  }
}
