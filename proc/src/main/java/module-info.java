// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

@NullMarked
module dev.shirube.proc {
  requires static transitive org.jspecify;
  requires transitive dev.shirube.sensor;

  exports dev.shirube.proc;
}
