// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

@NullMarked
module dev.shirube.watch {
  requires static transitive org.jspecify;
  requires transitive dev.shirube.proc;

  exports dev.shirube.watch;
}
