// SPDX-License-Identifier: Apache-2.0
package dev.shirube.sensor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The names of this host's own accounts, by their numbers. Read again when the file was changed,
/// which is looked at now and then only. Accounts of a directory service have no name here.
///
/// For one thread.
final class Accounts {
  private static final int LARGEST = 1 << 22;
  private static final byte[] NOTHING = {};

  private final Path file;
  private final Map<Integer, byte[]> names = new HashMap<>();
  private @Nullable FileTime read;

  /// @param file as /etc/passwd is made
  Accounts(Path file) {
    this.file = file;
  }

  /// The name of an account in UTF-8; nothing if it has none here.
  byte[] name(int uid) {
    return names.getOrDefault(uid, NOTHING);
  }

  /// Looks whether the file was changed.
  void refresh() {
    try {
      FileTime changed = Files.getLastModifiedTime(file);
      if (!changed.equals(read) && Files.size(file) <= LARGEST) {
        names.clear();
        new String(Files.readAllBytes(file), StandardCharsets.UTF_8).lines().forEach(this::take);
        read = changed;
      }
    } catch (IOException _) {
      names.clear();
      read = null;
    }
  }

  private void take(String line) {
    int name = line.indexOf(':');
    int number = line.indexOf(':', name + 1) + 1;
    int end = line.indexOf(':', number);
    if (name > 0 && number > name + 1 && end > number) {
      try {
        int uid = Integer.parseUnsignedInt(line, number, end, 10);
        byte[] _ = names.putIfAbsent(uid, line.substring(0, name).getBytes(StandardCharsets.UTF_8));
      } catch (NumberFormatException _) {
        // A line that is none, such as those of NIS.
      }
    }
  }
}
