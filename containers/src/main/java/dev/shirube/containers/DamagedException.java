// SPDX-License-Identifier: Apache-2.0
package dev.shirube.containers;

import java.io.IOException;

/// The bytes of an archive are not what they must be, or end early. Never leaves the room.
final class DamagedException extends IOException {
  private static final long serialVersionUID = 1;

  DamagedException(String message) {
    super(message);
  }
}
