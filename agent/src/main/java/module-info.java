// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

@NullMarked
module dev.shirube.agent {
  requires static transitive org.jspecify;
  requires transitive dev.shirube.catalog;
  requires transitive dev.shirube.certificates;
  requires transitive dev.shirube.event;
  requires transitive dev.shirube.journal;
  requires transitive dev.shirube.sensor;
  requires transitive dev.shirube.wire;
  requires dev.shirube.packing;
  requires java.net.http;

  exports dev.shirube.agent;
}
