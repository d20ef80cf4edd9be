// SPDX-License-Identifier: Apache-2.0
package dev.shirube.sensor;

import dev.shirube.event.ProcessKey;

/// What is known of one process of this host. Texts are bytes as the kernel has them, which are
/// usually but not always UTF-8; what is not known is empty, 0, or -1 for numbers of accounts.
///
/// Belongs to a {@link ProcessTable} once it was put there, and is looked at under its lock.
public final class ProcessFacts {
  private static final byte[] NOTHING = {};

  private final int tgid;
  private final long start;
  private int parent;
  private long parentStart;
  private ProcessKey key = new ProcessKey(0, 0);
  private ProcessKey parentKey = new ProcessKey(0, 0);
  private byte[] image = NOTHING;
  private byte[] commandLine = NOTHING;
  private byte[] folder = NOTHING;
  private byte[] comm = NOTHING;
  private byte[] tty = NOTHING;
  private byte[] container = NOTHING;
  private int uid = -1;
  private int euid = -1;
  private int gid = -1;
  private int egid = -1;
  private int auid = -1;
  private int session = -1;
  private boolean cut;

  /// @param tgid the process id
  /// @param start when it was made, nanoseconds of the clock that counts from the kernel's start
  public ProcessFacts(int tgid, long start) {
    this.tgid = tgid;
    this.start = start;
  }

  /// The process id.
  public int tgid() {
    return tgid;
  }

  /// When it was made, nanoseconds of the clock that counts from the kernel's start.
  public long start() {
    return start;
  }

  /// The process id of the process that made it.
  public int parent() {
    return parent;
  }

  /// When the process that made it was made.
  public long parentStart() {
    return parentStart;
  }

  /// Its key; zeros before it is in a table.
  public ProcessKey key() {
    return key;
  }

  /// The key of the process that made it; zeros before it is in a table.
  public ProcessKey parentKey() {
    return parentKey;
  }

  void keys(ProcessKey own, ProcessKey parents) {
    key = own;
    parentKey = parents;
  }

  /// Tells who made it.
  public ProcessFacts madeBy(int parentTgid, long parentStartNanos) {
    parent = parentTgid;
    parentStart = parentStartNanos;
    return this;
  }

  /// The path of its program.
  public byte[] image() {
    return image;
  }

  /// Tells the path of its program.
  public ProcessFacts image(byte[] path) {
    image = path;
    return this;
  }

  /// Its command line, the arguments with a blank between.
  public byte[] commandLine() {
    return commandLine;
  }

  /// Whether the command line was longer than what is kept.
  public boolean isCut() {
    return cut;
  }

  /// Tells its command line.
  public ProcessFacts commandLine(byte[] text, boolean wasCut) {
    commandLine = text;
    cut = wasCut;
    return this;
  }

  /// The folder it was in when its program was started.
  public byte[] folder() {
    return folder;
  }

  /// Tells the folder.
  public ProcessFacts folder(byte[] path) {
    folder = path;
    return this;
  }

  /// Its short name, which it can change.
  public byte[] comm() {
    return comm;
  }

  /// Tells its short name.
  public ProcessFacts comm(byte[] name) {
    comm = name;
    return this;
  }

  /// Its terminal, such as pts/0.
  public byte[] tty() {
    return tty;
  }

  /// Tells its terminal.
  public ProcessFacts tty(byte[] name) {
    tty = name;
    return this;
  }

  /// The id of the container it is in, if its control group is named by one.
  public byte[] container() {
    return container;
  }

  /// Tells its container.
  public ProcessFacts container(byte[] id) {
    container = id;
    return this;
  }

  public int uid() {
    return uid;
  }

  public int euid() {
    return euid;
  }

  public int gid() {
    return gid;
  }

  public int egid() {
    return egid;
  }

  /// Tells its accounts: the real ones and the effective ones.
  public ProcessFacts accounts(int user, int effectiveUser, int group, int effectiveGroup) {
    uid = user;
    euid = effectiveUser;
    gid = group;
    egid = effectiveGroup;
    return this;
  }

  /// The account that logged in before it came to be, or -1.
  public int auid() {
    return auid;
  }

  /// The session of that login, or -1.
  public int session() {
    return session;
  }

  /// Tells of the login.
  public ProcessFacts login(int user, int number) {
    auid = user;
    session = number;
    return this;
  }

  /// Takes over what a process has from the one that made it.
  void inherit(ProcessFacts from) {
    image = from.image;
    commandLine = from.commandLine;
    cut = from.cut;
    folder = from.folder;
  }
}
