// SPDX-License-Identifier: Apache-2.0
package dev.shirube.agent;

import dev.shirube.catalog.Message;
import dev.shirube.catalog.Problem;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// An agent cannot do what it is for; a person has to do something.
public final class AgentFault extends IOException {
  private static final long serialVersionUID = 1;

  private final transient Problem problem;

  private AgentFault(Problem problem, @Nullable Throwable cause) {
    super(problem.file() + ": " + problem.what().id() + " " + problem.what().arguments(), cause);
    this.problem = problem;
  }

  static AgentFault of(String about, @Nullable Throwable cause, String id, Object... facts) {
    return new AgentFault(problem(about, id, facts), cause);
  }

  static Problem problem(String about, String id, Object... facts) {
    return new Problem(about, 0, Message.of(id, facts), Message.of(id + ".advice", facts));
  }

  /// What is wrong, where, and what can be done about it.
  public Problem problem() {
    return problem;
  }
}
