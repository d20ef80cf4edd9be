// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/// Storms and breakdowns on the machine of an agent, and the books by which it is told whether
/// anything was lost in them.
@NullMarked
module dev.shirube.storms {
  requires static transitive org.jspecify;

  exports dev.shirube.storms;
}
