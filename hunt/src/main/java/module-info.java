// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

@NullMarked
module dev.shirube.hunt {
  requires static transitive org.jspecify;
  requires transitive dev.shirube.store;
  requires transitive dev.shirube.query;
  requires transitive dev.shirube.match;
  requires transitive dev.shirube.event;
  requires transitive dev.shirube.catalog;
  requires transitive dev.shirube.intake;

  exports dev.shirube.hunt;
}
