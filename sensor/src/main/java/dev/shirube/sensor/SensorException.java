// SPDX-License-Identifier: Apache-2.0
package dev.shirube.sensor;

import dev.shirube.catalog.Message;
import dev.shirube.catalog.Problem;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// A sensor cannot see anything on this host, or not any longer.
public final class SensorException extends IOException {
  private static final long serialVersionUID = 1;

  private final transient Problem problem;

  public SensorException(Problem problem, @Nullable Throwable cause) {
    super(problem.file() + ": " + problem.what().id() + " " + problem.what().arguments(), cause);
    this.problem = problem;
  }

  /// A failure of a sensor or of what it reads.
  ///
  /// @param about the sensor, file or device it is about
  /// @param id of the message; its advice is the message id.advice with the same facts
  public static SensorException of(
      String about, @Nullable Throwable cause, String id, Object... facts) {
    return new SensorException(
        new Problem(about, 0, Message.of(id, facts), Message.of(id + ".advice", facts)), cause);
  }

  /// What is wrong, where, and what can be done about it.
  public Problem problem() {
    return problem;
  }
}
