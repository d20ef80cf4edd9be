// SPDX-License-Identifier: Apache-2.0
package dev.shirube.detect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.event.EventBatch;
import dev.shirube.event.EventId;
import dev.shirube.event.FieldNames;
import dev.shirube.event.TenantId;
import dev.shirube.event.TimeSource;
import dev.shirube.sigma.Interpreter;
import dev.shirube.sigma.RuleFile;
import dev.shirube.sigma.RuleSet;
import dev.shirube.sigma.Taxonomy;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Events as they happen: what waits for whom, by the time at which events are received.
class LiveLatenessTest {
  private static final long SECOND = 1_000_000_000L;
  // So that no time is near zero.
  private static final long BEGIN = 1_700_000_000L;
  private static final RuleSet RULES =
      RuleSet.load(
          List.of(
              new RuleFile(
                  "r.yml",
                  """
                  title: X
                  id: x
                  correlation:
                    {type: event_count, rules: [a], group-by: [U], timespan: 30s, condition: {gte: 2}}
                  ---
                  title: Quiet
                  id: quiet
                  correlation:
                    {type: event_count, rules: [a], group-by: [U], timespan: 30s, condition: {lt: 2}}
                  ---
                  title: A
                  id: a
                  logsource: {category: test}
                  detection: {s: {A: 1}, condition: s}
                  """
                      .getBytes(StandardCharsets.UTF_8))),
          Taxonomy.EMPTY,
          Map.of());

  private final List<String> problems = new ArrayList<>();
  private final List<String> found = new ArrayList<>();
  private final FieldNames names = new FieldNames();
  private RuleDetector detector = detector();
  private long count;

  private RuleDetector detector() {
    return RuleDetector.live(
        Interpreter.ofAnySource(RULES), RULES, problem -> problems.add(problem.what().id()));
  }

  @AfterEach
  void close() {
    detector.close();
  }

  private void found(Finding finding) {
    boolean late = finding.evidence().stream().anyMatch(each -> each.selection().equals("late"));
    found.add(
        finding.rule().id()
            + " "
            + (finding.firstNanos() / SECOND - BEGIN)
            + "-"
            + (finding.lastNanos() / SECOND - BEGIN)
            + (late ? " late" : ""));
  }

  /// An event of a source; seconds from the beginning. A user of "-" makes no match.
  private EventBatch event(String source, long happened, long received, String user) {
    EventBatch batch = new EventBatch(TenantId.LOCAL, names);
    int index = batch.beginEvent();
    batch.setTime(index, (BEGIN + happened) * SECOND, TimeSource.LOG, 0);
    batch.setReceived(index, (BEGIN + received) * SECOND);
    batch.setId(index, new EventId(1, ++count));
    batch.setInput(index, names.intern(source));
    batch.addText(names.intern("A"), user.equals("-") ? "0" : "1");
    batch.addText(names.intern("U"), user);
    return batch;
  }

  private void see(String source, long happened, long received, String user) {
    detector.detect(event(source, happened, received, user), this::found);
  }

  private void now(long second) {
    detector.now((BEGIN + second) * SECOND, this::found);
  }

  @Test
  void aMinuteIsWaitedForWhatComesLater() {
    see("pc1", 10, 10, "u");
    see("pc1", 65, 65, "-");
    // Came 55 seconds after what its source said last, and counts as if it had come in order.
    see("pc1", 12, 66, "u");
    assertThat(found).isEmpty();
    see("pc1", 80, 80, "-");
    assertThat(found).containsExactly("x 10-12");
    assertThat(problems).isEmpty();
  }

  @Test
  void aSourceThatFallsSilentDoesNotHoldUpTheOthers() {
    see("pc2", 5, 5, "-");
    see("pc1", 10, 10, "u");
    see("pc1", 12, 12, "u");
    see("pc1", 75, 75, "-");
    assertThat(found).as("pc2 may still say something").isEmpty();
    see("pc1", 120, 120, "-");
    assertThat(found).as("pc2 is silent for long, and taken to be at 5 + 115 - 60 - 60").isEmpty();
    see("pc1", 133, 133, "-");
    assertThat(found).containsExactly("x 10-12");
  }

