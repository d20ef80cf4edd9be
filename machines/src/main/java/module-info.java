// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

@NullMarked
module dev.shirube.machines {
  requires static transitive org.jspecify;
  requires transitive dev.shirube.agent;
  requires transitive dev.shirube.certificates;
  requires transitive dev.shirube.journal;
  requires dev.shirube.proc;
  requires dev.shirube.rings;
  requires transitive dev.shirube.sensor;
  requires dev.shirube.watch;
  requires transitive dev.shirube.wire;
  requires java.management;
  requires jdk.management;

  exports dev.shirube.machines;
}
