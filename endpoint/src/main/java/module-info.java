// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/// The agent as a program of its own: for a package, and for the process that `up` starts.
@NullMarked
module dev.shirube.endpoint {
  requires static transitive org.jspecify;
  requires transitive dev.shirube.catalog;
  requires dev.shirube.certificates;
  requires dev.shirube.export;
  requires dev.shirube.rings;
  requires transitive dev.shirube.agent;
  requires transitive dev.shirube.machines;

  exports dev.shirube.endpoint;
}
