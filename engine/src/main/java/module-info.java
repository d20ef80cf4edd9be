// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

@NullMarked
module dev.shirube.engine {
  requires static transitive org.jspecify;
  requires transitive dev.shirube.event;
  requires dev.shirube.literals;
  requires dev.shirube.match;
  requires transitive dev.shirube.sigma;

  exports dev.shirube.engine;
}
