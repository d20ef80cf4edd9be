// SPDX-License-Identifier: Apache-2.0
package dev.shirube.rings;

/// Where things lie in the records of the kernel's programs: what layout.h says, again. A test
/// compares both.
public final class Layout {
  // Kinds of records.
  public static final int SELF_TEST = 1;
  public static final int FORK = 2;
  public static final int EXEC = 3;
  public static final int EXIT = 4;
  public static final int OPEN = 5;
  public static final int CLOSE = 6;
  public static final int TRAFFIC = 7;
  public static final int FAIL = 8;
  public static final int LISTEN = 9;
  public static final int BIND = 10;
  public static final int DNS = 11;
  public static final int CALL = 12;
  public static final int RAW_SOCKET = 13;

  public static final int ARGV_CUT = 1;
  public static final int PATH_CUT = 2;
  public static final int CWD_CUT = 4;
  public static final int ARGV_MISSING = 8;
  public static final int DELETED = 16;
  public static final int MEMORY = 32;
  public static final int COMPAT = 64;
  public static final int SECURE = 128;
  public static final int INBOUND = 256;
  public static final int LISTENER = 512;
  public static final int ANSWER = 1024;
  public static final int MIXED = 2048;
  public static final int TEXT_CUT = 4096;

  public static final int HEAD_FLAGS = 2;
  public static final int HEAD_LENGTH = 4;
  public static final int HEAD_TIME = 8;
  public static final int HEAD_TGID = 16;
  public static final int HEAD_TID = 20;
  public static final int HEAD_START = 24;
  public static final int HEAD_BYTES = 32;

  public static final int FORK_WHO_PARENT_START = 32;
  public static final int FORK_WHO_PARENT = 40;
  public static final int FORK_WHO_UID = 44;
  public static final int FORK_WHO_EUID = 48;
  public static final int FORK_WHO_GID = 52;
  public static final int FORK_WHO_EGID = 56;
  public static final int FORK_WHO_AUID = 60;
  public static final int FORK_WHO_SESSION = 64;
  public static final int FORK_WHO_MOUNT_NS = 68;
  public static final int FORK_WHO_PID_NS = 72;
  public static final int FORK_WHO_NET_NS = 76;
  public static final int FORK_WHO_USER_NS = 80;
  public static final int FORK_WHO_NS_PID = 84;
  public static final int FORK_WHO_CAPS = 88;
  public static final int FORK_WHO_CGROUP = 96;
  public static final int FORK_WHO_COMM = 104;
  public static final int FORK_WHO_TTY = 120;
  public static final int FORK_BYTES = 136;

  public static final int EXEC_INODE = 136;
  public static final int EXEC_CTIME = 144;
  public static final int EXEC_DEVICE = 152;
  public static final int EXEC_LINKS = 156;
  public static final int EXEC_ARGV_TOTAL = 160;
  public static final int EXEC_ARGV_LENGTH = 164;
  public static final int EXEC_PATH_LENGTH = 166;
  public static final int EXEC_CWD_LENGTH = 168;
  public static final int EXEC_NAME_LENGTH = 170;
  public static final int EXEC_INTERP_LENGTH = 172;
  public static final int EXEC_GROUP_LENGTH = 174;
  public static final int EXEC_BYTES = 176;

  public static final int EXIT_CODE = 32;
  public static final int EXIT_UID = 36;
  public static final int EXIT_COMM = 40;
  public static final int EXIT_BYTES = 56;

  public static final int CONNECTION_COOKIE = 32;
  public static final int CONNECTION_OPENED = 40;
  public static final int CONNECTION_OUT = 48;
  public static final int CONNECTION_IN = 56;
  public static final int CONNECTION_UID = 64;
  public static final int CONNECTION_LOCAL_PORT = 68;
  public static final int CONNECTION_REMOTE_PORT = 70;
  public static final int CONNECTION_LOCAL = 72;
  public static final int CONNECTION_REMOTE = 88;
  public static final int CONNECTION_FAMILY = 104;
  public static final int CONNECTION_PROTOCOL = 105;
  public static final int CONNECTION_STATE = 106;
  public static final int CONNECTION_TYPE = 107;
  public static final int CONNECTION_ERROR = 108;
  public static final int CONNECTION_COMM = 112;
  public static final int CONNECTION_BYTES = 128;

  public static final int DNS_MESSAGE_LENGTH = 128;
  public static final int DNS_MESSAGE_TOTAL = 130;
  public static final int DNS_BYTES = 136;

  public static final int CALL_RESULT = 32;
  public static final int CALL_ARGUMENT = 40;
  public static final int CALL_NUMBER = 88;
  public static final int CALL_UID = 92;
  public static final int CALL_TEXT_LENGTH = 96;
  public static final int CALL_EUID = 100;
  public static final int CALL_COMM = 104;
  public static final int CALL_BYTES = 120;

  public static final int PEER_KEY_REMOTE = 8;
  public static final int PEER_KEY_REMOTE_PORT = 24;
  public static final int PEER_KEY_LOCAL_PORT = 26;
  public static final int PEER_KEY_FAMILY = 28;

  public static final int PEER_START = 0;
  public static final int PEER_TGID = 8;
  public static final int PEER_UID = 12;
  public static final int PEER_OPENED = 16;
  public static final int PEER_LAST = 24;
  public static final int PEER_OUT = 40;
  public static final int PEER_IN = 48;
  public static final int PEER_LOCAL = 56;
  public static final int PEER_COMM = 72;
  public static final int PEER_FLAGS = 88;
  public static final int PEER_BYTES = 96;

  private Layout() {}
}
