// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

@NullMarked
module dev.shirube.oracle {
  requires static transitive org.jspecify;
  requires transitive dev.shirube.store;

  exports dev.shirube.oracle;
}
