// SPDX-License-Identifier: Apache-2.0
package dev.shirube.proc;

import dev.shirube.event.EventClass;
import dev.shirube.sensor.HostIdentity;
import dev.shirube.sensor.ProcessTable;
import dev.shirube.sensor.SensorEvent;
import dev.shirube.sensor.Sink;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Tells which processes run already: an event for each, parents first, that says it was there
/// before. It fills the table of processes, so that what they do can be told with who they are.
/// OCSF has no activity for that: it is process activity, other (99), of the type pre-existing.
public final class ProcSnapshot {
  /// The name in the source of its events.
  public static final String NAME = "snapshot";

  private final HostIdentity host;
  private final ProcessTable table;
  private final Tally tally;
  private final Path proc;

  public ProcSnapshot(HostIdentity host, ProcessTable table, InstantSource clock) {
    this(host, table, clock, Path.of("/proc"));
  }

  ProcSnapshot(HostIdentity host, ProcessTable table, InstantSource clock, Path proc) {
    this.host = host;
    this.table = table;
    this.proc = proc;
    tally = new Tally(clock);
  }

  /// Tells all processes there are.
  ///
  /// @return how many
  /// @throws IOException when /proc cannot be read
  public int tell(Sink sink) throws IOException {
    Outbox outbox = new Outbox(NAME, host, sink, tally);
    Accounts accounts = new Accounts(Path.of("/etc/passwd"));
    List<ProcFacts> found = new ProcReader(proc).all();
    Map<Integer, Long> starts = new HashMap<>();
    found.forEach(facts -> starts.put(facts.pid(), facts.startNanos()));
    long now = tally.now();
    long boot = now - sinceBoot(proc);
    for (ProcFacts facts : found) {
      long parentStart = starts.getOrDefault(facts.parent(), 0L);
      // What a sensor told of it meanwhile is fresher.
      if (!table.look(facts.pid(), facts.startNanos(), _ -> {})) {
        table.put(facts.told(parentStart));
      }
      SensorEvent event = outbox.begin(EventClass.PROCESS_ACTIVITY, ProcessEvent.OTHER, now);
      event.put(ProcessEvent.TYPE, "pre-existing").put(ProcessEvent.PREEXISTING, true);
      if (facts.isDeleted()) {
        event.put(ProcessEvent.DELETED, true);
      }
      boolean _ =
          table.look(
              facts.pid(),
              facts.startNanos(),
              known -> {
                ProcessEvent.process(event, known, accounts, boot);
                ProcessEvent.parent(event, known, table);
              });
    }
    outbox.deliver(false);
    return found.size();
  }

  /// How long ago the kernel was started, in nanoseconds, as /proc/uptime tells; 0 if it does not.
  static long sinceBoot(Path proc) {
    try {
      byte[] bytes = Files.readAllBytes(proc.resolve("uptime"));
      String text = new String(bytes, StandardCharsets.US_ASCII);
      int end = text.indexOf(' ');
      return end < 0 ? 0 : (long) (Double.parseDouble(text.substring(0, end)) * 1e9);
    } catch (IOException | NumberFormatException _) {
      return 0;
    }
  }
}
