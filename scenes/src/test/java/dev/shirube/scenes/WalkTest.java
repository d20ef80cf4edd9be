// SPDX-License-Identifier: Apache-2.0
package dev.shirube.scenes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.trial.Ground;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Everything that this release says it records, done once and looked up in the recording; and the
/// same where the kernel takes no programs: what is missing there is what the agent says is
/// missing.
@Tag("prove")
class WalkTest {
  private static List<Scene> scenes() {
    List<Scene> scenes = new ArrayList<>(NetworkScenes.all());
    scenes.addAll(ProcessScenes.all());
    scenes.addAll(FileScenes.all());
    scenes.addAll(AccountScenes.all());
    scenes.addAll(CallScenes.all());
    return scenes;
  }

  @Test
  @Timeout(420)
  void everythingThatIsDoneOnceIsInTheRecording() throws Exception {
    walk("kernel", false);
  }

  @Test
  @Timeout(420)
  void withoutProgramsInTheKernelThatIsMissingWhichIsToldAsMissing() throws Exception {
    walk("fallback", true);
  }

  private static void walk(String how, boolean blind) throws Exception {
    if (Stage.lacks("the telemetry walk, " + how)) {
      return;
    }
    try (Ground ground = Ground.open()) {
      Stage stage = Stage.set(ground, blind);
      Process before = ground.start(ground.folder("before").resolve("said"), "sleep", "3217");
      stage.start();
      Play play = new Play(stage, ground);
      play.play(scenes());
      play.judge(how, !blind);
      String running = "activity_name=running process.pid=#" + before.pid();
      assertThat(stage.count(running + " process.cmd_line=\"sleep 3217\""))
          .as("what ran before")
          .isEqualTo(1);
      assertThat(play.report()).as("scenes seen").hasSizeGreaterThan(30);
    }
  }
}
