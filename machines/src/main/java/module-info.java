// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

@NullMarked
module dev.shirube.machines {
  requires static transitive org.jspecify;
  requires transitive dev.shirube.agent;
  requires transitive dev.shirube.certificates;
  requires transitive dev.shirube.journal;
  requires transitive dev.shirube.sensor;
  requires transitive dev.shirube.wire;
  requires java.management;
  requires jdk.management;

  exports dev.shirube.machines;
}
