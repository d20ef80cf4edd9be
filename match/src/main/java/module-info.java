// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

@NullMarked
module dev.shirube.match {
  requires static transitive org.jspecify;
  requires re2j;

  exports dev.shirube.match;
}
