// SPDX-License-Identifier: Apache-2.0
package dev.shirube.days;

import dev.shirube.catalog.Message;
import dev.shirube.trial.Ground;
import dev.shirube.trial.Tenants;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Days that are done one after the other while the product records them, each with a recording of
/// its own. Needs root. Time in which nothing happens is left out of a day, but for a minute before
/// the first, in which what comes by itself is counted.
public final class Week {
  private static final Duration QUIET = Duration.ofSeconds(60);
  private static final Duration SETTLING = Duration.ofSeconds(5);

  private final Telling told;
  private final @Nullable Path data;
  private Recorded.Steady steady = new Recorded.Steady(0, 0, 0);

  /// @param data the folder of real data, in which SigmaHQ's rules are; null for none
  public Week(Telling told, @Nullable Path data) {
    this.told = told;
    this.data = data;
  }

  /// Does the days and tells what they came to.
  public void run(List<Day> days) throws Exception {
    if (!System.getProperty("user.name", "").equals("root") || !unshares()) {
      told.say("days.root");
      return;
    }
    List<Recorded> recorded = new ArrayList<>();
    for (Day day : days) {
      told.say("days.day", told.words(Message.of("days.day." + day.word())));
      try (Ground ground = Ground.open()) {
        Recorded one = day(day, ground, recorded.isEmpty());
        told.say("days.had", one.events(), one.findings(), one.figures().lost().sum());
        recorded.add(one);
      } catch (IOException e) {
        // A day that broke off must not cost those that were measured.
        told.say("days.broken", String.valueOf(e.getMessage()));
      }
    }
    if (recorded.isEmpty()) {
      return;
    }
    new WeekTables(told, recorded, steady).tell(data != null);
  }

  private static boolean unshares() {
    return Files.isExecutable(Path.of("/usr/bin/unshare"))
        && Files.isExecutable(Path.of("/usr/bin/nsenter"));
  }

  private Recorded day(Day day, Ground ground, boolean first)
      throws IOException, InterruptedException {
    Optional<Path> rules = Rules.of(data, ground);
    List<Path> kept =
        List.of(Tenants.root(), Path.of(System.getProperty("java.home")), ground.folder("up"));
    Workstation workstation = Workstation.set(ground, kept);
    Instant began = Instant.now();
    Recorder recorder = Recorder.start(ground, workstation.mounts(), rules);
    Recorder.pause(SETTLING);
    Instant quiet = Instant.now();
    long quietNanos = recorder.cpuNanos();
    if (first) {
      told.say("days.quiet", QUIET.toSeconds());
      Recorder.pause(QUIET);
      quietNanos = recorder.cpuNanos() - quietNanos;
    }
    List<Played> played = new ArrayList<>();
    Map<Work, List<String>> missing = play(day, workstation, played);
    Instant ended = Instant.now();
    recorder.settle();
    long all = recorder.events();
    recorder.leaveOut(workstation.processes());
    if (first) {
      long events = recorder.events(quiet, quiet.plus(QUIET));
      steady = new Recorded.Steady(QUIET.toSeconds(), events, quietNanos);
    }
    Span whole = new Span(began, ended);
    return measured(recorder, whole, all, new Plan(day, missing), played);
  }

  private record Span(Instant from, Instant to) {
    double seconds() {
      return Duration.between(from, to).toMillis() / 1000.0;
    }
  }

  private record Plan(Day day, Map<Work, List<String>> missing) {}

  private record Played(Chore chore, Span span, Workstation.Ended ended) {}

  private Map<Work, List<String>> play(Day day, Workstation workstation, List<Played> played)
      throws IOException, InterruptedException {
    Map<Work, List<String>> missing = new EnumMap<>(Work.class);
    for (Chore chore : day.chores()) {
      String name = told.words(Message.of("days.work." + chore.work().word()));
      List<String> lacking = chore.work().missing();
      if (!lacking.isEmpty()) {
        missing.put(chore.work(), lacking);
        told.say("days.lacks", name, String.join(", ", lacking));
        continue;
      }
      Instant from = Instant.now();
      Workstation.Ended ended = workstation.play(chore);
      Span span = new Span(from, Instant.now());
      played.add(new Played(chore, span, ended));
      if (ended.times() == 0) {
        told.say("days.failed", name, ended.said());
      } else {
        told.say("days.did", name, ended.times(), Math.round(span.seconds()));
      }
    }
    return missing;
  }

  private static Recorded measured(
      Recorder recorder, Span span, long all, Plan plan, List<Played> played)
      throws IOException, InterruptedException {
    List<Recorded.Done> done = new ArrayList<>();
    List<Recorded.Found> found = new ArrayList<>();
    // What is found before the first chore and behind the last belongs to none.
    Instant before = Instant.EPOCH.plusSeconds(1);
    for (Played one : played) {
      Span its = one.span;
      found.addAll(recorder.found(before, its.from, ""));
      found.addAll(recorder.found(its.from, its.to, one.chore.work().word()));
      done.add(
          new Recorded.Done(
              one.chore,
              one.ended.times(),
              its.seconds(),
              recorder.events(its.from, its.to),
              one.ended.said()));
      before = its.to;
    }
    found.addAll(recorder.found(before, span.to.plusSeconds(3600), ""));
    Map<String, Long> classes = recorder.classes();
    Recorded.Lost lost = recorder.lost();
    long wire = recorder.wire();
    long nanos = recorder.cpuNanos();
    Recorded.Figures figures =
        new Recorded.Figures(span.seconds(), wire, recorder.stop(), nanos, all, lost);
    return new Recorded(plan.day, done, plan.missing, classes, found, figures);
  }
}
