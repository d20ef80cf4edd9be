// SPDX-License-Identifier: Apache-2.0
package dev.shirube.watch;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// One line of /proc/PID/mountinfo (proc(5)): where a part of a file system can be reached.
///
/// @param device the file system's device as the kernel spells it, such as 254:0
/// @param root which folder of the file system can be reached here
/// @param point where it can be reached, in the bytes the kernel has
/// @param type the kind of file system, such as ext4
/// @param source what is mounted, such as /dev/sda1
/// @param options the mount's own, such as rw,nosuid
record Mount(String device, String root, byte[] point, String type, String source, String options) {
  private static final int MOST = 1 << 16;

  // What these hold is made up by the kernel as it is asked for: nothing of it is a file.
  private static final Set<String> UNREAL =
      Set.of(
          "proc",
          "sysfs",
          "devpts",
          "cgroup",
          "cgroup2",
          "bpf",
          "tracefs",
          "debugfs",
          "mqueue",
          "securityfs",
          "pstore",
          "configfs",
          "fusectl",
          "hugetlbfs",
          "efivarfs",
          "nsfs",
          "binfmt_misc",
          "rpc_pipefs",
          "autofs",
          "selinuxfs",
          "smackfs");

  // To ask these is to ask another machine or program, which may never answer.
  private static final Set<String> REMOTE =
      Set.of("nfs", "nfs4", "cifs", "smb3", "smbfs", "ceph", "9p", "afs", "coda", "gfs2", "ocfs2");

  /// Whether it holds files at all.
  boolean holdsFiles() {
    return !UNREAL.contains(type);
  }

  /// Whether somebody else may let us wait for it.
  boolean isRemote() {
    return REMOTE.contains(type) || type.equals("fuse") || type.startsWith("fuse.");
  }

  /// Where it can be reached, as text.
  String pointText() {
    return new String(point, StandardCharsets.UTF_8);
  }

  /// The mounts of a file; lines that are none are passed over.
  static List<Mount> parse(byte[] mountinfo) {
    List<Mount> mounts = new ArrayList<>();
    int from = 0;
    while (from < mountinfo.length && mounts.size() < MOST) {
      int to = from;
      while (to < mountinfo.length && mountinfo[to] != '\n') {
        to++;
      }
      Mount mount = line(mountinfo, from, to);
      if (mount != null) {
        mounts.add(mount);
      }
      from = to + 1;
    }
    return mounts;
  }

  // 36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue
  private static @Nullable Mount line(byte[] bytes, int from, int to) {
    List<byte[]> words = new ArrayList<>();
    int at = from;
    while (at < to) {
      int end = at;
      while (end < to && bytes[end] != ' ') {
        end++;
      }
      words.add(unescaped(bytes, at, end));
      at = end + 1;
    }
    int dash = 6;
    while (dash < words.size() && !text(words.get(dash)).equals("-")) {
      dash++;
    }
    if (dash + 2 >= words.size()) {
      return null;
    }
    return new Mount(
        text(words.get(2)),
        text(words.get(3)),
        words.get(4),
        text(words.get(dash + 1)),
        text(words.get(dash + 2)),
        text(words.get(5)));
  }

  // Blanks, tabs, line ends and backslashes are spelled as three octal digits.
  private static byte[] unescaped(byte[] bytes, int from, int to) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(to - from);
    int at = from;
    while (at < to) {
      if (bytes[at] == '\\' && at + 3 < to && octal(bytes, at + 1)) {
        out.write((bytes[at + 1] - '0') << 6 | (bytes[at + 2] - '0') << 3 | (bytes[at + 3] - '0'));
        at += 4;
      } else {
        out.write(bytes[at++]);
      }
    }
    return out.toByteArray();
  }

  private static boolean octal(byte[] bytes, int at) {
    for (int index = at; index < at + 3; index++) {
      if (bytes[index] < '0' || bytes[index] > '7') {
        return false;
      }
    }
    return true;
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
