// SPDX-License-Identifier: Apache-2.0
package dev.shirube.sensor;

import dev.shirube.event.EventClass;
import dev.shirube.rings.Layout;
import dev.shirube.rings.Loader;
import dev.shirube.wire.Capabilities;
import dev.shirube.wire.Capabilities.Entry;
import dev.shirube.wire.Capabilities.Quality;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/// What the kernel's programs were seen to tell on this host. Any thread may ask.
final class KernelSight {
  private static final int LAST_KIND = 63;

  private final AtomicLong kinds = new AtomicLong();

  /// A record of a kind came.
  void saw(int kind) {
    if (kind > 0 && kind <= LAST_KIND && (kinds.getPlain() & (1L << kind)) == 0) {
      long _ = kinds.accumulateAndGet(1L << kind, (before, bit) -> before | bit);
    }
  }

  /// The self-test came back.
  void tested() {
    saw(Layout.SELF_TEST);
  }

  /// What can be seen with some parts attached.
  Capabilities capabilities(Set<Loader.Part> parts) {
    boolean processes = parts.contains(Loader.Part.PROCESSES);
    boolean sockets = parts.contains(Loader.Part.SOCKETS);
    boolean calls = parts.contains(Loader.Part.CALLS);
    List<Entry> entries = new ArrayList<>();
    processes(entries, processes);
    entries.add(partly(EventClass.PROCESS_ACTIVITY, "status", calls, "failed-starts-need-calls"));
    sockets(entries, sockets);
    // One call that came proves nothing of the others.
    entries.add(partly(EventClass.KERNEL_ACTIVITY, "", calls, ""));
    entries.add(partly(EventClass.MEMORY_ACTIVITY, "", calls, "memfd_create"));
    entries.add(
        partly(EventClass.KERNEL_EXTENSION_ACTIVITY, "", calls, "by-calls-not-what-is-loaded"));
    return new Capabilities(entries);
  }

  private void processes(List<Entry> entries, boolean processes) {
    entries.add(of(EventClass.PROCESS_ACTIVITY, "", processes, Layout.EXEC, ""));
    for (String field :
        List.of(
            "process.uid",
            "process.file.path",
            "process.cmd_line",
            "process.working_directory",
            "process.user.uid",
            "process.tty",
            "process.auid",
            "process.capabilities",
            "process.parent_process.uid",
            "process.parent_process.cmd_line")) {
      entries.add(of(EventClass.PROCESS_ACTIVITY, field, processes, Layout.EXEC, ""));
    }
    entries.add(of(EventClass.PROCESS_ACTIVITY, "process.exit_code", processes, Layout.EXIT, ""));
    entries.add(of(EventClass.APPLICATION_LIFECYCLE, "", processes, Layout.SELF_TEST, "self-test"));
  }

  private void sockets(List<Entry> entries, boolean sockets) {
    entries.add(of(EventClass.NETWORK_ACTIVITY, "", sockets, Layout.OPEN, ""));
    entries.add(of(EventClass.NETWORK_ACTIVITY, "dst_endpoint.ip", sockets, Layout.OPEN, ""));
    entries.add(of(EventClass.NETWORK_ACTIVITY, "traffic.bytes_out", sockets, Layout.CLOSE, ""));
    entries.add(of(EventClass.NETWORK_ACTIVITY, "traffic.bytes_in", sockets, Layout.CLOSE, ""));
    entries.add(
        partly(
            EventClass.NETWORK_ACTIVITY, "actor.process.uid", sockets, "accepted-by-who-listens"));
    entries.add(
        partly(
            EventClass.NETWORK_ACTIVITY,
            "dst_endpoint.hostname",
            sockets,
            "as-dns-answered-before"));
    entries.add(of(EventClass.DNS_ACTIVITY, "", sockets, Layout.DNS, "port-53"));
  }

  private Entry of(EventClass as, String field, boolean attached, int kind, String note) {
    boolean seen = (kinds.get() & (1L << kind)) != 0;
    Quality quality = !attached ? Quality.MISSING : seen ? Quality.PROVEN : Quality.PARTLY;
    String why = attached && !seen ? "not-seen-yet" : note;
    return new Entry(as, number(field), quality, why);
  }

  private static Entry partly(EventClass as, String field, boolean attached, String note) {
    return new Entry(as, number(field), attached ? Quality.PARTLY : Quality.MISSING, note);
  }

  private static int number(String field) {
    return field.isEmpty() ? 0 : SensorEvent.field(field);
  }
}