  @Test
  void whenNothingComesTheTimeThatIsToldGoesOn() {
    see("pc1", 10, 12, "u");
    now(30);
    assertThat(found).isEmpty();
    // The window ends at 40, is waited for until the source can be taken to be at 100.
    now(132);
    assertThat(found).isEmpty();
    now(163);
    assertThat(found).containsExactly("quiet 10-10");
    now(20);
    see("pc1", 200, 200, "u");
    assertThat(found).as("a clock that goes back changes nothing").hasSize(1);
  }

  @Test
  void aClockThatHadBeenFarAheadDoesNotMakeAllLateForEver() throws IOException {
    see("pc1", 10, 10, "u");
    now(400_000_000);
    assertThat(found).containsExactly("quiet 10-10");
    ByteArrayOutputStream state = new ByteArrayOutputStream();
    detector.writeTo(state, "");
    for (int start = 0; start < 2; start++) {
      found.clear();
      problems.clear();
      now(11);
      assertThat(problems).containsExactly("detect.correlation.clock");
      see("pc1", 12, 12, "u");
      see("pc1", 14, 14, "u");
      now(15);
      see("pc1", 80, 80, "-");
      assertThat(found).containsExactly("x 12-14");
      assertThat(problems).hasSize(1);
      // What was written meanwhile says no other.
      detector.close();
      detector = detector();
      String _ = detector.readFrom(new ByteArrayInputStream(state.toByteArray()), "state");
    }
  }

  @Test
  void whatComesTooLateIsLookedAtAloneAndSaidToBeLate() {
    see("pc1", 10, 10, "u");
    see("pc1", 200, 200, "-");
    see("pc1", 12, 201, "u");
    assertThat(found).containsExactly("quiet 10-10");
    detector.finish(this::found);
    assertThat(found).containsExactly("quiet 10-10");
    assertThat(problems).containsExactly("detect.correlation.late");
  }

  @Test
  void aSourceFarBehindIsWaitedForTenMinutes() {
    see("old", -100_000, 0, "-");
    see("pc1", 0, 0, "u");
    see("pc1", 1, 1, "u");
    for (int second = 2; second <= 600; second += 30) {
      see("old", -100_000 + second, second, "-");
      see("pc1", second, second, "-");
    }
    assertThat(found).isEmpty();
    see("old", -99_000, 602, "-");
    assertThat(found).containsExactly("x 0-1");
  }

  @Test
  void aSourceAheadOfTimeDoesNotMakeOthersLate() {
    see("ahead", 86_400, 5, "-");
    see("pc1", 10, 10, "u");
    see("ahead", 86_500, 11, "-");
    see("pc1", 12, 12, "u");
    see("pc1", 75, 75, "-");
    assertThat(found).containsExactly("x 10-12");
    detector.finish(this::found);
    assertThat(problems).isEmpty();
  }

  @Test
  void aSourceIsForgottenAfterTenMinutesOfSilence() {
    see("gone", 0, 0, "-");
    see("pc1", 590, 590, "u");
    see("pc1", 592, 592, "u");
    see("pc1", 659, 659, "-");
    assertThat(found).containsExactly("x 590-592");
  }

  @Test
  void aRestartGoesOnWaiting() throws IOException {
    see("pc1", 10, 10, "u");
    see("pc1", 12, 12, "u");
    ByteArrayOutputStream state = new ByteArrayOutputStream();
    detector.writeTo(state, "");
    detector.close();
    detector = detector();
    assertThat(detector.readFrom(new ByteArrayInputStream(state.toByteArray()), "s")).isEmpty();
    // Down for an hour: sources are as if heard of just now, but nobody is waited for that long.
    now(3_600);
    assertThat(found).containsExactly("x 10-12");
  }

  @Test
  void workersAreToldTheTimeInItsTurn() {
    List<String> expected = new ArrayList<>();
    for (int number : new int[] {1, 3}) {
      found.clear();
      try (Workers workers =
          new Workers(
              number,
              () -> Interpreter.ofAnySource(RULES),
              RULES,
              CorrelationLimits.LIVE,
              _ -> {})) {
        for (int second = 10; second < 400; second += 7) {
          workers.submit(
              event("pc" + second % 4, second, second, second % 3 == 0 ? "u" : "-"),
              this::found,
              _ -> found.add("judged"));
          workers.now((BEGIN + second + 3) * SECOND, this::found);
        }
        workers.now((BEGIN + 600) * SECOND, this::found);
        workers.settle();
      }
      assertThat(found).contains("judged", "x 24-45");
      if (expected.isEmpty()) {
        expected.addAll(found);
      }
      assertThat(found).isEqualTo(expected);
    }
  }
}
