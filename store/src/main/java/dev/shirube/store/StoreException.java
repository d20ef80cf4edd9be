// SPDX-License-Identifier: Apache-2.0
package dev.shirube.store;

import dev.shirube.catalog.Message;
import dev.shirube.catalog.Problem;
import java.io.IOException;
import java.nio.file.Path;

/// Something the store cannot or will not do, as facts for people: what, where, and what to do.
/// Faults of the disk itself stay plain {@link IOException}s.
public final class StoreException extends IOException {
  private final transient Problem problem;

  private StoreException(Problem problem) {
    super(problem.what().id() + " " + problem.what().arguments() + " " + problem.file());
    this.problem = problem;
  }

  /// @param id the message's id; its advice has the same id with .advice behind it
  static StoreException of(String id, Path file, Object... facts) {
    return new StoreException(problem(id, file.toString(), facts));
  }

  static StoreException of(Problem problem) {
    return new StoreException(problem);
  }

  /// Whether a file is of a later release: it is whole, and not to be moved aside.
  boolean isNewer() {
    return is("store.format.newer") || is("segments.newer") || is("segments.encrypted");
  }

  static Problem problem(String id, String file, Object... facts) {
    return new Problem(file, 0, Message.of(id, facts), Message.of(id + ".advice", facts));
  }

  /// What is wrong, where, and what to do.
  public Problem problem() {
    return problem;
  }

  /// The id of what is wrong.
  String what() {
    return problem.what().id();
  }

  /// Whether it is a certain thing that is wrong.
  ///
  /// @param id such as store.head.full
  public boolean is(String id) {
    return problem.what().id().equals(id);
  }
}
