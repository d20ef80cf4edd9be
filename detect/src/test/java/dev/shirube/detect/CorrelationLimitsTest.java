// SPDX-License-Identifier: Apache-2.0
package dev.shirube.detect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.event.EventBatch;
import dev.shirube.event.EventId;
import dev.shirube.event.FieldNames;
import dev.shirube.event.TenantId;
import dev.shirube.event.TimeSource;
import dev.shirube.sigma.Interpreter;
import dev.shirube.sigma.Matcher.Evidence;
import dev.shirube.sigma.RuleFile;
import dev.shirube.sigma.RuleSet;
import dev.shirube.sigma.Taxonomy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What happens at the bounds: everything that is missing is counted, and memory stays where it is.
class CorrelationLimitsTest {
  private static final long SECOND = 1_000_000_000L;
  private static final String PAIRS =
      "type: event_count, rules: [a], group-by: [U], timespan: 1h, condition: {gte: 2}";

  private final FieldNames names = new FieldNames();
  private final List<Finding> findings = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();
  private RuleDetector detector = detector(PAIRS, CorrelationLimits.LIVE);
  private int events;

  @AfterEach
  void close() {
    detector.close();
  }

  private RuleDetector detector(String section, CorrelationLimits limits) {
    String text =
        "title: X\nid: x\ncorrelation: {"
            + section
            + "}\n---\ntitle: A\nid: a\nlogsource: {category: test}\n"
            + "detection: {s: {A: 1}, condition: s}\n";
    RuleFile file = new RuleFile("r.yml", text.getBytes(StandardCharsets.UTF_8));
    RuleSet rules = RuleSet.load(List.of(file), Taxonomy.EMPTY, Map.of());
    assertThat(rules.problems()).isEmpty();
    return new RuleDetector(
        Interpreter.ofAnySource(rules),
        new Correlations(
            rules,
            limits,
            each -> problems.add(each.what().id() + " " + each.what().arguments().getLast())));
  }

  private static CorrelationLimits limits(int groupsPerRule, int groupsPerTenant, int members) {
    return new CorrelationLimits(0, 100_000, groupsPerRule, groupsPerTenant, members, 1 << 26);
  }

  private void see(long second, String user, String source, TenantId tenant) {
    EventBatch batch = new EventBatch(tenant, names);
    int index = batch.beginEvent();
    batch.setTime(index, second * SECOND, TimeSource.LOG, 0);
    batch.setId(index, new EventId(1, ++events));
    batch.setInput(index, names.intern(source));
    batch.addText(names.intern("A"), "1");
    batch.addText(names.intern("U"), user);
    detector.detect(batch, findings::add);
  }

  private void see(long second, String user) {
    see(second, user, "host", TenantId.LOCAL);
  }

  private void finish() {
    detector.finish(findings::add);
  }

  @Test
  void aFloodOfGroupsLosesExactlyWhatItSays() {
    detector = detector(PAIRS, limits(1_000, 10_000, 1_000));
    long before = 0;
    for (int user = 0; user < 5_000; user++) {
      see(user / 10L, "u" + user);
      before = user == 2_000 ? detector.memoryBytes() : before;
    }
    assertThat(detector.memoryBytes()).as("no more after 5,000 than after 2,000").isEqualTo(before);
    for (int user = 0; user < 5_000; user++) {
      see(500, "u" + user);
    }
    finish();
    // Of the first thousands the last is left; each that comes again pushes out the stalest, which
    // is
    // always one that would have come later.
    assertThat(findings).isEmpty();
    assertThat(problems).containsExactly("detect.correlation.evicted 9000");
    assertThat(detector.memoryBytes()).isZero();
  }

  @Test
  void theStalestGoFirst() {
    detector = detector(PAIRS, limits(100, 10_000, 1_000));
    for (int user = 0; user < 300; user++) {
      see(user * 10L, "u" + user);
    }
    for (int user = 299; user >= 0; user--) {
      see(3_000, "u" + user);
    }
    finish();
    // 200 have gone by then; the hundred that came last find their pair before new ones come.
    assertThat(findings).hasSize(100);
    assertThat(count("detect.correlation.evicted")).isEqualTo(400);
  }

