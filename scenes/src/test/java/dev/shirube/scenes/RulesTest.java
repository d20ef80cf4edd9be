// SPDX-License-Identifier: Apache-2.0
package dev.shirube.scenes;

import static dev.shirube.scenes.Scene.Hinge.plain;

import dev.shirube.trial.Ground;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Rules of Sigma's kind for starts, connections and files of Linux fire on what an agent records:
/// our own, and SigmaHQ's where there is a copy of them.
@Tag("prove")
class RulesTest {
  private static final String FOUND = "class=detection_finding finding_info.title=";
  // An address that only the scene's own namespace has.
  private static final String CONNECTED =
      """
      mkdir -p {d}/{m}/bin; cp /bin/bash {d}/{m}/bin/bash
      exec unshare --net /bin/sh -c 'ip link set lo up; ip addr add 192.0.2.66/32 dev lo
      /usr/bin/python3 -c "import socket
      s = socket.create_server((\\"192.0.2.66\\", 443)); open(\\"{d}/ready\\", \\"w\\"); s.accept()" &
      while [ ! -e {d}/ready ]; do sleep .1; done
      {d}/{m}/bin/bash -c "exec 3<>/dev/tcp/192.0.2.66/443; exit 0"; wait'\
      """;

  private static List<Scene> own() {
    return List.of(
        Scene.of(
            "our rule for process_creation: reverse shell",
            plain("process_activity", ""),
            "bash -c 'exec 3<>/dev/tcp/127.0.0.1/1 {m}' 2>/dev/null; true",
            FOUND + "\"Reverse Shell Attempt\" any:{m}"),
        Scene.of(
            "our rule for network_connection: a program in a temporary folder",
            plain("network_activity", ""),
            CONNECTED,
            FOUND + "\"Connection Made by a Program in a Temporary Folder\" any:{m}"),
        Scene.of(
            "our rule for file_event: authorized_keys",
            plain("file_activity", ""),
            "mkdir -p {d}/{m}/.ssh; echo key > {d}/{m}/.ssh/authorized_keys; sleep 1",
            FOUND + "\"Potential Persistence by SSH Authorized Keys\" any:{m}"));
  }

  private static List<Scene> others() {
    return List.of(
        Scene.of(
            "SigmaHQ's rule for process_creation: base64",
            plain("process_activity", ""),
            "echo e21h | base64 -d --ignore-garbage {d}/run.sh > {d}/{m} 2>/dev/null;"
                + " cd {d}; cp run.sh {m}; base64 -d {m} 2>/dev/null; true",
            FOUND + "\"Decode Base64 Encoded Text\" any:{m}"),
        Scene.of(
            "SigmaHQ's rule for network_connection: a shell that connects",
            plain("network_activity", ""),
            CONNECTED,
            FOUND + "\"Linux Reverse Shell Indicator\" any:{m}"),
        Scene.of(
            "SigmaHQ's rule for file_event: sudoers.d",
            plain("file_activity", ""),
            "mkdir -p /etc/sudoers.d; echo '# {m}' > /etc/sudoers.d/{m}; sleep 1",
            FOUND + "\"Persistence Via Sudoers.d Files\" any:{m}"));
  }

  @Test
  @Timeout(420)
  void rulesFireOnWhatAnAgentRecords() throws Exception {
    if (Stage.lacks("rules fire on what an agent records")) {
      return;
    }
    try (Ground ground = Ground.open()) {
      Stage stage = Stage.set(ground, false);
      List<Scene> scenes = new ArrayList<>(own());
      Optional<Path> sigma = sigma(ground);
      if (sigma.isPresent()) {
        stage.command("rules", "add", sigma.get().toString());
        scenes.addAll(others());
      } else {
        System.out.println(
            "not proven: SigmaHQ's rules fire on what an agent records (no"
                + " sigma-rules.zip in SHIRUBE_DATA)");
      }
      stage.start();
      Play play = new Play(stage, ground);
      play.play(scenes);
      play.judge("rules", true);
    }
  }

  /// SigmaHQ's rules for Linux, if there is a copy.
  private static Optional<Path> sigma(Ground ground) throws IOException {
    String named = System.getenv("SHIRUBE_DATA");
    Path data = named != null ? Path.of(named) : Path.of("..", "..", "shared", "data");
    Path zip = data.resolve("sigma-rules.zip");
    if (!Files.exists(zip)) {
      return Optional.empty();
    }
    Path folder = ground.folder("sigma");
    try (ZipFile archive = new ZipFile(zip.toFile())) {
      for (ZipEntry entry : archive.stream().toList()) {
        String name = entry.getName();
        if (name.contains("/rules/linux/") && name.endsWith(".yml")) {
          String file = name.substring(name.lastIndexOf('/') + 1);
          try (InputStream in = archive.getInputStream(entry)) {
            Files.write(folder.resolve(file), in.readAllBytes());
          }
        }
      }
    }
    return Optional.of(folder);
  }
}
