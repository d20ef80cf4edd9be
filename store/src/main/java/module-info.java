// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

@NullMarked
module dev.shirube.store {
  requires static transitive org.jspecify;
  requires dev.shirube.blocks;
  requires transitive dev.shirube.event;
  requires transitive dev.shirube.journal;
  requires transitive dev.shirube.query;
  requires transitive dev.shirube.segments;

  exports dev.shirube.store;
}
