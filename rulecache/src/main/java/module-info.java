// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

@NullMarked
module dev.shirube.rulecache {
  requires static transitive org.jspecify;
  requires transitive dev.shirube.sigma;
  requires dev.shirube.event;
  requires dev.shirube.match;
  requires dev.shirube.catalog;

  exports dev.shirube.rulecache;
}
