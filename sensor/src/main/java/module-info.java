// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

@NullMarked
module dev.shirube.sensor {
  requires static transitive org.jspecify;
  requires transitive dev.shirube.event;
  requires transitive dev.shirube.catalog;
  requires transitive dev.shirube.wire;
  requires transitive dev.shirube.rings;

  exports dev.shirube.sensor;
}
