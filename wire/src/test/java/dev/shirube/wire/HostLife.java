// SPDX-License-Identifier: Apache-2.0
package dev.shirube.wire;

import dev.shirube.event.EventBatch;
import dev.shirube.event.EventClass;
import dev.shirube.event.FieldCatalogue;
import dev.shirube.event.FieldNames;
import dev.shirube.event.ProcessKey;
import dev.shirube.event.TenantId;
import dev.shirube.event.TimeSource;
import dev.shirube.event.ValueType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;

/// Events like those of a Linux machine at work: programs that start each other with arguments of
/// their own, files that they write, connections that they make, each with the facts about its
/// process that an agent tells.
final class HostLife {
  private static final List<String> PROGRAMS =
      List.of(
          "bash", "gcc", "cc1", "as", "ld", "dpkg", "python3", "sshd", "cron", "grep", "sed",
          "git");

  private final SplittableRandom random;
  private final EventBatch batch;
  private long now = 1_764_435_600_000_000_000L;
  private int pid = 4000;
  private Running[] processes = new Running[32];

  private record Running(int pid, ProcessKey key, String exe, String line, long started) {}

  HostLife(long seed) {
    random = new SplittableRandom(seed);
    batch = new EventBatch(TenantId.LOCAL, new FieldNames());
    for (int at = 0; at < processes.length; at++) {
      processes[at] = process();
    }
  }

  EventBatch batch() {
    return batch;
  }

  private Running process() {
    String name = PROGRAMS.get(random.nextInt(PROGRAMS.size()));
    String exe = "/usr/bin/" + name;
    pid += 1 + random.nextInt(3);
    String line =
        switch (random.nextInt(3)) {
          case 0 ->
              name
                  + " -c /home/dev/src/part"
                  + random.nextInt(400)
                  + ".c -o /tmp/cc"
                  + word(6)
                  + ".o";
          case 1 -> name + " --status-fd 17 --configure lib" + word(5) + "-dev:amd64";
          default -> name + " -r " + word(8) + " /var/log/syslog." + random.nextInt(9);
        };
    return new Running(
        pid,
        ProcessKey.exact("host", "boot:" + pid + ":" + now),
        exe,
        line,
        now - random.nextInt(2_000_000));
  }

  private String word(int length) {
    StringBuilder word = new StringBuilder();
    for (int at = 0; at < length; at++) {
      word.append((char) ('a' + random.nextInt(26)));
    }
    return word.toString();
  }

  /// Appends an event.
  void next() {
    now += 1 + random.nextInt(400_000);
    int what = random.nextInt(10);
    Running parent = processes[random.nextInt(processes.length)];
    if (what == 0) {
      Running made = process();
      processes[random.nextInt(processes.length)] = made;
      start(made, parent);
    } else if (what == 1) {
      begin(EventClass.PROCESS_ACTIVITY, 2);
      whole("process.pid", parent.pid());
      key("process.uid", parent.key());
      text("process.file.path", parent.exe());
      whole("process.exit_code", 0);
    } else if (what < 8) {
      file(parent, 1 + random.nextInt(4));
    } else {
      connection(parent);
    }
  }

  private void start(Running made, Running parent) {
    begin(EventClass.PROCESS_ACTIVITY, 1);
    whole("process.pid", made.pid());
    key("process.uid", made.key());
    text("process.file.path", made.exe());
    text("process.cmd_line", made.line());
    text("process.working_directory", "/home/dev/src");
    time("process.created_time", made.started());
    whole("process.parent_process.pid", parent.pid());
    key("process.parent_process.uid", parent.key());
    text("process.parent_process.file.path", parent.exe());
    text("process.parent_process.cmd_line", parent.line());
    time("process.parent_process.created_time", parent.started());
    text("process.user.uid", "1000");
    text("process.user.name", "dev");
    whole("process.namespaces.mount", 4_026_531_841L);
    whole("process.namespaces.pid", 4_026_531_836L);
    text("process.cgroup.path", "/user.slice/user-1000.slice/session-4.scope");
    text("process.file.uid", "8:1:" + (131_072 + made.exe().hashCode() % 977));
    text("process.capabilities", "0");
  }

  private void actor(Running process) {
    whole("actor.process.pid", process.pid());
    key("actor.process.uid", process.key());
    text("actor.process.file.path", process.exe());
    text("actor.process.cmd_line", process.line());
    text("actor.process.user.uid", "1000");
  }

  private void file(Running process, int activity) {
    begin(EventClass.FILE_ACTIVITY, activity);
    text("file.path", "/home/dev/src/build/part" + random.nextInt(400) + "/" + word(4) + ".o");
    whole("file.size", random.nextInt(90_000));
    actor(process);
  }

  private void connection(Running process) {
    begin(EventClass.NETWORK_ACTIVITY, 1);
    text("dst_endpoint.ip", "192.0.2." + random.nextInt(40));
    whole("dst_endpoint.port", random.nextInt(4) == 0 ? 53 : 443);
    text("src_endpoint.ip", "198.51.100.7");
    whole("src_endpoint.port", 32_768 + random.nextInt(20_000));
    actor(process);
  }

  private void begin(EventClass eventClass, int activity) {
    int event = batch.beginEvent();
    batch.setClass(event, eventClass, activity);
    batch.setTime(event, now, TimeSource.SENSOR, 0);
    batch.setSource(event, batch.names().intern("shirube.agent.kernel"));
    text("device.hostname", "build-7.example.org");
    text("device.uid", "3b1c0d0a5f5e4d0e9f6a7b8c9d0e1f20");
    text("device.os.type", "linux");
  }

  private void field(int entry, String path) {
    batch.setField(entry, FieldCatalogue.require(path).id());
  }

  private void text(String path, String value) {
    field(batch.addText(FieldNames.NONE, value), path);
  }

  private void whole(String path, long value) {
    byte[] digits = Long.toString(value).getBytes(StandardCharsets.US_ASCII);
    field(batch.add(FieldNames.NONE, ValueType.INTEGER, digits, 0, digits.length), path);
  }

  private void time(String path, long value) {
    byte[] digits = Long.toString(value).getBytes(StandardCharsets.US_ASCII);
    field(batch.add(FieldNames.NONE, ValueType.TIME, digits, 0, digits.length), path);
  }

  private void key(String path, ProcessKey key) {
    byte[] bytes = ByteBuffer.allocate(16).putLong(key.high()).putLong(key.low()).array();
    field(batch.add(FieldNames.NONE, ValueType.PROCESS_KEY, bytes, 0, 16), path);
  }
}
