// SPDX-License-Identifier: Apache-2.0
package dev.shirube.proc;

import dev.shirube.sensor.ProcessFacts;
import dev.shirube.sensor.ProcessTable;
import dev.shirube.sensor.SensorEvent;

/// Writes what is known of a process, and of the one that made it, into the event begun last.
final class ProcessEvent {
  static final int STARTED = 1;
  static final int ENDED = 2;
  static final int OPENED = 3;
  static final int ACCOUNT_SET = 5;
  static final int OTHER = 99;

  static final int ACTIVITY = SensorEvent.field("activity_name");
  static final int TYPE = SensorEvent.field("type_name");
  static final int EXIT_CODE = SensorEvent.field("process.exit_code");
  static final int EXIT_SIGNAL = SensorEvent.field("process.exit_signal");
  static final int PREEXISTING = SensorEvent.field("process.is_preexisting");
  static final int DELETED = SensorEvent.field("process.file.is_deleted");

  static final int KEY = SensorEvent.field("process.uid");
  static final int PID = SensorEvent.field("process.pid");
  private static final int NAME = SensorEvent.field("process.name");
  private static final int PATH = SensorEvent.field("process.file.path");
  private static final int FILE = SensorEvent.field("process.file.name");
  private static final int COMMAND = SensorEvent.field("process.cmd_line");
  private static final int FOLDER = SensorEvent.field("process.working_directory");
  private static final int MADE = SensorEvent.field("process.created_time");
  private static final int USER = SensorEvent.field("process.user.name");
  private static final int USER_ID = SensorEvent.field("process.user.uid");
  private static final int EFFECTIVE = SensorEvent.field("process.user.uid_effective");
  private static final int GROUP = SensorEvent.field("process.group.uid");
  private static final int LOGIN = SensorEvent.field("process.auid");
  private static final int CONTAINER = SensorEvent.field("process.container.uid");
  private static final int PARENT_KEY = SensorEvent.field("process.parent_process.uid");
  private static final int PARENT_PID = SensorEvent.field("process.parent_process.pid");
  private static final int PARENT_PATH = SensorEvent.field("process.parent_process.file.path");
  private static final int PARENT_FILE = SensorEvent.field("process.parent_process.file.name");
  private static final int PARENT_COMMAND = SensorEvent.field("process.parent_process.cmd_line");
  private static final int PARENT_NAME = SensorEvent.field("process.parent_process.name");

  /// What /proc tells only of processes that are still there when they are looked at.
  static final int[] GUESSED = {PATH, COMMAND, FOLDER};

  /// What it cannot tell of any process.
  static final int[] UNSEEN = {
    SensorEvent.field("status"),
    SensorEvent.field("linux.syscall.name"),
    SensorEvent.field("process.cmd_args"),
    SensorEvent.field("process.tty"),
    SensorEvent.field("process.session.uid"),
    SensorEvent.field("process.capabilities"),
    SensorEvent.field("process.token_elevation"),
    SensorEvent.field("process.namespaces.net"),
    SensorEvent.field("process.file.is_in_memory"),
    SensorEvent.field("process.script.path"),
  };

  private ProcessEvent() {}

  /// Writes a process.
  ///
  /// @param boot when the kernel was started, nanoseconds since 1970 UTC; 0 if unknown
  static void process(SensorEvent event, ProcessFacts facts, Accounts accounts, long boot) {
    event.put(KEY, facts.key()).put(PID, facts.tgid());
    text(event, NAME, facts.comm());
    path(event, PATH, FILE, facts.image());
    text(event, COMMAND, facts.commandLine());
    text(event, FOLDER, facts.folder());
    text(event, CONTAINER, facts.container());
    if (boot > 0 && facts.start() > 0) {
      event.putTime(MADE, boot + facts.start());
    }
    if (facts.uid() != -1) {
      long user = Integer.toUnsignedLong(facts.uid());
      event.put(USER, accounts.name(user)).put(USER_ID, Long.toString(user));
      event.put(EFFECTIVE, Integer.toUnsignedString(facts.euid()));
      event.put(GROUP, Integer.toUnsignedString(facts.gid()));
    }
    if (facts.auid() != -1) {
      event.put(LOGIN, Integer.toUnsignedString(facts.auid()));
    }
  }

  /// Writes what is known of the process that made it.
  static void parent(SensorEvent event, ProcessFacts facts, ProcessTable table) {
    if (facts.parent() <= 0) {
      return;
    }
    event.put(PARENT_PID, facts.parent());
    boolean known = table.look(facts.parent(), facts.parentStart(), made -> parent(event, made));
    if (!known && facts.parentStart() > 0) {
      event.put(PARENT_KEY, facts.parentKey());
    }
  }

  private static void parent(SensorEvent event, ProcessFacts made) {
    event.put(PARENT_KEY, made.key());
    path(event, PARENT_PATH, PARENT_FILE, made.image());
    text(event, PARENT_COMMAND, made.commandLine());
    text(event, PARENT_NAME, made.comm());
  }

  private static void text(SensorEvent event, int field, byte[] value) {
    event.put(field, value, 0, value.length);
  }

  private static void path(SensorEvent event, int whole, int last, byte[] path) {
    int name = PathBytes.lastSlash(path) + 1;
    event.put(whole, path, 0, path.length).put(last, path, name, path.length - name);
  }
}
