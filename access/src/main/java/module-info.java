// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

@NullMarked
module dev.shirube.access {
  requires static transitive org.jspecify;
  requires transitive dev.shirube.audit;
  requires transitive dev.shirube.catalog;
  requires transitive dev.shirube.event;
  requires transitive dev.shirube.records;
  requires dev.shirube.certificates;
  requires dev.shirube.match;

  exports dev.shirube.access;
}
