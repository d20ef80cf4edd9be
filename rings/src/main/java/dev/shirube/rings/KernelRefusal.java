// SPDX-License-Identifier: Apache-2.0
package dev.shirube.rings;

import java.io.IOException;

/// The kernel refused a call.
public final class KernelRefusal extends IOException {
  private static final long serialVersionUID = 1;

  private final String call;
  private final int error;

  /// @param call the name of the call
  /// @param error the kernel's error number, positive
  public KernelRefusal(String call, int error) {
    super(call + ": error " + error);
    this.call = call;
    this.error = error;
  }

  /// The name of the call.
  public String call() {
    return call;
  }

  /// The kernel's error number, such as 1: not permitted.
  public int error() {
    return error;
  }
}
