// SPDX-License-Identifier: Apache-2.0
package dev.shirube.gateway;

import java.io.IOException;

/// A request's body cannot be read to its end. The server answers with the status and ends the
/// connection.
public final class BodyException extends IOException {
  private static final long serialVersionUID = 1;

  private final int status;

  /// A fault of a body.
  ///
  /// @param status the answer's: 400 when it makes no sense, 413 when it is too large
  public BodyException(int status, String what) {
    super(what);
    this.status = status;
  }

  /// The status of the answer.
  public int status() {
    return status;
  }
}
