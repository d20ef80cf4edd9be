// SPDX-License-Identifier: Apache-2.0
package dev.shirube.proc;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The names of local accounts, as /etc/passwd has them. Looked up again when the file changes, not
/// more often than every second. For several threads.
public final class Accounts {
  private static final long LOOK_NANOS = 1_000_000_000L;

  private final Path passwd;
  private Map<Long, String> names = Map.of();
  private @Nullable FileTime modified;
  private long looked = System.nanoTime() - LOOK_NANOS;

  public Accounts(Path passwd) {
    this.passwd = passwd;
  }

  /// The name of a number; empty when no account has it.
  public synchronized String name(long id) {
    long now = System.nanoTime();
    if (now - looked >= LOOK_NANOS) {
      looked = now;
      look();
    }
    return names.getOrDefault(id, "");
  }

  private void look() {
    try {
      FileTime time = Files.getLastModifiedTime(passwd);
      if (!time.equals(modified)) {
        modified = time;
        names = parse(new String(Files.readAllBytes(passwd), StandardCharsets.UTF_8));
      }
    } catch (IOException _) {
      // Without the file there are no names; numbers are told all the same.
      names = Map.of();
    }
  }

  public static Map<Long, String> parse(String passwd) {
    Map<Long, String> found = new HashMap<>();
    passwd
        .lines()
        .forEach(line -> {
          int name = line.indexOf(':');
          int id = name < 0 ? -1 : line.indexOf(':', name + 1);
          int end = id < 0 ? -1 : line.indexOf(':', id + 1);
          if (end > id + 1 && end - id < 12) {
            put(found, line.substring(id + 1, end), line.substring(0, name));
          }
        });
    return found;
  }

  private static void put(Map<Long, String> found, String id, String name) {
    try {
      found.putIfAbsent(Long.parseLong(id), name);
    } catch (NumberFormatException _) {
      // A line without a number names nobody.
    }
  }
}
