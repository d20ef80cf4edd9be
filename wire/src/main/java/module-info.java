// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

@NullMarked
module dev.shirube.wire {
  requires static transitive org.jspecify;
  requires transitive dev.shirube.event;
  requires dev.shirube.packing;

  exports dev.shirube.wire;
}
