// SPDX-License-Identifier: Apache-2.0
package dev.shirube.textlogs;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What the numbers and names of the audit log mean.
final class AuditNames {
  /// Fields that the kernel or a program writes in hexadecimal when their value has a space, a
  /// quote or a byte that is no printable ASCII; arguments of EXECVE belong to them too.
  private static final Set<String> ENCODED =
      Set.of(
          "acct",
          "cgroup",
          "cmd",
          "comm",
          "cwd",
          "data",
          "device",
          "dir",
          "exe",
          "file",
          "grp",
          "invalid_context",
          "key",
          "name",
          "new",
          "new-chardev",
          "new-disk",
          "new-fs",
          "new-rng",
          "ocomm",
          "old",
          "old-chardev",
          "old-disk",
          "old-fs",
          "old-rng",
          "path",
          "profile",
          "proctitle",
          "root_dir",
          "sw",
          "unit",
          "vm",
          "watch");

  private static final Map<String, String> TYPES = numberedTypes();
  private static final String[] ARCHITECTURES = {"c000003e", "40000003", "c00000b7"};
  private static final Map<String, String> CALLS = systemCalls();

  private AuditNames() {}

  static boolean isEncoded(String type, String field) {
    return ENCODED.contains(field) || isArgument(type, field);
  }

  /// Whether a field is an argument of EXECVE: a0, a1 …, or a piece of a long one, a2[0].
  static boolean isArgument(String type, String field) {
    boolean letter = type.equals("EXECVE") && field.length() > 1 && field.charAt(0) == 'a';
    int at = 1;
    while (letter && at < field.length() && Ascii.isDigit(field.charAt(at))) {
      at++;
    }
    return letter && at > 1 && (at == field.length() || field.charAt(at) == '[');
  }

  /// The name of a record type that is spelled as a number (`1400`, `UNKNOWN[1334]`), or null.
  static @Nullable String type(String spelled) {
    int from = spelled.startsWith("UNKNOWN[") ? "UNKNOWN[".length() : 0;
    int to = from > 0 && spelled.endsWith("]") ? spelled.length() - 1 : spelled.length();
    return TYPES.get(spelled.substring(from, Math.max(from, to)));
  }

  /// The name of a system call by the architecture's and its own number, or null.
  static @Nullable String call(String architecture, String number) {
    return CALLS.get(architecture + ' ' + number);
  }

  private static Map<String, String> systemCalls() {
    Map<String, String> calls = new HashMap<>(2_048);
    try (InputStream table = AuditNames.class.getResourceAsStream("syscalls.tsv")) {
      if (table == null) {
        throw new IllegalStateException("syscalls.tsv is missing");
      }
      BufferedReader lines =
          new BufferedReader(new InputStreamReader(table, StandardCharsets.UTF_8));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        addCall(line, calls);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Map.copyOf(calls);
  }

  private static void addCall(String line, Map<String, String> calls) {
    if (line.startsWith("#")) {
      return;
    }
    int at = line.indexOf('\t');
    String name = line.substring(0, at);
    for (String architecture : ARCHITECTURES) {
      int end = line.indexOf('\t', at + 1);
      String number = line.substring(at + 1, end < 0 ? line.length() : end);
      calls.put(architecture + ' ' + number, name);
      at = end;
    }
  }

  private static Map<String, String> numberedTypes() {
    Map<String, String> types = new HashMap<>();
    add(types, 1005, "USER LOGIN");
    add(
        types,
        1100,
        "USER_AUTH USER_ACCT USER_MGMT CRED_ACQ CRED_DISP USER_START USER_END USER_AVC"
            + " USER_CHAUTHTOK USER_ERR CRED_REFR USYS_CONFIG USER_LOGIN USER_LOGOUT ADD_USER"
            + " DEL_USER ADD_GROUP DEL_GROUP DAC_CHECK CHGRP_ID TEST TRUSTED_APP USER_SELINUX_ERR"
            + " USER_CMD USER_TTY CHUSER_ID GRP_AUTH SYSTEM_BOOT SYSTEM_SHUTDOWN SYSTEM_RUNLEVEL"
            + " SERVICE_START SERVICE_STOP GRP_MGMT GRP_CHAUTHTOK MAC_CHECK ACCT_LOCK ACCT_UNLOCK"
            + " USER_DEVICE SOFTWARE_UPDATE");
    add(types, 1200, "DAEMON_START DAEMON_END DAEMON_ABORT DAEMON_CONFIG");
    add(
        types,
        1300,
        "SYSCALL - PATH IPC SOCKETCALL CONFIG_CHANGE SOCKADDR CWD - EXECVE - IPC_SET_PERM"
            + " MQ_OPEN MQ_SENDRECV MQ_NOTIFY MQ_GETSETATTR KERNEL_OTHER FD_PAIR OBJ_PID TTY EOE"
            + " BPRM_FCAPS CAPSET MMAP NETFILTER_PKT NETFILTER_CFG SECCOMP PROCTITLE FEATURE_CHANGE"
            + " REPLACE KERN_MODULE FANOTIFY TIME_INJOFFSET TIME_ADJNTPVAL BPF EVENT_LISTENER URINGOP"
            + " OPENAT2 DM_CTRL DM_EVENT");
    add(types, 1400, "AVC SELINUX_ERR AVC_PATH MAC_POLICY_LOAD MAC_STATUS MAC_CONFIG_CHANGE");
    add(types, 1700, "ANOM_PROMISCUOUS ANOM_ABEND ANOM_LINK ANOM_CREAT");
    add(
        types,
        1800,
        "INTEGRITY_DATA INTEGRITY_METADATA INTEGRITY_STATUS INTEGRITY_HASH"
            + " INTEGRITY_PCR INTEGRITY_RULE INTEGRITY_EVM_XATTR INTEGRITY_POLICY_RULE");
    return Map.copyOf(types);
  }

  private static void add(Map<String, String> types, int first, String names) {
    int number = first;
    int from = 0;
    while (from < names.length()) {
      int space = names.indexOf(' ', from);
      int to = space < 0 ? names.length() : space;
      if (to > from + 1) {
        types.put(Integer.toString(number), names.substring(from, to));
      }
      number++;
      from = to + 1;
    }
  }
}
