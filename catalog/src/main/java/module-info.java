// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

@NullMarked
module dev.shirube.catalog {
  requires static transitive org.jspecify;
  requires org.snakeyaml.engine;

  exports dev.shirube.catalog;
}
