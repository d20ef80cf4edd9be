// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

@NullMarked
module dev.shirube.event {
  requires static transitive org.jspecify;

  exports dev.shirube.event;
}
