// SPDX-License-Identifier: Apache-2.0
package dev.shirube.sensor;

import dev.shirube.event.EventClass;
import dev.shirube.rings.Layout;
import dev.shirube.rings.RawRecord;

/// Makes events of records about processes, and keeps the table of them.
final class ProcessRecords {
  private static final int LAUNCH = 1;
  private static final int TERMINATE = 2;
  private static final int OTHER = 99;
  private static final int SIGNAL_BITS = 0x7f;

  private static final int DEVICE_ID = SensorEvent.field("process.file.uid");
  private static final int CHANGED = SensorEvent.field("process.file.changed_time");
  private static final int DELETED = SensorEvent.field("process.file.is_deleted");
  private static final int IN_MEMORY = SensorEvent.field("process.file.is_in_memory");
  private static final int ARGUMENT = SensorEvent.field("process.cmd_args");
  private static final int SCRIPT = SensorEvent.field("process.script.path");
  private static final int ACTIVITY = SensorEvent.field("activity_name");
  private static final int CODE = SensorEvent.field("process.exit_code");
  private static final int SIGNAL = SensorEvent.field("process.exit_signal");
  private static final int ENDED = SensorEvent.field("process.terminated_time");
  private static final int IS_32BIT = SensorEvent.field("process.is_32bit");
  private static final int PREEXISTING = SensorEvent.field("process.is_preexisting");

  private final RecordContext context;
  private final ProcessFields fields;

  ProcessRecords(RecordContext context) {
    this.context = context;
    fields = new ProcessFields(context);
  }

  /// Another process was made.
  void fork(RawRecord record) {
    ProcessFacts child = facts(record);
    context.table().fork(child);
    SensorEvent event =
        context.begin(EventClass.PROCESS_ACTIVITY, OTHER, record.i64(Layout.HEAD_TIME), false);
    event.put(ACTIVITY, "fork");
    fields.put(event, child);
    fields.putParent(event, child);
  }

  /// A process runs another program from now on.
  void exec(RawRecord record) {
    ProcessFacts facts = facts(record);
    // Who made it is who forked it, even if that is gone and another one is its parent by now.
    boolean _ =
        context
            .table()
            .look(
                facts.tgid(),
                facts.start(),
                before -> facts.madeBy(before.parent(), before.parentStart()));
    int at = Layout.EXEC_BYTES;
    byte[] argv = record.bytes(at, record.u16(Layout.EXEC_ARGV_LENGTH));
    at += record.u16(Layout.EXEC_ARGV_LENGTH);
    byte[] path = record.bytes(at, record.u16(Layout.EXEC_PATH_LENGTH));
    at += record.u16(Layout.EXEC_PATH_LENGTH);
    byte[] folder = record.bytes(at, record.u16(Layout.EXEC_CWD_LENGTH));
    at += record.u16(Layout.EXEC_CWD_LENGTH);
    byte[] name = record.text(at, record.u16(Layout.EXEC_NAME_LENGTH));
    at += record.u16(Layout.EXEC_NAME_LENGTH);
    boolean script = record.u16(Layout.EXEC_INTERP_LENGTH) > 0;
    at += record.u16(Layout.EXEC_INTERP_LENGTH);
    byte[] group = record.text(at, record.u16(Layout.EXEC_GROUP_LENGTH));
    facts
        .image(Texts.path(path, !record.has(Layout.PATH_CUT)))
        .folder(Texts.path(folder, !record.has(Layout.CWD_CUT)))
        .commandLine(Texts.commandLine(argv), record.has(Layout.ARGV_CUT))
        .container(Texts.container(group));
    context.table().put(facts);
    SensorEvent event =
        context.begin(EventClass.PROCESS_ACTIVITY, LAUNCH, record.i64(Layout.HEAD_TIME), false);
    fields.put(event, facts);
    fields.putIdentity(event, record, group);
    fields.putParent(event, facts);
    putFile(event, record);
    putArguments(event, argv, record.has(Layout.ARGV_CUT));
    if (script) {
      byte[] whole = Texts.resolve(facts.folder(), name);
      event.put(SCRIPT, whole, 0, whole.length);
    }
    if (event.wasCut() || record.has(Layout.PATH_CUT | Layout.CWD_CUT)) {
      context.cut();
    }
  }

