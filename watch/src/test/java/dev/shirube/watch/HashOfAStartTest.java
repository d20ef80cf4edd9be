// SPDX-License-Identifier: Apache-2.0
package dev.shirube.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.event.Event;
import dev.shirube.event.EventClass;
import dev.shirube.proc.ProcSnapshot;
import dev.shirube.proc.ProgramHashes;
import dev.shirube.rings.Loader;
import dev.shirube.sensor.HostIdentity;
import dev.shirube.sensor.KernelSensor;
import dev.shirube.sensor.ProcessTable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The kernel's sensor and that of files side by side: who asks for a hash finds the process. Needs
/// root and a compiler for programs in the kernel.
@Tag("prove")
class HashOfAStartTest {
  private static final EventClass PROCESS = EventClass.PROCESS_ACTIVITY;

  @TempDir Path temporary;

  @Test
  void tellsTheFirstStartAndTheNextByTheirHash() throws Exception {
    HostIdentity host = HostIdentity.of(Path.of("/"));
    ProcessTable table = new ProcessTable(host, 8192);
    ProgramHashes hashes = new ProgramHashes();
    Kept kept = new Kept();
    Path pins = Files.createDirectories(temporary.resolve("pins"));
    Path cache = Path.of("target", "programs").toAbsolutePath();
    try (Shell.Mounted mounted = Shell.Mounted.fresh();
        KernelSensor kernel =
            new KernelSensor(
                host,
                new KernelSensor.Settings(
                    new Loader.Places(cache, pins, "shirube"),
                    EnumSet.of(Loader.Part.PROCESSES),
                    false,
                    true,
                    10_000_000_000L),
                new ProcSnapshot(hashes),
                table,
                Clock.systemUTC());
        FilesSensor files =
            new FilesSensor(
                host,
                table,
                new FilesSettings(
                    List.of(), List.of(mounted.point()), true, true, true, 20_000_000, 1 << 28),
                hashes,
                Clock.systemUTC())) {
      kernel.start(kept);
      files.start(kept);
      Path program = mounted.point().resolve("mine");
      Shell.run("cp /bin/true " + program + "; " + program + " one");
      Event hashed = kept.await(PROCESS, 99, "process.file.path", program.toString());
      String sum = hashed.texts("process.file.hashes.sha256").getFirst();
      Event first = kept.await(PROCESS, 1, "process.cmd_line", program + " one");
      assertThat(hashed.texts("process.uid")).isEqualTo(first.texts("process.uid"));
      Shell.run(program + " two");
      Event second = kept.await(PROCESS, 1, "process.cmd_line", program + " two");
      assertThat(second.texts("process.file.hashes.sha256")).containsExactly(sum);
      assertThat(second.texts("process.file.hashes.all").getFirst()).contains("SHA256=");
      Event made = kept.await(EventClass.FILE_ACTIVITY, 1, "file.path", program.toString());
      assertThat(made.texts("actor.process.cmd_line").getFirst()).startsWith("cp /bin/true");
    }
  }
}
