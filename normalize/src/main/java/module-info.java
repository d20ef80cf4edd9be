// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

@NullMarked
module dev.shirube.normalize {
  requires static transitive org.jspecify;
  requires transitive dev.shirube.event;
  requires dev.shirube.match;
  requires transitive dev.shirube.catalog;
  requires transitive dev.shirube.formats;

  exports dev.shirube.normalize;
}