  private void putFile(SensorEvent event, RawRecord record) {
    long device = record.u32(Layout.EXEC_DEVICE);
    String id = (device >>> 20) + ":" + (device & 0xf_ffff) + ":" + record.i64(Layout.EXEC_INODE);
    event.put(DEVICE_ID, id);
    long changed = record.i64(Layout.EXEC_CTIME);
    if (changed > 0) {
      event.putTime(CHANGED, changed);
      long numbers = ((device >>> 20) << 32) | (device & 0xf_ffff);
      context.source().putHashes(event, numbers, record.i64(Layout.EXEC_INODE), changed);
    }
    if (record.has(Layout.DELETED)) {
      event.put(DELETED, true);
    }
    if (record.has(Layout.MEMORY)) {
      event.put(IN_MEMORY, true);
    }
    if (record.has(Layout.COMPAT)) {
      event.put(IS_32BIT, true);
    }
  }

  // Where an argument has a blank of its own, the command line does not tell where it ends.
  private static void putArguments(SensorEvent event, byte[] argv, boolean cut) {
    boolean unclear = false;
    int end = argv.length > 0 && argv[argv.length - 1] == 0 ? argv.length - 1 : argv.length;
    for (int index = 0; index < end; index++) {
      unclear |= argv[index] == ' ' || (argv[index] == 0 && (index == 0 || argv[index - 1] == 0));
    }
    int element = 0;
    for (int from = 0; unclear && from <= end; ) {
      int to = from;
      while (to < end && argv[to] != 0) {
        to++;
      }
      event.putElement(ARGUMENT, ++element, argv, from, to - from, cut && to == end);
      from = to + 1;
    }
  }

  /// A process ended.
  void exit(RawRecord record) {
    SensorEvent event =
        context.begin(EventClass.PROCESS_ACTIVITY, TERMINATE, record.i64(Layout.HEAD_TIME), false);
    int tgid = record.tgid();
    ProcessFacts unknown = new ProcessFacts(tgid, record.start());
    unknown.comm(record.text(Layout.EXIT_COMM, 16));
    int uid = record.i32(Layout.EXIT_UID);
    unknown.accounts(uid, uid, -1, -1);
    boolean known =
        context
            .table()
            .look(
                tgid,
                record.start(),
                facts -> {
                  fields.put(event, facts);
                  fields.putParent(event, facts);
                });
    if (!known) {
      context.table().put(unknown);
      fields.put(event, unknown);
    }
    int code = record.i32(Layout.EXIT_CODE);
    event.put(CODE, (code >>> 8) & 0xff);
    if ((code & SIGNAL_BITS) != 0) {
      event.put(SIGNAL, code & SIGNAL_BITS);
    }
    event.putTime(ENDED, context.wall(record.i64(Layout.HEAD_TIME)));
    context.table().exit(tgid, record.start());
  }

  /// A process was there already.
  ///
  /// @param now the time to tell, the kernel's clock
  void preexisting(ProcessFacts facts, long now) {
    context.table().put(facts);
    SensorEvent event = context.begin(EventClass.PROCESS_ACTIVITY, OTHER, now, false);
    event.put(ACTIVITY, "running");
    event.put(PREEXISTING, true);
    fields.put(event, facts);
    fields.putParent(event, facts);
  }

  private static ProcessFacts facts(RawRecord record) {
    return new ProcessFacts(record.tgid(), record.start())
        .madeBy(record.i32(Layout.FORK_WHO_PARENT), record.i64(Layout.FORK_WHO_PARENT_START))
        .accounts(
            record.i32(Layout.FORK_WHO_UID),
            record.i32(Layout.FORK_WHO_EUID),
            record.i32(Layout.FORK_WHO_GID),
            record.i32(Layout.FORK_WHO_EGID))
        .login(record.i32(Layout.FORK_WHO_AUID), record.i32(Layout.FORK_WHO_SESSION))
        .comm(record.text(Layout.FORK_WHO_COMM, 16))
        .tty(record.text(Layout.FORK_WHO_TTY, 16));
  }
}
