// SPDX-License-Identifier: Apache-2.0
package dev.shirube.lake;

import java.io.IOException;

/// A line that is not in the shape in which events are written.
public final class MalformedLine extends IOException {
  private static final long serialVersionUID = 1;

  private final int place;

  MalformedLine(int place) {
    this.place = place;
  }

  /// At which character of the line, from 0 on.
  public int place() {
    return place;
  }
}
