// SPDX-License-Identifier: Apache-2.0
import org.jspecify.annotations.NullMarked;

@NullMarked
module dev.shirube.records {
  requires static com.google.errorprone.annotations;
  requires static transitive org.jspecify;
  requires transitive dev.shirube.catalog;
  requires transitive dev.shirube.event;
  requires com.zaxxer.hikari;
  requires flyway.core;
  requires java.sql;
  requires org.jdbi.v3.core;
  requires org.xerial.sqlitejdbc;

  exports dev.shirube.records;
}
