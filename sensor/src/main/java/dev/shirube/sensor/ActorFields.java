// SPDX-License-Identifier: Apache-2.0
package dev.shirube.sensor;

import dev.shirube.rings.RawRecord;

/// Writes who did it: what is known of a process, as fields of an event about something else.
final class ActorFields {
  private static final int PID = SensorEvent.field("actor.process.pid");
  private static final int KEY = SensorEvent.field("actor.process.uid");
  private static final int NAME = SensorEvent.field("actor.process.name");
  private static final int PATH = SensorEvent.field("actor.process.file.path");
  private static final int FILE = SensorEvent.field("actor.process.file.name");
  private static final int COMMAND = SensorEvent.field("actor.process.cmd_line");
  private static final int FOLDER = SensorEvent.field("actor.process.working_directory");
  private static final int CONTAINER = SensorEvent.field("actor.process.container.uid");
  private static final int LOGIN = SensorEvent.field("actor.process.auid");
  private static final int PARENT = SensorEvent.field("actor.process.parent_process.uid");
  private static final int PARENT_PID = SensorEvent.field("actor.process.parent_process.pid");
  private static final int PARENT_PATH =
      SensorEvent.field("actor.process.parent_process.file.path");
  private static final int PARENT_COMMAND =
      SensorEvent.field("actor.process.parent_process.cmd_line");
  private static final int USER = SensorEvent.field("actor.user.name");
  private static final int USER_ID = SensorEvent.field("actor.user.uid");

  private final ProcessTable table;
  private final ProcessSource source;
  private final Accounts accounts;

  ActorFields(ProcessTable table, ProcessSource source, Accounts accounts) {
    this.table = table;
    this.source = source;
    this.accounts = accounts;
  }

  /// Adds the process of a record; nothing if the record does not know it.
  ///
  /// @param uid the account it did it with
  /// @param comm the short name it did it under
  void put(SensorEvent event, RawRecord record, int uid, byte[] comm) {
    int tgid = record.tgid();
    if (tgid == 0) {
      return;
    }
    event.put(PID, tgid);
    event.put(NAME, comm, 0, comm.length);
    event.put(USER_ID, Integer.toUnsignedLong(uid));
    byte[] user = accounts.name(uid);
    event.put(USER, user, 0, user.length);
    if (!table.look(tgid, record.start(), facts -> put(event, facts))) {
      ask(event, tgid, record.start());
    }
  }

  // It was there before this was, or fell out of the table.
  private void ask(SensorEvent event, int tgid, long start) {
    ProcessFacts found = source.one(tgid);
    if (found != null && isSame(found, start)) {
      table.put(found);
      put(event, found);
    } else {
      ProcessFacts unknown = new ProcessFacts(tgid, start);
      table.put(unknown);
      event.put(KEY, unknown.key());
    }
  }

  private void put(SensorEvent event, ProcessFacts facts) {
    event.put(KEY, facts.key());
    byte[] image = facts.image();
    int name = Texts.name(image);
    event.put(PATH, image, 0, image.length);
    event.put(FILE, image, name, image.length - name);
    byte[] line = facts.commandLine();
    event.put(COMMAND, line, 0, line.length);
    byte[] folder = facts.folder();
    event.put(FOLDER, folder, 0, folder.length);
    byte[] container = facts.container();
    event.put(CONTAINER, container, 0, container.length);
    if (facts.auid() != -1) {
      event.put(LOGIN, Integer.toUnsignedLong(facts.auid()));
    }
    if (facts.parent() != 0) {
      event.put(PARENT, facts.parentKey());
      event.put(PARENT_PID, facts.parent());
      boolean _ =
          table.look(facts.parent(), facts.parentStart(), parent -> putParent(event, parent));
    }
  }

  private static void putParent(SensorEvent event, ProcessFacts parent) {
    byte[] image = parent.image();
    event.put(PARENT_PATH, image, 0, image.length);
    byte[] line = parent.commandLine();
    event.put(PARENT_COMMAND, line, 0, line.length);
  }

  private static boolean isSame(ProcessFacts found, long start) {
    return HostIdentity.step(found.start()) == HostIdentity.step(start);
  }
}
