// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

@NullMarked
module dev.shirube.fleet {
  requires static transitive org.jspecify;
  requires transitive dev.shirube.audit;
  requires transitive dev.shirube.catalog;
  requires transitive dev.shirube.certificates;
  requires transitive dev.shirube.doors;
  requires transitive dev.shirube.event;
  requires transitive dev.shirube.gateway;
  requires transitive dev.shirube.records;
  requires transitive dev.shirube.wire;
  requires dev.shirube.access;

  exports dev.shirube.fleet;
}
