// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

@NullMarked
module dev.shirube.intake {
  requires static transitive org.jspecify;
  requires transitive dev.shirube.gateway;
  requires transitive dev.shirube.store;
  requires transitive dev.shirube.journal;
  requires transitive dev.shirube.detect;
  requires transitive dev.shirube.event;
  requires dev.shirube.sigma;
  requires transitive dev.shirube.catalog;
  requires transitive dev.shirube.containers;
  requires transitive dev.shirube.formats;
  requires transitive dev.shirube.normalize;
  requires transitive dev.shirube.wire;
  requires dev.shirube.fleet;

  exports dev.shirube.intake;
}
