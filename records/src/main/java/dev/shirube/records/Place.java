// SPDX-License-Identifier: Apache-2.0
package dev.shirube.records;

import java.nio.file.Path;

/// Where the records are kept.
public sealed interface Place {
  /// How a person knows it; never with a password.
  String shown();

  /// A file of SQLite, with its helpers -wal and -shm beside it. Made, readable by its owner alone,
  /// if it is not there. One process at a time should write it; more wait for one another.
  record LocalFile(Path file) implements Place {
    @Override
    public String shown() {
      return file.toString();
    }
  }

  /// A database of a PostgreSQL server, version 14 or later, in UTF-8. The user owns its schema and
  /// needs no other right.
  ///
  /// @param url jdbc:postgresql://host:port/database, with parameters of the driver if need be
  /// @param connections how many at most, at least 2
  record Server(String url, String user, String password, int connections) implements Place {
    public Server {
      if (!url.startsWith("jdbc:postgresql:")) {
        throw new IllegalArgumentException("not an address of PostgreSQL");
      }
      if (connections < 2) {
        throw new IllegalArgumentException("too few connections: " + connections);
      }
    }

    /// Without parameters: a password may stand there.
    @Override
    public String shown() {
      int question = url.indexOf('?');
      return question < 0 ? url : url.substring(0, question);
    }

    /// Without the password.
    @Override
    public String toString() {
      return shown() + " as " + user;
    }
  }
}
