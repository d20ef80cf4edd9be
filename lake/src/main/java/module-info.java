// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

@NullMarked
module dev.shirube.lake {
  requires static transitive org.jspecify;
  requires dev.shirube.event;
  requires dev.shirube.match;
  requires dev.shirube.blocks;
  requires dev.shirube.packing;

  exports dev.shirube.lake;
}
