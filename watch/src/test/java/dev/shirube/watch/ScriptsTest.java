// SPDX-License-Identifier: Apache-2.0
package dev.shirube.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.event.Event;
import dev.shirube.event.EventClass;
import dev.shirube.proc.ProgramHashes;
import dev.shirube.sensor.HostIdentity;
import dev.shirube.sensor.ProcessTable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Scripts that are run on a file system made for the test. Needs root.
@Tag("prove")
class ScriptsTest {
  private static final EventClass SCRIPT = EventClass.SCRIPT_ACTIVITY;

  private final Kept kept = new Kept();
  private Shell.Mounted mounted;
  private FilesSensor sensor;
  private Path at;

  @BeforeEach
  void begin() throws Exception {
    mounted = Shell.Mounted.fresh();
    at = mounted.point();
    HostIdentity host = HostIdentity.of(Path.of("/"));
    FilesSettings settings =
        new FilesSettings(List.of(), List.of(at), true, true, true, 20_000_000, 256L << 20);
    ProcessTable table = new ProcessTable(host, 100);
    sensor = new FilesSensor(host, table, settings, new ProgramHashes(), InstantSource.system());
    sensor.start(kept);
  }

  @AfterEach
  void end() throws Exception {
    sensor.close();
    mounted.close();
  }

  private Path script(String name, String text) throws Exception {
    Path script = at.resolve(name);
    Files.writeString(script, text, StandardCharsets.UTF_8);
    assertThat(script.toFile().setExecutable(true)).isTrue();
    return script;
  }

  @Test
  void tellsTheTextOfWhatTheKernelStartsThoughItIsGoneSoon() throws Exception {
    String text = "#!/bin/sh\nrm \"$0\"\necho 標\n";
    Path script = script("once.sh", text);
    Shell.run(script.toString());
    Event run = kept.await(SCRIPT, 1, "script.path", script.toString());
    assertThat(run.texts("script.script_content")).containsExactly(text);
    assertThat(run.texts("file.hashes.sha256").getFirst()).hasSize(64);
    assertThat(run.texts("actor.process.pid")).isNotEmpty();
  }

  @Test
  void tellsTheTextThatAnInterpreterIsGivenOnceAndEachRun() throws Exception {
    Path plain = script("named", "sleep 0.6; exit 0\n");
    Files.copy(Path.of("/bin/sh").toRealPath(), at.resolve("dash"));
    Shell.run("cd " + at + "; chmod 755 dash; ./dash -u named; ./dash ./named");
    Event first = kept.await(SCRIPT, 1, "script.path", plain.toString());
    assertThat(first.texts("script.script_content")).containsExactly("sleep 0.6; exit 0\n");
    assertThat(first.texts("actor.process.cmd_line")).containsExactly("./dash -u named");
    Event again = kept.await(SCRIPT, 1, "script.path", at + "/./named");
    assertThat(again.texts("script.script_content")).isEmpty();
    assertThat(again.texts("file.hashes.sha256")).isEqualTo(first.texts("file.hashes.sha256"));
  }

  @Test
  void cutsWhatIsLong() throws Exception {
    Path script = script("long.sh", "#!/bin/sh\n" + "# a line of no use\n".repeat(8000));
    Shell.run(script.toString());
    Event run = kept.await(SCRIPT, 1, "script.path", script.toString());
    assertThat(run.texts("script.script_content").getFirst()).hasSize(Scripts.MOST);
  }
}
