// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

@NullMarked
module dev.shirube.certificates {
  requires static transitive org.jspecify;
  requires transitive dev.shirube.catalog;

  exports dev.shirube.certificates;
}
