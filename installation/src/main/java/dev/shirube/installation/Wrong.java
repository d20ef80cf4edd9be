// SPDX-License-Identifier: Apache-2.0
package dev.shirube.installation;

import dev.shirube.catalog.Message;
import dev.shirube.catalog.Problem;
import java.util.List;

/// What the person asked for cannot be done as asked: said with advice, and the command ends.
public final class Wrong extends RuntimeException {
  private final transient List<Problem> problems;
  private final ExitCode code;

  public Wrong(ExitCode code, List<Problem> problems) {
    super(problems.isEmpty() ? "" : problems.getFirst().what().id(), null, false, false);
    this.code = code;
    this.problems = List.copyOf(problems);
  }

  /// Wrong usage, about a file or an argument.
  ///
  /// @param id of the message; its advice is id.advice
  public static Wrong usage(String subject, String id, Object... facts) {
    Message advice = Message.of(id + ".advice", facts);
    return new Wrong(
        ExitCode.USAGE, List.of(new Problem(subject, 0, Message.of(id, facts), advice)));
  }

  public List<Problem> problems() {
    return problems;
  }

  public ExitCode code() {
    return code;
  }

  /// How a command ended, as scripts see it; documented in docs/reference/commands.md.
  public enum ExitCode {
    /// Done; nothing at or above the level of --fail-on, no faulty rule.
    DONE(0),
    /// Findings at or above the level of --fail-on, a rule that was refused, or a test that failed.
    FOUND(1),
    /// The command, its arguments or the settings are wrong; nothing was done.
    USAGE(2),
    /// Nothing could be read of the input, or the output could not be written.
    UNREADABLE(3),
    /// A fault of Shirube itself.
    FAULT(70);

    private final int number;

    ExitCode(int number) {
      this.number = number;
    }

    public int number() {
      return number;
    }
  }
}
