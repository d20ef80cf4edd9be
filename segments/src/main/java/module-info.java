// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

@NullMarked
module dev.shirube.segments {
  requires static transitive org.jspecify;
  requires dev.shirube.blocks;
  requires dev.shirube.packing;
  requires transitive dev.shirube.event;
  requires transitive dev.shirube.journal;
  requires transitive dev.shirube.query;

  exports dev.shirube.segments;
}
