// SPDX-License-Identifier: Apache-2.0
package dev.shirube.sensor;

import dev.shirube.event.EventClass;
import dev.shirube.rings.Layout;
import dev.shirube.rings.RawRecord;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Makes events of records about calls of the kernel.
final class CallRecords {
  /// What is told of a call, and as which class; bits as calls.bpf.c names them.
  ///
  /// @param name the name of the call
  /// @param number of the call in 64-bit programs, -1 if they have none
  /// @param number32 of the call in 32-bit programs, -1 if they have none
  /// @param bits what is told
  /// @param eventClass as what
  /// @param activity OCSF's activity_id
  private record Known(
      String name, int number, int number32, int bits, EventClass eventClass, int activity) {}

  private static final int TELL = 1;
  private static final int ONLY_FAILED = 2 | TELL;
  private static final int ONLY_DONE = 4 | TELL;
  private static final int TEXT_0 = 8;
  private static final int TEXT_1 = 16;
  private static final int TEXT_2 = 32;
  private static final int URGENT = 64;
  private static final int MEMORY_FILE = 128;
  private static final int OTHER = 99;
  private static final int COMPAT_FROM = 512;

  private static final List<Known> CALLS =
      List.of(
          new Known("execve", 59, 11, ONLY_FAILED | TEXT_0, EventClass.PROCESS_ACTIVITY, OTHER),
          new Known("execveat", 322, 358, ONLY_FAILED | TEXT_1, EventClass.PROCESS_ACTIVITY, OTHER),
          new Known("ptrace", 101, 26, TELL | URGENT, EventClass.PROCESS_ACTIVITY, 3),
          new Known("process_vm_readv", 310, 347, TELL | URGENT, EventClass.PROCESS_ACTIVITY, 3),
          new Known("process_vm_writev", 311, 348, TELL | URGENT, EventClass.PROCESS_ACTIVITY, 4),
          new Known("setuid", 105, 213, ONLY_DONE, EventClass.PROCESS_ACTIVITY, 5),
          new Known("setgid", 106, 214, ONLY_DONE, EventClass.PROCESS_ACTIVITY, 5),
          new Known("setreuid", 113, 203, ONLY_DONE, EventClass.PROCESS_ACTIVITY, 5),
          new Known("setregid", 114, 204, ONLY_DONE, EventClass.PROCESS_ACTIVITY, 5),
          new Known("setresuid", 117, 208, ONLY_DONE, EventClass.PROCESS_ACTIVITY, 5),
          new Known("setresgid", 119, 210, ONLY_DONE, EventClass.PROCESS_ACTIVITY, 5),
          new Known(
              "memfd_create", 319, 356, TELL | TEXT_0 | URGENT, EventClass.MEMORY_ACTIVITY, OTHER),
          new Known(
              "mount", 165, 21, TELL | TEXT_0 | TEXT_1 | TEXT_2, EventClass.KERNEL_ACTIVITY, OTHER),
          new Known("umount2", 166, 52, TELL | TEXT_0, EventClass.KERNEL_ACTIVITY, OTHER),
          new Known("bpf", 321, 357, TELL | URGENT, EventClass.KERNEL_ACTIVITY, OTHER),
          new Known(
              "init_module",
              175,
              128,
              TELL | TEXT_2 | URGENT,
              EventClass.KERNEL_EXTENSION_ACTIVITY,
              1),
          new Known(
              "finit_module",
              313,
              350,
              TELL | TEXT_1 | URGENT,
              EventClass.KERNEL_EXTENSION_ACTIVITY,
              1),
          new Known(
              "delete_module",
              176,
              129,
              TELL | TEXT_0 | URGENT,
              EventClass.KERNEL_EXTENSION_ACTIVITY,
              2),
          new Known("io_uring_setup", 425, 425, TELL | URGENT, EventClass.KERNEL_ACTIVITY, OTHER),
          new Known("clock_settime", 227, 264, TELL | URGENT, EventClass.KERNEL_ACTIVITY, OTHER),
          new Known("settimeofday", 164, 79, TELL | URGENT, EventClass.KERNEL_ACTIVITY, OTHER),
          memoryFile("open", 2, 5, TEXT_0),
          memoryFile("openat", 257, 295, TEXT_1),
          memoryFile("openat2", 437, 437, TEXT_1));

  private static Known memoryFile(String name, int number, int number32, int path) {
    int bits = ONLY_DONE | MEMORY_FILE | URGENT | path;
    return new Known(name, number, number32, bits, EventClass.PROCESS_ACTIVITY, 3);
  }

  private static final int NAME = SensorEvent.field("linux.syscall.name");
  private static final int NUMBER = SensorEvent.field("linux.syscall.number");
  private static final int ARCH = SensorEvent.field("linux.syscall.arch");
  private static final int ARGS = SensorEvent.field("linux.syscall.args");
  private static final int EXIT = SensorEvent.field("linux.syscall.exit");
  private static final int IS_32BIT = SensorEvent.field("actor.process.is_32bit");
  private static final int STATUS = SensorEvent.field("status");
  private static final int ACTIVITY = SensorEvent.field("activity_name");
  private static final int TARGET = SensorEvent.field("process.pid");
  private static final int ATTEMPTED = SensorEvent.field("process.file.path");
  private static final int RESOURCE = SensorEvent.field("resources.name");

