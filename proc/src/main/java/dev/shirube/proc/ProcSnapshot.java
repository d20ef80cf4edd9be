// SPDX-License-Identifier: Apache-2.0
package dev.shirube.proc;

import dev.shirube.event.EventClass;
import dev.shirube.sensor.ProcessFacts;
import dev.shirube.sensor.ProcessSource;
import dev.shirube.sensor.ProcessTable;
import dev.shirube.sensor.SensorEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Tells which processes run already: to the kernel's sensor as a source, or by itself as an event
/// for each, parents first, that says it was there before. It fills the table of processes, so that
/// what they do can be told with who they are. OCSF has no activity for that: it is process
/// activity, other (99), named running. For several threads.
public final class ProcSnapshot implements ProcessSource {
  private final ProgramHashes hashes;
  private final Path proc;
  private final ProcReader reader;

  /// @param hashes of programs that were hashed, so that starts can be told with them
  public ProcSnapshot(ProgramHashes hashes) {
    this(hashes, Path.of("/proc"));
  }

  ProcSnapshot(ProgramHashes hashes, Path proc) {
    this.hashes = hashes;
    this.proc = proc;
    reader = new ProcReader(proc);
  }

  @Override
  public synchronized void all(Consumer<ProcessFacts> to) {
    try {
      List<ProcFacts> found = reader.all();
      Map<Integer, Long> starts = new HashMap<>();
      found.forEach(facts -> starts.put(facts.pid(), facts.startNanos()));
      found.forEach(facts -> to.accept(facts.told(starts.getOrDefault(facts.parent(), 0L))));
    } catch (IOException _) {
      // Without /proc there is nothing to tell; whoever needs it most cannot even start.
    }
  }

  @Override
  public synchronized @Nullable ProcessFacts one(int tgid) {
    ProcFacts facts = reader.read(tgid);
    if (facts == null) {
      return null;
    }
    ProcFacts parent = reader.read(facts.parent());
    return facts.told(parent == null ? 0 : parent.startNanos());
  }

  @Override
  public void putHashes(SensorEvent event, long device, long inode, long changedNanos) {
    ProgramHashes.Hashes known = hashes.known(device, inode, changedNanos);
    if (known != null) {
      known.put(event);
    }
  }

  /// Tells all processes there are as events of a sensor.
  ///
  /// @return how many
  int tell(ProcessTable table, Outbox outbox) {
    Accounts accounts = new Accounts(Path.of("/etc/passwd"));
    long now = outbox.tally().now();
    long boot = now - sinceBoot(proc);
    int[] count = new int[1];
    all(facts -> {
      // What a sensor told of it meanwhile is fresher.
      if (!table.look(facts.tgid(), facts.start(), _ -> {})) {
        table.put(facts);
      }
      SensorEvent event = outbox.begin(EventClass.PROCESS_ACTIVITY, ProcessEvent.OTHER, now);
      event.put(ProcessEvent.ACTIVITY, "running").put(ProcessEvent.PREEXISTING, true);
      boolean _ =
          table.look(
              facts.tgid(),
              facts.start(),
              known -> {
                ProcessEvent.process(event, known, accounts, boot);
                ProcessEvent.parent(event, known, table);
              });
      count[0]++;
    });
    outbox.deliver(false);
    return count[0];
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
