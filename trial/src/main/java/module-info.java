// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/// What was sent against what is kept, and the tools by which that is tried out: the product in a
/// process of its own, lines that can be cut, volumes that lose their power.
@NullMarked
module dev.shirube.trial {
  requires static transitive org.jspecify;
  requires transitive dev.shirube.event;
  requires transitive dev.shirube.gateway;
  requires transitive dev.shirube.installation;
  requires transitive dev.shirube.journal;
  requires transitive dev.shirube.store;
  requires transitive java.net.http;
  requires dev.shirube.access;
  requires dev.shirube.audit;
  requires dev.shirube.catalog;
  requires dev.shirube.intake;
  requires dev.shirube.query;
  requires dev.shirube.records;
  requires dev.shirube.server;
  requires dev.shirube.sigma;

  exports dev.shirube.trial;
}
