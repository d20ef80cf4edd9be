// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

@NullMarked
module dev.shirube.server {
  requires static transitive org.jspecify;
  requires transitive dev.shirube.gateway;
  requires transitive dev.shirube.store;
  requires transitive dev.shirube.journal;
  requires transitive dev.shirube.query;
  requires transitive dev.shirube.event;
  requires dev.shirube.export;
  requires dev.shirube.lake;
  requires dev.shirube.match;
  requires dev.shirube.catalog;
  requires dev.shirube.certificates;
  requires dev.shirube.agent;
  requires dev.shirube.machines;
  requires dev.shirube.endpoint;
  requires dev.shirube.fleet;
  requires transitive dev.shirube.containers;
  requires transitive dev.shirube.formats;
  requires dev.shirube.rulecache;
  requires transitive dev.shirube.sigma;
  requires transitive dev.shirube.detect;
  requires transitive dev.shirube.normalize;
  requires transitive dev.shirube.intake;
  requires dev.shirube.engine;
  requires dev.shirube.hunt;
  requires dev.shirube.tune;
  requires dev.shirube.report;
  requires transitive dev.shirube.installation;
  requires java.logging;
  requires java.net.http;
  requires info.picocli;
  requires org.jline;

  exports dev.shirube.server;
}
