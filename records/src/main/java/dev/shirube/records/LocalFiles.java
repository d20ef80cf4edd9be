// SPDX-License-Identifier: Apache-2.0
package dev.shirube.records;

import dev.shirube.records.RecordsFault.Kind;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/// The file of SQLite as a file: made, copied.
final class LocalFiles {
  private LocalFiles() {}

  /// Makes an empty file that its owner alone may read, if there is none. SQLite gives the files it
  /// makes beside it the same rights.
  static void make(Path file) throws IOException {
    Path folder = folder(file);
    Files.createDirectories(folder);
    if (Files.exists(file)) {
      return;
    }
    // A temporary file is the one kind that Java makes private from its first moment.
    Path made = Files.createTempFile(folder, "records", ".new");
    try {
      Files.createLink(file, made);
    } catch (FileAlreadyExistsException e) {
      // Another process was faster; its file is as good.
      return;
    } catch (UnsupportedOperationException e) {
      Files.move(made, file);
    } finally {
      Files.deleteIfExists(made);
    }
  }

  private static Path folder(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    return folder == null ? file.toAbsolutePath() : folder;
  }

  /// Copies the content of one moment into a file.
  static void backup(Path file, Path target) {
    String subject = target.toString();
    try {
      Path folder = folder(target);
      Files.createDirectories(folder);
      Path copy = Files.createTempFile(folder, "backup", ".new");
      try {
        copy(file, copy);
        check(subject, copy);
        try (FileChannel channel = FileChannel.open(copy, StandardOpenOption.WRITE)) {
          channel.force(true);
        }
        Files.move(copy, target, StandardCopyOption.REPLACE_EXISTING);
      } finally {
        Files.deleteIfExists(copy);
      }
    } catch (SQLException | IOException e) {
      throw fault(subject, e);
    }
  }

  private static void copy(Path file, Path copy) throws SQLException {
    try (Connection connection = Pools.dataSource(Pools.sqlite(), file).getConnection();
        PreparedStatement vacuum = connection.prepareStatement("VACUUM INTO ?")) {
      vacuum.setString(1, copy.toAbsolutePath().toString());
      vacuum.execute();
    }
  }

  private static void check(String subject, Path copy) throws SQLException {
    try (Connection connection =
            Pools.dataSource(new org.sqlite.SQLiteConfig(), copy).getConnection();
        Statement statement = connection.createStatement();
        ResultSet answer = statement.executeQuery("PRAGMA integrity_check(1)")) {
      String said = answer.next() ? answer.getString(1) : "";
      if (!said.equals("ok")) {
        throw new RecordsFault(Kind.DAMAGED, subject, said, null);
      }
    }
  }

  static RecordsFault fault(String subject, Exception thrown) {
    if (thrown instanceof AccessDeniedException) {
      return new RecordsFault(Kind.READ_ONLY, subject, String.valueOf(thrown), thrown);
    }
    if (thrown instanceof IOException) {
      return new RecordsFault(Kind.UNREACHABLE, subject, String.valueOf(thrown), thrown);
    }
    return Faults.of(subject, thrown);
  }
}