  private int count(String problem) {
    return problems.stream()
        .filter(each -> each.startsWith(problem + " "))
        .mapToInt(each -> Integer.parseInt(each.substring(problem.length() + 1)))
        .sum();
  }

  @Test
  void oneTenantsFloodCostsNoOtherTenant() {
    detector = detector(PAIRS, limits(100, 100, 1_000));
    TenantId quiet = new TenantId("quiet");
    see(0, "one", "host", quiet);
    for (int user = 0; user < 1_000; user++) {
      see(1, "u" + user);
    }
    see(2, "one", "host", quiet);
    finish();
    assertThat(findings).hasSize(1);
    assertThat(findings.getFirst().tenant()).isEqualTo(quiet);
    assertThat(count("detect.correlation.evicted")).isEqualTo(900);
  }

  @Test
  void membersAreBoundedToo() {
    detector =
        detector(
            "type: value_count, rules: [a], timespan: 1h, condition: {field: U, gte: 900}",
            limits(100, 100, 300));
    for (int user = 0; user < 1_000; user++) {
      see(1, "u" + user);
    }
    finish();
    assertThat(findings).isEmpty();
    assertThat(count("detect.correlation.evicted")).isBetween(3, 5);
  }

  @Test
  void aMatchThatIsLateIsLookedAtAlone() {
    detector =
        detector(
            "type: event_count, rules: [a], timespan: 1h, condition: {gte: 1}",
            CorrelationLimits.LIVE);
    see(1_000, "u");
    see(939, "u");
    see(2_000, "u");
    assertThat(findings).hasSize(2);
    assertThat(findings.getFirst().evidence()).contains(new Evidence("late", "", "", "1"));
    finish();
    assertThat(problems).containsExactly("detect.correlation.late 1");
  }

  @Test
  void aLateMatchJoinsNothing() {
    see(1_000, "u");
    see(930, "u");
    finish();
    assertThat(findings).isEmpty();
    assertThat(problems).containsExactly("detect.correlation.late 1");
  }

  @Test
  void aSourceThatSaysNothingHoldsUpNothingOnceTimeIsTold() {
    see(0, "u", "quiet", TenantId.LOCAL);
    see(1, "u", "busy", TenantId.LOCAL);
    see(5_000, "v", "busy", TenantId.LOCAL);
    assertThat(findings).isEmpty();
    detector.advanceTo(2 * SECOND, findings::add);
    assertThat(findings).hasSize(1);
  }

  @Test
  void whatDoesNotHappenIsSaidWhenTheWindowCloses() {
    detector =
        detector(
            "type: event_count, rules: [a], group-by: [U], timespan: 100s, condition: {lt: 3}",
            CorrelationLimits.LIVE);
    see(0, "u");
    see(100, "u");
    see(100, "v");
    detector.advanceTo(100 * SECOND + 1, findings::add);
    assertThat(findings).as("an instant before it is over: both ends count").hasSize(1);
    assertThat(findings.getFirst().eventCount()).isEqualTo(2);
    detector.advanceTo(201 * SECOND, findings::add);
    assertThat(findings).hasSize(2);
    finish();
    assertThat(findings).hasSize(2);
  }

  @Test
  void eventsBeyondTheRoomAreShownByIdentityAndTime() {
    detector = detector(PAIRS, new CorrelationLimits(0, 1_000, 1_000, 1_000, 1_000, 0));
    see(1, "u");
    see(2, "U");
    finish();
    assertThat(findings).hasSize(1);
    assertThat(findings.getFirst().events())
        .extracting(each -> each.id().low())
        .containsExactly(1L, 2L);
    assertThat(count("detect.correlation.bare")).isEqualTo(2);
  }

  @Test
  void theEndsOfTimeAreTimesLikeOthers() {
    for (long second : new long[] {Long.MIN_VALUE / SECOND, 0, Long.MAX_VALUE / SECOND}) {
      see(second, "u");
      see(second, "u");
    }
    finish();
    assertThat(findings).hasSize(3);
  }
}
