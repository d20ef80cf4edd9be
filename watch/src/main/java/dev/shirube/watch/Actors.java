// SPDX-License-Identifier: Apache-2.0
package dev.shirube.watch;

/// Tells who a process is.
@FunctionalInterface
public interface Actors {
  /// The process of an id, as it is now or was last.
  Actor of(int pid);
}
