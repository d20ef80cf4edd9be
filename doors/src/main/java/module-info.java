// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

@NullMarked
module dev.shirube.doors {
  requires static transitive org.jspecify;
  requires dev.shirube.export;
  requires transitive dev.shirube.gateway;

  exports dev.shirube.doors;
}
