// SPDX-License-Identifier: Apache-2.0
package dev.shirube.scenes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.trial.Ground;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Scenes, one after the other, and then what the recording has of them.
final class Play {
  private static final int REFUSED = 3;
  private static final long LONGEST_SECONDS = 90;
  private static final Duration PATIENCE = Duration.ofSeconds(75);

  /// A scene that was played.
  ///
  /// @param scene with all in its place
  /// @param asked all its questions, with what it said
  /// @param questions those that are still without an event
  private record Played(
      Scene scene, List<String> asked, List<String> questions, Process process, Path output) {
    boolean isRefused() {
      return process.exitValue() == REFUSED;
    }
  }

  private final Stage stage;
  private final Ground ground;
  private final List<Played> played = new ArrayList<>();
  private final String run = Long.toString(ProcessHandle.current().pid(), 36);
  private final List<String> report = new ArrayList<>();
  private boolean wholly;

  Play(Stage stage, Ground ground) {
    this.stage = stage;
    this.ground = ground;
  }

  /// Plays scenes. Those that take long go on beside the others.
  void play(List<Scene> scenes) throws IOException, InterruptedException {
    for (Scene each : scenes) {
      // Names of network interfaces have 15 characters.
      String mark = "k" + run + "x" + played.size();
      Path folder = ground.folder("scene" + played.size());
      Scene scene = each.in(mark, folder.toString(), stage.programs().toString());
      Path script = Files.writeString(folder.resolve("run.sh"), scene.script() + "\n");
      Path output = folder.resolve("said.txt");
      Process process = stage.begin(script, output);
      played.add(new Played(scene, new ArrayList<>(), new ArrayList<>(), process, output));
      if (!scene.script().startsWith("# long")) {
        finish(played.getLast());
      }
    }
    for (Played each : played) {
      finish(each);
    }
  }

  private static void finish(Played each) throws IOException, InterruptedException {
    assertThat(each.process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS))
        .as(each.scene.item())
        .isTrue();
    String errors = Stage.said(each.output.resolveSibling("errors.txt"));
    assertThat(each.process.exitValue()).as(each.scene.item() + ": " + errors).isIn(0, REFUSED);
    if (each.asked.isEmpty()) {
      each.asked.addAll(each.scene.asked(Stage.said(each.output)));
      each.questions.addAll(each.asked);
    }
  }

  /// Waits for what must be there, and reports; fails with all that is wrong.
  ///
  /// @param how of what kind of agent it is proven
  /// @param whole whether what the agent says that it sees partly must be there too
  void judge(String how, boolean whole) throws Exception {
    wholly = whole;
    List<String> wrong = new ArrayList<>();
    await();
    int present = 0;
    for (Played each : played) {
      Scene.Duty duty = duty(each);
      boolean there = each.questions.isEmpty();
      boolean some = !each.questions.contains(each.asked.getLast());
      present += there ? 1 : 0;
      if (each.isRefused()) {
        line("not proven: %s: %s: this kernel refuses it".formatted(how, each.scene.item()));
      } else if (duty == Scene.Duty.PRESENT && !there) {
        wrong.add(each.scene.item() + ": nothing for " + each.questions);
      } else if (duty == Scene.Duty.ABSENT && some) {
        wrong.add(each.scene.item() + ": is there, but told as missing: " + each.scene.hinge());
      } else if (there) {
        line("proven: %s: %s".formatted(how, each.scene.item()));
      } else {
        String why = duty == Scene.Duty.ABSENT ? "told as missing" : "told as seen partly";
        line(
            "not proven: %s: %s: %s (%s)"
                .formatted(how, each.scene.item(), why, each.scene.hinge()));
      }
    }
    assertThat(wrong).as("of " + played.size() + " scenes").isEmpty();
    assertThat(present).as("scenes seen").isPositive();
  }

  private Scene.Duty duty(Played each) throws IOException, InterruptedException {
    Scene.Duty duty = Scene.Duty.of(each.scene.hinge(), stage.sees(each.scene.hinge()));
    return wholly && duty == Scene.Duty.EITHER ? Scene.Duty.PRESENT : duty;
  }

  // What must not be there has had its time when all that must be there has come.
  private void await() throws Exception {
    long until = System.nanoTime() + PATIENCE.toNanos();
    CountDownLatch never = new CountDownLatch(1);
    boolean lacking = true;
    while (lacking && System.nanoTime() < until) {
      lacking = false;
      for (Played each : played) {
        List<String> left = each.questions;
        for (int index = left.size() - 1; index >= 0; index--) {
          if (stage.count(left.get(index)) > 0) {
            left.remove(index);
          }
        }
        lacking |= !left.isEmpty() && !each.isRefused() && duty(each) == Scene.Duty.PRESENT;
      }
      boolean _ = never.await(500, TimeUnit.MILLISECONDS);
    }
  }

  private void line(String line) {
    report.add(line);
    System.out.println(line);
  }

  /// The last question of a scene that was played; empty if this kernel refused it.
  String asked(String item) {
    return played.stream()
        .filter(each -> each.scene.item().equals(item) && !each.isRefused())
        .map(each -> each.asked.getLast())
        .findFirst()
        .orElse("");
  }

  /// What was said of the scenes.
  List<String> report() {
    return List.copyOf(report);
  }
}
