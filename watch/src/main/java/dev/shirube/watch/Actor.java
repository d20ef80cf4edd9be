// SPDX-License-Identifier: Apache-2.0
package dev.shirube.watch;

import dev.shirube.event.ProcessKey;
import dev.shirube.sensor.SensorEvent;
import org.jspecify.annotations.Nullable;

/// Who did it, as far as it was known when it was done.
///
/// @param pid the process id; 0 when it is none of this host's
/// @param key the process's key, if its start is known
/// @param path its program
/// @param commandLine its command line
/// @param user the name of its account
/// @param userId the number of its account
public record Actor(
    int pid,
    @Nullable ProcessKey key,
    String path,
    String commandLine,
    String user,
    String userId) {
  private static final int PID = SensorEvent.field("actor.process.pid");
  private static final int KEY = SensorEvent.field("actor.process.uid");
  private static final int PATH = SensorEvent.field("actor.process.file.path");
  private static final int NAME = SensorEvent.field("actor.process.file.name");
  private static final int COMMAND = SensorEvent.field("actor.process.cmd_line");
  private static final int USER = SensorEvent.field("actor.user.name");
  private static final int USER_ID = SensorEvent.field("actor.user.uid");

  /// Adds what is known to the event begun last.
  public void put(SensorEvent event) {
    if (pid > 0) {
      event.put(PID, pid);
    }
    if (key != null) {
      event.put(KEY, key);
    }
    event.put(PATH, path);
    event.put(NAME, path.substring(path.lastIndexOf('/') + 1));
    event.put(COMMAND, commandLine);
    event.put(USER, user);
    event.put(USER_ID, userId);
  }
}
