// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

@NullMarked
module dev.shirube.lab {
  requires static transitive org.jspecify;
  requires dev.shirube.server;

  exports dev.shirube.lab;
}
