// SPDX-License-Identifier: Apache-2.0
package dev.shirube.sensor;

import dev.shirube.rings.Layout;
import dev.shirube.rings.RawRecord;

/// Writes the process an event is about, and the one that made it.
final class ProcessFields {
  private static final int KEY = SensorEvent.field("process.uid");
  private static final int PID = SensorEvent.field("process.pid");
  private static final int NAME = SensorEvent.field("process.name");
  private static final int PATH = SensorEvent.field("process.file.path");
  private static final int FILE = SensorEvent.field("process.file.name");
  private static final int COMMAND = SensorEvent.field("process.cmd_line");
  private static final int FOLDER = SensorEvent.field("process.working_directory");
  private static final int MADE = SensorEvent.field("process.created_time");
  private static final int USER = SensorEvent.field("process.user.name");
  private static final int USER_ID = SensorEvent.field("process.user.uid");
  private static final int EFFECTIVE = SensorEvent.field("process.user.uid_effective");
  private static final int GROUP_ID = SensorEvent.field("process.group.uid");
  private static final int EFFECTIVE_GROUP = SensorEvent.field("process.group.uid_effective");
  private static final int LOGIN = SensorEvent.field("process.auid");
  private static final int SESSION = SensorEvent.field("process.session.uid");
  private static final int TTY = SensorEvent.field("process.tty");
  private static final int CONTAINER = SensorEvent.field("process.container.uid");
  private static final int NS_PID = SensorEvent.field("process.namespace_pid");
  private static final int MOUNT_NS = SensorEvent.field("process.namespaces.mount");
  private static final int PID_NS = SensorEvent.field("process.namespaces.pid");
  private static final int NET_NS = SensorEvent.field("process.namespaces.net");
  private static final int USER_NS = SensorEvent.field("process.namespaces.user");
  private static final int CGROUP = SensorEvent.field("process.cgroup.uid");
  private static final int CGROUP_NAME = SensorEvent.field("process.cgroup.path");
  private static final int CAPABILITIES = SensorEvent.field("process.capabilities");
  private static final int ELEVATED = SensorEvent.field("process.token_elevation");

  private static final int PARENT = SensorEvent.field("process.parent_process.uid");
  private static final int PARENT_PID = SensorEvent.field("process.parent_process.pid");
  private static final int PARENT_NAME = SensorEvent.field("process.parent_process.name");
  private static final int PARENT_PATH = SensorEvent.field("process.parent_process.file.path");
  private static final int PARENT_FILE = SensorEvent.field("process.parent_process.file.name");
  private static final int PARENT_COMMAND = SensorEvent.field("process.parent_process.cmd_line");
  private static final int PARENT_FOLDER =
      SensorEvent.field("process.parent_process.working_directory");
  private static final int PARENT_USER = SensorEvent.field("process.parent_process.user.name");

  private final RecordContext context;

  ProcessFields(RecordContext context) {
    this.context = context;
  }

  /// Adds what is known of the process.
  void put(SensorEvent event, ProcessFacts facts) {
    event.put(KEY, facts.key());
    event.put(PID, facts.tgid());
    event.put(NAME, facts.comm(), 0, facts.comm().length);
    putImage(event, PATH, FILE, facts.image());
    byte[] line = facts.commandLine();
    if (facts.isCut()) {
      event.putCut(COMMAND, line, 0, line.length);
    } else {
      event.put(COMMAND, line, 0, line.length);
    }
    event.put(FOLDER, facts.folder(), 0, facts.folder().length);
    event.put(TTY, facts.tty(), 0, facts.tty().length);
    event.put(CONTAINER, facts.container(), 0, facts.container().length);
    event.putTime(MADE, context.wall(facts.start()));
    if (facts.uid() != -1) {
      byte[] user = context.accounts().name(facts.uid());
      event.put(USER, user, 0, user.length);
    }
    number(event, USER_ID, facts.uid());
    number(event, EFFECTIVE, facts.euid());
    number(event, GROUP_ID, facts.gid());
    number(event, EFFECTIVE_GROUP, facts.egid());
    number(event, LOGIN, facts.auid());
    number(event, SESSION, facts.session());
  }

  private static void number(SensorEvent event, int field, int value) {
    if (value != -1) {
      event.put(field, Integer.toUnsignedLong(value));
    }
  }

  private static void putImage(SensorEvent event, int path, int file, byte[] image) {
    int name = Texts.name(image);
    event.put(path, image, 0, image.length);
    event.put(file, image, name, image.length - name);
  }

  /// Adds what a record of a start tells beside that.
  ///
  /// @param group the name of its control group
  void putIdentity(SensorEvent event, RawRecord record, byte[] group) {
    int inside = record.i32(Layout.FORK_WHO_NS_PID);
    if (inside != record.tgid()) {
      event.put(NS_PID, inside);
    }
    event.put(MOUNT_NS, record.u32(Layout.FORK_WHO_MOUNT_NS));
    event.put(PID_NS, record.u32(Layout.FORK_WHO_PID_NS));
    event.put(NET_NS, record.u32(Layout.FORK_WHO_NET_NS));
    event.put(USER_NS, record.u32(Layout.FORK_WHO_USER_NS));
    event.put(CGROUP, record.i64(Layout.FORK_WHO_CGROUP));
    event.put(CGROUP_NAME, group, 0, group.length);
    event.put(CAPABILITIES, Long.toHexString(record.i64(Layout.FORK_WHO_CAPS)));
    if (record.has(Layout.SECURE)) {
      event.put(ELEVATED, "setid");
    }
  }

  /// Adds the process that made it.
  void putParent(SensorEvent event, ProcessFacts facts) {
    int tgid = facts.parent();
    if (tgid == 0) {
      return;
    }
    event.put(PARENT, facts.parentKey());
    event.put(PARENT_PID, tgid);
    long start = facts.parentStart();
    if (!context.table().look(tgid, start, parent -> putAsParent(event, parent))) {
      ProcessFacts found = context.source().one(tgid);
      if (found != null && isSame(found, start)) {
        context.table().put(found);
        putAsParent(event, found);
      }
    }
  }

  private void putAsParent(SensorEvent event, ProcessFacts parent) {
    event.put(PARENT_NAME, parent.comm(), 0, parent.comm().length);
    putImage(event, PARENT_PATH, PARENT_FILE, parent.image());
    event.put(PARENT_COMMAND, parent.commandLine(), 0, parent.commandLine().length);
    event.put(PARENT_FOLDER, parent.folder(), 0, parent.folder().length);
    byte[] user = context.accounts().name(parent.uid());
    event.put(PARENT_USER, user, 0, user.length);
  }

  private static boolean isSame(ProcessFacts found, long start) {
    return HostIdentity.step(found.start()) == HostIdentity.step(start);
  }
}
