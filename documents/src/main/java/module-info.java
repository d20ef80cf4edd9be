// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

@NullMarked
module dev.shirube.documents {
  requires static jdk.incubator.vector;
  requires static transitive org.jspecify;
  requires transitive dev.shirube.event;
  requires transitive dev.shirube.catalog;
  requires transitive dev.shirube.containers;

  exports dev.shirube.documents;
}
