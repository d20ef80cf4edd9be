// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/// Seven normal days of a workstation, done by scripts while the product records them: what a day
/// comes to, and what rules say of a day on which nothing was wrong.
@NullMarked
module dev.shirube.days {
  requires static transitive org.jspecify;
  requires transitive dev.shirube.catalog;
  requires transitive dev.shirube.trial;
  requires dev.shirube.server;

  exports dev.shirube.days;
}
