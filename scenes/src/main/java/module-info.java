// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/// What is done on a machine, and what its recording must then have.
@NullMarked
module dev.shirube.scenes {
  requires static transitive org.jspecify;
  requires transitive dev.shirube.wire;

  exports dev.shirube.scenes;
}
