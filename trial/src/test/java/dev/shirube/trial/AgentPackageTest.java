// SPDX-License-Identifier: Apache-2.0
package dev.shirube.trial;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The packages of the agent: made, made again, installed into a copy of this machine that is
/// thrown away, upgraded, removed; what the agent of each saw is in the recording of a real server.
@Tag("prove")
class AgentPackageTest {
  private static final int MINUTES = 15;

  @TempDir private Path folder;

  private static Path result(String ending) throws IOException {
    try (Stream<Path> files = Files.list(Tenants.root().resolve("endpoint/target"))) {
      return files
          .filter(file -> String.valueOf(file.getFileName()).startsWith("shirube-agent"))
          .filter(file -> file.toString().endsWith(ending))
          .findFirst()
          .orElseThrow();
    }
  }

  private String output(Map<String, String> environment, String... command)
      throws IOException, InterruptedException {
    Path into = Files.createTempFile(folder, "output", "");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(into.toFile());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().putAll(environment);
    Process process = builder.start();
    if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    assertThat(process.waitFor()).as(Files.readString(into, UTF_8)).isZero();
    return Files.readString(into, UTF_8);
  }

  private void make(Map<String, String> environment) throws IOException, InterruptedException {
    String launcher = Tenants.root().resolve("shirube").toString();
    assertThat(output(environment, launcher, "agent", "package")).contains(".deb", ".rpm");
  }

  @Test
  @Timeout(value = 2 * MINUTES, unit = TimeUnit.MINUTES)
  void packagesAreInstalledRecordAndLeaveNothing() throws Exception {
    boolean root = "root".equals(System.getProperty("user.name"));
    boolean linux = System.getProperty("os.name", "").equals("Linux");
    if (!root || !linux || !Files.exists(Path.of("/usr/bin/dpkg-deb"))) {
      System.out.println("not proven: packages of the agent; that takes root on a Debian");
      return;
    }
    make(Map.of());
    Path deb = result(".deb");
    Path rpm = result(".rpm");
    sameAgain(deb, rpm);
    files(deb, rpm);
    try (StationProcess station = new StationProcess(folder, 0, "")) {
      station.start();
      Asking asking = new Asking(station);
      Asking.await(Duration.ofMinutes(4), asking::isWell, "the server is there");
      installed(station, "deb", deb);
      installed(station, "rpm", rpm);
    }
  }

  /// With what the JVM noted in the first one's training: that alone differs from time to time.
  private void sameAgain(Path deb, Path rpm) throws IOException, InterruptedException {
    Path noted = folder.resolve("agent.aot");
    Files.copy(
        Tenants.root().resolve("endpoint/target/package/root/usr/lib/shirube-agent/agent.aot"),
        noted);
    Path first = folder.resolve("first.deb");
    Path firstRpm = folder.resolve("first.rpm");
    Files.move(deb, first);
    Files.move(rpm, firstRpm);
    make(Map.of("SHIRUBE_AGENT_AOT", noted.toString()));
    assertThat(Files.mismatch(first, deb)).as("the deb made again").isEqualTo(-1);
    assertThat(Files.mismatch(firstRpm, rpm)).as("the rpm made again").isEqualTo(-1);
  }

  private void files(Path deb, Path rpm) throws IOException, InterruptedException {
    List<String> inDeb = new ArrayList<>();
    output(Map.of(), "dpkg-deb", "-c", deb.toString())
        .lines()
        .forEach(line -> {
          assertThat(line).contains(" root/root ");
          String path = line.substring(line.indexOf(" ./") + 2);
          inDeb.add(path.endsWith("/") ? path.substring(0, path.length() - 1) : path);
        });
    assertThat(inDeb)
        .contains(
            "/usr/lib/shirube-agent/agent.aot",
            "/usr/lib/shirube-agent/jre/lib/modules",
            "/usr/lib/shirube-agent/jre/legal/java.base/LICENSE",
            "/usr/lib/shirube-agent/libzstd-jni.so",
            "/usr/lib/systemd/system/shirube-agent.service",
            "/etc/shirube-agent/environment",
            "/usr/share/doc/shirube-agent/copyright")
        .anyMatch(path -> path.endsWith("/processes.bpf.o"))
        .anyMatch(path -> path.endsWith("/shirube-loader"))
        .noneMatch(path -> path.contains("hunt") || path.contains("rules"));
    List<String> inRpm = output(Map.of(), "rpm", "-qpl", rpm.toString()).lines().toList();
    for (String path : inRpm) {
      assertThat(inDeb).anyMatch(it -> it.equals(path) || it.startsWith(path + " -> "));
    }
    assertThat(inRpm).hasSizeGreaterThan(50);
    assertThat(output(Map.of(), "dpkg-deb", "-f", deb.toString(), "Depends")).contains("libelf1");
    assertThat(output(Map.of(), "dpkg-deb", "-f", deb.toString(), "Installed-Size").strip())
        .hasSizeBetween(5, 6);
  }

  private void installed(StationProcess station, String kind, Path made) throws Exception {
    Asking asking = new Asking(station);
    Map<String, String> found = installs(station, kind, made);
    assertThat(found)
        .containsEntry("owner", "root:root:700 root:root:700")
        .containsEntry("join", "0")
        .containsEntry("bounded", "yes")
        .containsEntry("pins-after-kill", "1")
        .containsEntry("kept", "yes")
        .containsEntry("pins-after-removal", "0")
        .containsEntry("state-after-removal", "yes")
        .containsEntry("left", "")
        .containsEntry("pins-left", "0");
    assertThat(found.get("sensors")).contains("kernel", "files");
    assertThat(Integer.parseInt(String.valueOf(found.get("spool")))).isPositive();
    System.out.printf(
        "proven: %s installed, killed, upgraded, removed; in use RSS %s kB, anonymous %s kB%n",
        kind, found.get("rss:"), found.get("anonymous:"));
    for (String when : List.of("first", "between", "second")) {
      String question = "process.cmd_line=*marker-" + kind + "-" + when;
      Asking.await(Duration.ofMinutes(2), () -> asking.count(question) > 0, question);
    }
  }

  /// Each line of the script's output is a word and what was found.
  private Map<String, String> installs(StationProcess station, String kind, Path made)
      throws IOException, InterruptedException {
    String token = new Asking(station).ask("POST", "/api/v1/hosts/tokens?tenant=local&hours=1", "");
    String print = Asking.text(token, "authority").replace(":", "").toLowerCase(Locale.ROOT);
    Path room = Files.createDirectory(folder.resolve("room-" + kind));
    List<String> command = new ArrayList<>(List.of("unshare", "-m", "--propagation", "private"));
    command.add(Tenants.root().resolve("trial/src/test/sh/agent-package").toString());
    command.addAll(List.of(kind, made.toString(), "https://127.0.0.1:" + station.agents()));
    command.addAll(List.of(Asking.text(token, "token") + "." + print, room.toString()));
    Map<String, String> found = new TreeMap<>();
    output(Map.of(), command.toArray(String[]::new))
        .lines()
        .forEach(line -> {
          int blank = line.indexOf(' ');
          found.put(line.substring(0, Math.max(0, blank)), line.substring(blank + 1).strip());
        });
    return found;
  }
}
