// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

@NullMarked
module dev.shirube.doors {
  requires static transitive org.jspecify;
  requires dev.shirube.export;
  requires transitive dev.shirube.gateway;
  requires transitive dev.shirube.wire;
  requires transitive dev.shirube.event;

  exports dev.shirube.doors;
}
