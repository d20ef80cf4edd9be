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
  private static final String NOT_SEEN_YET = "not-seen-yet";
  private static final String SWITCHED_OFF = "switched-off";
  private static final String REFUSED = "kernel-refused";

  private static final long STARTS = CallRecords.bits(List.of("execve"));
  private static final long DEEDS =
      CallRecords.bits(List.of("ptrace", "process_vm_readv", "process_vm_writev", "setuid"));
  private static final long MEMORY = CallRecords.bits(List.of("memfd_create"));
  private static final long KERNEL =
      CallRecords.bits(List.of("mount", "umount2", "bpf", "io_uring_setup"));
  private static final long MODULES =
      CallRecords.bits(List.of("init_module", "finit_module", "delete_module"));

  private final AtomicLong kinds = new AtomicLong();
  private volatile long called;

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

  /// So far these calls came, as {@link CallRecords#bits} has them.
  void called(long calls) {
    called = calls;
  }

  /// What can be seen.
  ///
  /// @param parts that are attached
  /// @param refused that the kernel did not take
  Capabilities capabilities(Set<Loader.Part> parts, Set<Loader.Part> refused) {
    boolean processes = parts.contains(Loader.Part.PROCESSES);
    boolean sockets = parts.contains(Loader.Part.SOCKETS);
    boolean calls = parts.contains(Loader.Part.CALLS);
    List<Entry> entries = new ArrayList<>();
    processes(entries, processes);
    sockets(entries, sockets, refused.contains(Loader.Part.SOCKETS) ? REFUSED : "");
    String without =
        calls ? "" : !processes ? "" : refused.contains(Loader.Part.CALLS) ? REFUSED : SWITCHED_OFF;
    entries.add(calls(EventClass.PROCESS_ACTIVITY, "status", STARTS, without, calls));
    entries.add(calls(EventClass.PROCESS_ACTIVITY, "linux.syscall.name", DEEDS, without, calls));
    entries.add(calls(EventClass.KERNEL_ACTIVITY, "", KERNEL, without, calls));
    entries.add(calls(EventClass.MEMORY_ACTIVITY, "", MEMORY, without, calls));
    entries.add(calls(EventClass.KERNEL_EXTENSION_ACTIVITY, "", MODULES, without, calls));
    return new Capabilities(entries);
  }

  // One call that came proves nothing of the others.
  private Entry calls(EventClass as, String field, long all, String without, boolean attached) {
    long seen = called & all;
    Quality quality = !attached ? Quality.MISSING : seen == all ? Quality.PROVEN : Quality.PARTLY;
    String note =
        !attached ? without : seen == all ? "" : seen == 0 ? NOT_SEEN_YET : "some-not-seen-yet";
    return new Entry(as, number(field), quality, note);
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
            "process.cmd_args",
            "process.session.uid",
            "process.namespaces.net",
            "process.parent_process.uid",
            "process.parent_process.cmd_line")) {
      entries.add(of(EventClass.PROCESS_ACTIVITY, field, processes, Layout.EXEC, ""));
    }
    for (String field :
        List.of(
            "process.token_elevation",
            "process.container.uid",
            "process.file.is_in_memory",
            "process.file.is_deleted",
            "process.script.path")) {
      entries.add(partly(EventClass.PROCESS_ACTIVITY, field, processes, "where-there-is-one"));
    }
    entries.add(of(EventClass.PROCESS_ACTIVITY, "process.exit_code", processes, Layout.EXIT, ""));
    entries.add(of(EventClass.APPLICATION_LIFECYCLE, "", processes, Layout.SELF_TEST, "self-test"));
  }

  private void sockets(List<Entry> entries, boolean sockets, String without) {
    entries.add(of(EventClass.NETWORK_ACTIVITY, "", sockets, Layout.OPEN, without));
    entries.add(of(EventClass.NETWORK_ACTIVITY, "dst_endpoint.ip", sockets, Layout.OPEN, ""));
    entries.add(of(EventClass.NETWORK_ACTIVITY, "traffic.bytes_out", sockets, Layout.CLOSE, ""));
    entries.add(of(EventClass.NETWORK_ACTIVITY, "traffic.bytes_in", sockets, Layout.CLOSE, ""));
    entries.add(of(EventClass.NETWORK_ACTIVITY, "status_code", sockets, Layout.FAIL, ""));
    entries.add(
        partly(
            EventClass.NETWORK_ACTIVITY, "actor.process.uid", sockets, "accepted-by-who-listens"));
    entries.add(
        partly(
            EventClass.NETWORK_ACTIVITY,
            "dst_endpoint.hostname",
            sockets,
            "as-dns-answered-before"));
    String port = sockets ? "port-53" : without;
    entries.add(of(EventClass.DNS_ACTIVITY, "", sockets, Layout.DNS, port));
  }

  private Entry of(EventClass as, String field, boolean attached, int kind, String note) {
    boolean seen = (kinds.get() & (1L << kind)) != 0;
    Quality quality = !attached ? Quality.MISSING : seen ? Quality.PROVEN : Quality.PARTLY;
    String why = attached && !seen ? NOT_SEEN_YET : note;
    return new Entry(as, number(field), quality, why);
  }

  private static Entry partly(EventClass as, String field, boolean attached, String note) {
    return new Entry(as, number(field), attached ? Quality.PARTLY : Quality.MISSING, note);
  }

  private static int number(String field) {
    return field.isEmpty() ? 0 : SensorEvent.field(field);
  }

  /// Notices that the clock was set: it leaps against the one that counts since the kernel was
  /// started. For one thread.
  static final class ClockLeap {
    /// What programs that keep a clock right do in small steps is no leap, nor is a late look.
    static final long LEAST_NANOS = 2_000_000_000L;

    private boolean looked;
    private long before;

    /// Looks again.
    ///
    /// @param started when the kernel was started by the clock that can be set, in nanoseconds
    ///   since 1970 UTC
    /// @return by how much the clock was set forward since the last look, 0 if it was not
    long look(long started) {
      long leap = looked ? started - before : 0;
      boolean isOne = Math.abs(leap) >= LEAST_NANOS;
      looked = true;
      before = started;
      return isOne ? leap : 0;
    }
  }
}
