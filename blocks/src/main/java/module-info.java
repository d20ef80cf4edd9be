// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

@NullMarked
module dev.shirube.blocks {
  requires static transitive org.jspecify;
  requires transitive dev.shirube.event;
  requires transitive dev.shirube.packing;
  requires dev.shirube.match;

  exports dev.shirube.blocks;
}
