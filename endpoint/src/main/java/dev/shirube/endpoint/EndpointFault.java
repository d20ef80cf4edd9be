// SPDX-License-Identifier: Apache-2.0
package dev.shirube.endpoint;

import dev.shirube.catalog.Message;
import dev.shirube.catalog.Problem;
import java.io.IOException;

/// What was asked of the agent of this machine cannot be done as asked.
public final class EndpointFault extends IOException {
  private static final long serialVersionUID = 1;

  private final transient Problem problem;

  private EndpointFault(Problem problem) {
    super(problem.file() + ": " + problem.what().id() + " " + problem.what().arguments());
    this.problem = problem;
  }

  /// @param about the file or argument it is about
  /// @param id of the message; its advice is id.advice with the same facts
  static EndpointFault of(Object about, String id, Object... facts) {
    return new EndpointFault(problem(about, id, facts));
  }

  static Problem problem(Object about, String id, Object... facts) {
    return new Problem(
        about.toString(), 0, Message.of(id, facts), Message.of(id + ".advice", facts));
  }

  /// What is wrong, where, and what can be done about it.
  public Problem problem() {
    return problem;
  }
}
