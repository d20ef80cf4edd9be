// SPDX-License-Identifier: Apache-2.0
package dev.shirube.machines;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// How the agent beside a server is started.
class OwnAgentTest {
  private static final Path ROOT = Path.of(System.getProperty("shirube.root", ".."));

  @TempDir private Path folder;

  /// What was noted in training counts with the same options alone, and what was measured too.
  @Test
  void thePackageTellsTheJvmTheSame() throws IOException {
    Path options = ROOT.resolve("packaging/agent/java.options");
    List<String> told =
        Files.readAllLines(options).stream().filter(line -> !line.startsWith("#")).toList();
    assertThat(told).hasSizeGreaterThan(8).isEqualTo(OwnAgent.FLAGS);
  }

  @Test
  void whatWasNotedIsUsedWhereItIs() throws IOException {
    Path noted = folder.resolve("agent.aot");
    assertThat(OwnAgent.command("a.Main", noted, List.of("run")))
        .contains("a.Main", "--enable-native-access=ALL-UNNAMED")
        .noneMatch(word -> word.startsWith("-XX:AOTCache"))
        .endsWith("a.Main", "run");
    Files.createFile(noted);
    assertThat(OwnAgent.command("a.Main", noted, List.of("run"))).contains("-XX:AOTCache=" + noted);
  }
}
