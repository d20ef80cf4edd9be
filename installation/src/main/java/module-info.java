// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

@NullMarked
module dev.shirube.installation {
  requires static transitive org.jspecify;
  requires transitive dev.shirube.api;
  requires transitive dev.shirube.doors;
  requires dev.shirube.endpoint;
  requires transitive dev.shirube.fleet;
  requires transitive dev.shirube.gateway;
  requires transitive dev.shirube.access;
  requires transitive dev.shirube.certificates;
  requires transitive dev.shirube.audit;
  requires transitive dev.shirube.records;
  requires transitive dev.shirube.store;
  requires transitive dev.shirube.journal;
  requires transitive dev.shirube.query;
  requires transitive dev.shirube.event;
  requires dev.shirube.export;
  requires dev.shirube.match;
  requires transitive dev.shirube.catalog;
  requires transitive dev.shirube.containers;
  requires transitive dev.shirube.formats;
  requires dev.shirube.rulecache;
  requires transitive dev.shirube.sigma;
  requires transitive dev.shirube.detect;
  requires transitive dev.shirube.enrich;
  requires transitive dev.shirube.normalize;
  requires transitive dev.shirube.intake;
  requires dev.shirube.engine;
  requires dev.shirube.hunt;
  requires dev.shirube.tune;
  requires dev.shirube.report;
  requires java.management;
  requires transitive java.net.http;
  requires jdk.management;

  exports dev.shirube.installation;
}
