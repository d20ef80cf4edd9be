// SPDX-License-Identifier: Apache-2.0
package dev.shirube.server;

import dev.shirube.catalog.Message;
import dev.shirube.catalog.Problem;
import java.util.List;

/// What the person asked for cannot be done as asked: said with advice, and the command ends.
final class Wrong extends RuntimeException {
  private final transient List<Problem> problems;
  private final ExitCode code;

  Wrong(ExitCode code, List<Problem> problems) {
    super(problems.isEmpty() ? "" : problems.getFirst().what().id(), null, false, false);
    this.code = code;
    this.problems = List.copyOf(problems);
  }

  /// Wrong usage, about a file or an argument.
  ///
  /// @param id of the message; its advice is id.advice
  static Wrong usage(String subject, String id, Object... facts) {
    Message advice = Message.of(id + ".advice", facts);
    return new Wrong(
        ExitCode.USAGE, List.of(new Problem(subject, 0, Message.of(id, facts), advice)));
  }

  List<Problem> problems() {
    return problems;
  }

  ExitCode code() {
    return code;
  }
}
