// SPDX-License-Identifier: Apache-2.0
package dev.shirube.endpoint;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.catalog.Content;
import dev.shirube.catalog.Messages;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What packages are made from, as far as it can be looked at without making one.
class PackagingTest {
  private static final Path ROOT =
      Path.of(System.getProperty("shirube.root", "..")).toAbsolutePath();
  private static final Path PACKAGING = ROOT.resolve("packaging/agent");

  @TempDir private Path folder;

  private static String variable(String name) throws IOException {
    String begin = name + "=\"";
    String line =
        Files.readAllLines(PACKAGING.resolve("build.sh")).stream()
            .filter(it -> it.startsWith(begin))
            .findFirst()
            .orElseThrow();
    return line.substring(begin.length(), line.length() - 1);
  }

  private String output(String... command) throws IOException, InterruptedException {
    Path into = folder.resolve("output");
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(into.toFile()).start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return process.exitValue() + " " + Files.readString(into, UTF_8);
  }

  @Test
  void everyTextThatTheAgentMaySayIsInThePackage() throws IOException {
    List<String> files = List.of(variable("agent_texts").split(" ", -1));
    Set<String> packed = new TreeSet<>();
    for (String file : files) {
      Path only = Files.createDirectories(folder.resolve("content/messages"));
      Files.copy(ROOT.resolve("content/messages/" + file + ".yaml"), only.resolve(file + ".yaml"));
    }
    packed.addAll(Messages.load(new Content(folder.resolve("content"))).messages().all().keySet());
    Set<String> all = Messages.load(new Content(ROOT.resolve("content"))).messages().all().keySet();
    Set<String> named = new TreeSet<>();
    for (String room : variable("agent_rooms").split(" ", -1)) {
      try (Stream<Path> sources = Files.walk(ROOT.resolve(room).resolve("src/main/java"))) {
        for (Path source : sources.filter(path -> path.toString().endsWith(".java")).toList()) {
          String text = Files.readString(source);
          all.stream().filter(id -> text.contains('"' + id + '"')).forEach(named::add);
        }
      }
    }
    assertThat(named).hasSizeGreaterThan(60);
    assertThat(packed).containsAll(named);
  }

  @Test
  void everyRoomOfTheImageIsBuilt() throws IOException {
    for (String room : variable("agent_rooms").split(" ", -1)) {
      assertThat(ROOT.resolve(room).resolve("src/main/java/module-info.java")).exists();
    }
    assertThat(variable("agent_rooms")).endsWith(" endpoint");
  }

  @Test
  void scriptsAreWhatAShellReads() throws IOException, InterruptedException {
    if (!Files.isExecutable(Path.of("/bin/sh"))) {
      System.out.println("not proven: scripts of packages; there is no shell here");
      return;
    }
    for (String script :
        List.of("shirube-agent", "setup", "debian/postinst", "debian/prerm", "debian/postrm")) {
      Path file = PACKAGING.resolve(script);
      assertThat(output("/bin/sh", "-n", file.toString())).as(script).isEqualTo("0 ");
      assertThat(Files.isExecutable(file)).as(script).isTrue();
    }
    String usage = output("/bin/sh", PACKAGING.resolve("setup").toString());
    assertThat(usage).isEqualTo("2 usage: setup install|remove\n");
  }

  @Test
  void theServiceIsOneThatSystemdTakes() throws IOException, InterruptedException {
    String unit = Files.readString(PACKAGING.resolve("shirube-agent.service"));
    assertThat(unit)
        .contains("Restart=always\nRestartSec=5\n", "\nMemoryMax=", "\nCPUQuota=")
        .contains("\nOOMScoreAdjust=-500\n", "\nNoNewPrivileges=yes\n");
    // Each of these gives a service a mount namespace, in which it would not see the machine's.
    assertThat(unit)
        .doesNotContain("\nProtectSystem", "\nProtectHome", "\nPrivate", "\nReadOnly")
        .doesNotContain("\nProtectKernel", "\nProtectControl", "\nBind", "\nInaccessible");
    if (!Files.isExecutable(Path.of("/usr/bin/systemd-analyze"))) {
      System.out.println("not proven: the unit of the agent; there is no systemd-analyze here");
      return;
    }
    // It looks for what is started as well, so that has to be there.
    Path copy = folder.resolve("shirube-agent.service");
    Path program = folder.resolve("shirube-agent");
    Files.copy(PACKAGING.resolve("shirube-agent"), program);
    assertThat(program.toFile().setExecutable(true)).isTrue();
    Files.writeString(
        copy, unit.replace("/usr/lib/shirube-agent/shirube-agent", program.toString()));
    String said = output("systemd-analyze", "verify", "--man=no", copy.toString());
    assertThat(said).startsWith("0 ").doesNotContain("shirube-agent.service");
  }
}
