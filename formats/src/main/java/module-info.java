// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

@NullMarked
module dev.shirube.formats {
  requires static transitive org.jspecify;
  requires transitive dev.shirube.event;
  requires transitive dev.shirube.catalog;
  requires transitive dev.shirube.containers;
  requires dev.shirube.documents;
  requires dev.shirube.eventlogs;
  requires dev.shirube.textlogs;

  exports dev.shirube.formats;
}
