// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

@NullMarked
module dev.shirube.api {
  requires static transitive org.jspecify;
  requires transitive dev.shirube.report;
  requires transitive dev.shirube.export;
  requires transitive dev.shirube.hunt;
  requires transitive dev.shirube.fleet;
  requires transitive dev.shirube.intake;
  requires transitive dev.shirube.wire;
  requires transitive dev.shirube.gateway;
  requires transitive dev.shirube.access;
  requires transitive dev.shirube.store;
  requires transitive dev.shirube.query;
  requires transitive dev.shirube.catalog;
  requires transitive dev.shirube.match;
  requires transitive dev.shirube.event;

  exports dev.shirube.api;
}
