// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

@NullMarked
module dev.shirube.gateway {
  requires static transitive org.jspecify;
  requires transitive dev.shirube.catalog;
  requires transitive dev.shirube.event;
  requires transitive dev.shirube.journal;
  requires io.helidon.http;
  requires io.helidon.webserver;
  requires io.helidon.webserver.http2;
  requires java.logging;

  exports dev.shirube.gateway;
}
