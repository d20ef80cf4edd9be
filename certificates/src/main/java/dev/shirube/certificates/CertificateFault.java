// SPDX-License-Identifier: Apache-2.0
package dev.shirube.certificates;

import dev.shirube.catalog.Message;
import dev.shirube.catalog.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// A certificate or its key cannot be used; every reason is told at once.
public final class CertificateFault extends IOException {
  private static final long serialVersionUID = 1;

  private final transient List<Problem> problems;

  CertificateFault(List<Problem> problems) {
    super(problems.getFirst().file() + ": " + problems.getFirst().what().id());
    this.problems = List.copyOf(problems);
  }

  /// What is wrong with a file.
  ///
  /// @param line 0 where no line is to blame
  static Problem problem(Path file, int line, String id, Object... facts) {
    return new Problem(
        file.toString(), line, Message.of(id, facts), Message.of(id + ".advice", facts));
  }

  /// The same for people: which file, what is wrong, what to do.
  public List<Problem> problems() {
    return problems;
  }
}
