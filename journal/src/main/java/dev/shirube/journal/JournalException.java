// SPDX-License-Identifier: Apache-2.0
package dev.shirube.journal;

import dev.shirube.catalog.Message;
import dev.shirube.catalog.Problem;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The journal cannot do what was asked of it.
public final class JournalException extends IOException {
  private static final long serialVersionUID = 1;

  private final transient Problem problem;

  JournalException(Problem problem, @Nullable IOException cause) {
    super(problem.file() + ": " + problem.what().id() + " " + problem.what().arguments(), cause);
    this.problem = problem;
  }

  /// What is wrong, where, and what can be done about it.
  public Problem problem() {
    return problem;
  }

  /// What the system said of a failure.
  static String reason(IOException e) {
    return String.valueOf(e.getMessage());
  }

  /// A problem with a file of the journal.
  static Problem tell(Path file, String id, Object... facts) {
    return new Problem(
        file.toString(), 0, Message.of(id, facts), Message.of(id + ".advice", facts));
  }
}
