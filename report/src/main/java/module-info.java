// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

@NullMarked
module dev.shirube.report {
  requires static transitive org.jspecify;
  requires transitive dev.shirube.query;
  requires transitive dev.shirube.sigma;
  requires transitive dev.shirube.containers;
  requires transitive dev.shirube.event;
  requires transitive dev.shirube.export;
  requires transitive dev.shirube.catalog;
  requires transitive dev.shirube.detect;
  requires transitive dev.shirube.intake;
  requires transitive dev.shirube.hunt;

  exports dev.shirube.report;
}
