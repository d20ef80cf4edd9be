// SPDX-License-Identifier: Apache-2.0
package dev.shirube.proc;

import dev.shirube.event.ProcessKey;
import dev.shirube.sensor.SensorEvent;
import org.jspecify.annotations.Nullable;

/// Who did it, as far as it was known when it was done.
public final class Actor {
  private static final int PID = SensorEvent.field("actor.process.pid");
  private static final int KEY = SensorEvent.field("actor.process.uid");
  private static final int PATH = SensorEvent.field("actor.process.file.path");
  private static final int NAME = SensorEvent.field("actor.process.file.name");
  private static final int COMMAND = SensorEvent.field("actor.process.cmd_line");
  private static final int CONTAINER = SensorEvent.field("actor.process.container.uid");
  private static final int LOGIN = SensorEvent.field("actor.process.auid");
  private static final int USER = SensorEvent.field("actor.user.name");
  private static final int USER_ID = SensorEvent.field("actor.user.uid");
  private static final byte[] NOTHING = {};

  private final int pid;
  private final @Nullable ProcessKey key;
  private byte[] path = NOTHING;
  private byte[] commandLine = NOTHING;
  private byte[] container = NOTHING;
  private String user = "";
  private long userId = -1;
  private long login = -1;

  /// @param pid the process id; 0 when it is none of this host's
  /// @param key the process's key; null when nothing more is known of it
  public Actor(int pid, @Nullable ProcessKey key) {
    this.pid = pid;
    this.key = key;
  }

  /// Tells its program and command line.
  public Actor runs(byte[] program, byte[] command, byte[] inContainer) {
    path = program;
    commandLine = command;
    container = inContainer;
    return this;
  }

  /// Tells its account, and the one that logged in before; -1 for what is not known.
  public Actor is(long account, String name, long loggedIn) {
    userId = account;
    user = name;
    login = loggedIn;
    return this;
  }

  public int pid() {
    return pid;
  }

  public @Nullable ProcessKey key() {
    return key;
  }

  /// Whether more is known of it than its number.
  public boolean isKnown() {
    return key != null;
  }

  /// Adds what is known to the event begun last.
  public void put(SensorEvent event) {
    if (pid > 0) {
      event.put(PID, pid);
    }
    if (key != null) {
      event.put(KEY, key);
    }
    int name = PathBytes.lastSlash(path) + 1;
    event
        .put(PATH, path, 0, path.length)
        .put(NAME, path, name, path.length - name)
        .put(COMMAND, commandLine, 0, commandLine.length)
        .put(CONTAINER, container, 0, container.length)
        .put(USER, user);
    if (userId >= 0) {
      event.put(USER_ID, Long.toString(userId));
    }
    if (login >= 0) {
      event.put(LOGIN, Long.toString(login));
    }
  }
}
