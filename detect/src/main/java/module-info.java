// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

@NullMarked
module dev.shirube.detect {
  requires static transitive org.jspecify;
  requires transitive dev.shirube.catalog;
  requires transitive dev.shirube.event;
  requires dev.shirube.match;
  requires transitive dev.shirube.sigma;

  exports dev.shirube.detect;
}
