// SPDX-License-Identifier: Apache-2.0
package dev.shirube.sensor;

/// Where things lie in the records of the kernel's programs: what records.h says, again. A test
/// compares both.
final class Layout {
  static final int SELF_TEST = 1;
  static final int FORK = 2;
  static final int EXEC = 3;
  static final int EXIT = 4;
  static final int OPEN = 5;
  static final int CLOSE = 6;
  static final int TRAFFIC = 7;
  static final int FAIL = 8;
  static final int LISTEN = 9;
  static final int BIND = 10;
  static final int DNS = 11;
  static final int CALL = 12;
  static final int RAW_SOCKET = 13;

  static final int ARGV_CUT = 1;
  static final int PATH_CUT = 2;
  static final int CWD_CUT = 4;
  static final int ARGV_MISSING = 8;
  static final int DELETED = 16;
  static final int MEMORY = 32;
  static final int COMPAT = 64;
  static final int SECURE = 128;
  static final int INBOUND = 256;
  static final int LISTENER = 512;
  static final int ANSWER = 1024;
  static final int MIXED = 2048;

  static final int HEAD_FLAGS = 2;
  static final int HEAD_LENGTH = 4;
  static final int HEAD_TIME = 8;
  static final int HEAD_TGID = 16;
  static final int HEAD_TID = 20;
  static final int HEAD_START = 24;
  static final int HEAD_BYTES = 32;

  static final int FORK_WHO_PARENT_START = 32;
  static final int FORK_WHO_PARENT = 40;
  static final int FORK_WHO_UID = 44;
  static final int FORK_WHO_EUID = 48;
  static final int FORK_WHO_GID = 52;
  static final int FORK_WHO_EGID = 56;
  static final int FORK_WHO_AUID = 60;
  static final int FORK_WHO_SESSION = 64;
  static final int FORK_WHO_MOUNT_NS = 68;
  static final int FORK_WHO_PID_NS = 72;
  static final int FORK_WHO_NET_NS = 76;
  static final int FORK_WHO_USER_NS = 80;
  static final int FORK_WHO_NS_PID = 84;
  static final int FORK_WHO_CAPS = 88;
  static final int FORK_WHO_CGROUP = 96;
  static final int FORK_WHO_COMM = 104;
  static final int FORK_WHO_TTY = 120;
  static final int FORK_BYTES = 136;

  static final int EXEC_INODE = 136;
  static final int EXEC_CTIME = 144;
  static final int EXEC_DEVICE = 152;
  static final int EXEC_LINKS = 156;
  static final int EXEC_ARGV_TOTAL = 160;
  static final int EXEC_ARGV_LENGTH = 164;
  static final int EXEC_PATH_LENGTH = 166;
  static final int EXEC_CWD_LENGTH = 168;
  static final int EXEC_NAME_LENGTH = 170;
  static final int EXEC_INTERP_LENGTH = 172;
  static final int EXEC_GROUP_LENGTH = 174;
  static final int EXEC_BYTES = 176;

  static final int EXIT_CODE = 32;
  static final int EXIT_UID = 36;
  static final int EXIT_COMM = 40;
  static final int EXIT_BYTES = 56;

  static final int CONNECTION_COOKIE = 32;
  static final int CONNECTION_OPENED = 40;
  static final int CONNECTION_OUT = 48;
  static final int CONNECTION_IN = 56;
  static final int CONNECTION_UID = 64;
  static final int CONNECTION_LOCAL_PORT = 68;
  static final int CONNECTION_REMOTE_PORT = 70;
  static final int CONNECTION_LOCAL = 72;
  static final int CONNECTION_REMOTE = 88;
  static final int CONNECTION_FAMILY = 104;
  static final int CONNECTION_PROTOCOL = 105;
  static final int CONNECTION_STATE = 106;
  static final int CONNECTION_TYPE = 107;
  static final int CONNECTION_ERROR = 108;
  static final int CONNECTION_COMM = 112;
  static final int CONNECTION_BYTES = 128;

  static final int DNS_MESSAGE_LENGTH = 128;
  static final int DNS_MESSAGE_TOTAL = 130;
  static final int DNS_BYTES = 136;

  static final int CALL_RESULT = 32;
  static final int CALL_ARGUMENT = 40;
  static final int CALL_NUMBER = 88;
  static final int CALL_UID = 92;
  static final int CALL_TEXT_LENGTH = 96;
  static final int CALL_EUID = 100;
  static final int CALL_COMM = 104;
  static final int CALL_BYTES = 120;

  private Layout() {}
}
