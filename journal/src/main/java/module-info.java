// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

@NullMarked
module dev.shirube.journal {
  requires static transitive org.jspecify;

  exports dev.shirube.journal;
}