  private final RecordContext context;
  private long seen;

  CallRecords(RecordContext context) {
    this.context = context;
  }

  /// What the loader is to tell the programs: NUMBER=BITS, those of 32-bit calls 512 higher.
  static List<String> settings() {
    List<String> settings = new ArrayList<>();
    for (Known call : CALLS) {
      settings.add(call.number + "=" + call.bits);
      settings.add((COMPAT_FROM + call.number32) + "=" + call.bits);
    }
    return settings;
  }

  private static @Nullable Known find(int number, boolean compat) {
    for (Known call : CALLS) {
      if ((compat ? call.number32 : call.number) == number) {
        return call;
      }
    }
    return null;
  }

  /// Which calls came since the last {@link #forget}, as {@link #bits} has them.
  long seen() {
    return seen;
  }

  /// Starts anew with none: what was seen before proves nothing of programs attached since.
  void forget() {
    seen = 0;
  }

  /// The calls of some names, one bit each.
  static long bits(List<String> names) {
    long bits = 0;
    for (int index = 0; index < CALLS.size(); index++) {
      bits |= names.contains(CALLS.get(index).name) ? 1L << index : 0;
    }
    return bits;
  }

  /// A call ended.
  void call(RawRecord record, boolean urgent) {
    boolean compat = record.has(Layout.COMPAT);
    int number = record.i32(Layout.CALL_NUMBER);
    Known known = find(number, compat);
    EventClass as = known == null ? EventClass.KERNEL_ACTIVITY : known.eventClass;
    int activity = known == null ? OTHER : known.activity;
    SensorEvent event = context.begin(as, activity, record.i64(Layout.HEAD_TIME), urgent);
    long result = record.i64(Layout.CALL_RESULT);
    if (record.has(Layout.MIXED)) {
      event.put(ACTIVITY, "32-bit call of a 64-bit program");
    } else if (known != null) {
      event.put(ACTIVITY, known.name);
    }
    if (known != null) {
      event.put(NAME, known.name);
      seen |= 1L << CALLS.indexOf(known);
    }
    event.put(NUMBER, number);
    event.put(ARCH, compat ? "i386" : "x86_64");
    event.put(EXIT, Long.toString(result));
    event.put(STATUS, result < 0 ? "failure" : "success");
    event.put(ARGS, arguments(record));
    if (compat) {
      event.put(IS_32BIT, true);
    }
    texts(event, record, known);
    context.actor(event, record, record.i32(Layout.CALL_UID), record.text(Layout.CALL_COMM, 16));
  }

  private static String arguments(RawRecord record) {
    StringBuilder text = new StringBuilder();
    for (int index = 0; index < 6; index++) {
      text.append(index == 0 ? "" : " ");
      text.append("a").append(index).append('=');
      text.append(Long.toHexString(record.i64(Layout.CALL_ARGUMENT + 8 * index)));
    }
    return text.toString();
  }

  private static void texts(SensorEvent event, RawRecord record, @Nullable Known known) {
    if (known == null) {
      return;
    }
    byte[] texts = record.bytes(Layout.CALL_BYTES, record.u16(Layout.CALL_TEXT_LENGTH));
    if ((known.bits & ONLY_FAILED) == ONLY_FAILED) {
      byte[] path = record.text(Layout.CALL_BYTES, texts.length);
      event.put(ATTEMPTED, path, 0, path.length);
      return;
    }
    long target =
        switch (known.name) {
          case "ptrace" -> record.i64(Layout.CALL_ARGUMENT + 8);
          case "process_vm_readv", "process_vm_writev" -> record.i64(Layout.CALL_ARGUMENT);
          case "open", "openat", "openat2" -> owner(texts);
          default -> 0;
        };
    if (target > 0 && target <= Integer.MAX_VALUE) {
      event.put(TARGET, target);
    }
    String all = new String(texts, StandardCharsets.UTF_8);
    int element = 0;
    int from = 0;
    for (int end = all.indexOf(0); end >= 0; end = all.indexOf(0, from)) {
      byte[] text = all.substring(from, end).getBytes(StandardCharsets.UTF_8);
      int _ = event.putElement(RESOURCE, ++element, text, 0, text.length);
      from = end + 1;
    }
  }

  /// Whose memory a file is: the number in /proc/NUMBER/mem; 0 for one's own.
  static long owner(byte[] path) {
    String text = new String(path, StandardCharsets.UTF_8);
    int from = "/proc/".length();
    int to = from;
    while (to < text.length() && to - from < 10 && Character.isDigit(text.charAt(to))) {
      to++;
    }
    return text.startsWith("/proc/") && to > from ? Long.parseLong(text.substring(from, to)) : 0;
  }
}
