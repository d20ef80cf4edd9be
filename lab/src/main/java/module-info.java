// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

/// The room that proves the others; its tests see all of them, and the compiler's own parser.
@NullMarked
module dev.shirube.lab {
  requires static transitive org.jspecify;
  requires java.management;
  requires java.net.http;
  requires java.sql;
  requires java.xml;
  requires jdk.management;
  requires jdk.compiler;
  requires dev.shirube.days;
  requires dev.shirube.documents;
  requires dev.shirube.engine;
  requires dev.shirube.server;
  requires dev.shirube.tune;

  exports dev.shirube.lab;
}
