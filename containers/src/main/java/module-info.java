// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

@NullMarked
module dev.shirube.containers {
  requires static transitive org.jspecify;
  requires transitive dev.shirube.event;
  requires transitive dev.shirube.catalog;
  requires org.apache.commons.compress;

  exports dev.shirube.containers;
}
