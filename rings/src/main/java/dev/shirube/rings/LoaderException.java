// SPDX-License-Identifier: Apache-2.0
package dev.shirube.rings;

import dev.shirube.catalog.Message;
import dev.shirube.catalog.Problem;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// The programs of the kernel cannot be made or loaded on this host.
public final class LoaderException extends IOException {
  private static final long serialVersionUID = 1;

  private final transient Problem problem;

  private LoaderException(Problem problem, @Nullable Throwable cause) {
    super(problem.file() + ": " + problem.what().id() + " " + problem.what().arguments(), cause);
    this.problem = problem;
  }

  /// @param about the file or program it is about
  /// @param id of the message; its advice is id.advice with the same facts
  static LoaderException of(String about, @Nullable Throwable cause, String id, Object... facts) {
    return new LoaderException(
        new Problem(about, 0, Message.of(id, facts), Message.of(id + ".advice", facts)), cause);
  }

  /// What is wrong, where, and what can be done about it.
  public Problem problem() {
    return problem;
  }
}
