// SPDX-License-Identifier: Apache-2.0
package dev.shirube.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.sigma.Detection;
import dev.shirube.sigma.RuleSet;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// An event's partition has the rules whose log sources cover it, no more and no fewer.
class RoutingTest {
  private static final long SEED = 20_261_211L;

  @Test
  void anEventsPartitionHasTheRulesThatCoverIt() {
    Random random = new Random(SEED);
    RuleSet rules = Trial.load(new RuleMaker(random).rules(60));
    Snapshot snapshot = Snapshot.of(rules);
    ValueCache cache = new ValueCache(1 << 16, SEED, SEED + 1);
    int[] lanes = {0};
    Routing routing =
        new Routing(
            snapshot,
            cache,
            new FoldedValue(),
            plan -> new Partition(snapshot, plan, () -> ++lanes[0], SEED),
            SEED);
    EventMaker maker = new EventMaker(random);
    EventBatch batch = Trial.batch();
    Columns columns = new Columns(snapshot);
    Set<Set<String>> seen = new HashSet<>();
    for (int each = 0; each < 20_000; each++) {
      if (each % 5_000 == 4_999) {
        batch = Trial.batch();
      }
      Event event = maker.next(batch);
      if (columns.use(batch.names())) {
        routing.renew();
      }
      int[] at = new int[event.size()];
      for (int entry = 0; entry < event.size(); entry++) {
        at[entry] = columns.of(event, entry);
      }
      Set<String> routed =
          ids(
              routing.route(event, columns, at).plan.rules().stream()
                  .map(Plan.Ruled::detection)
                  .toList());
      Set<String> covering =
          ids(rules.detections().stream().filter(it -> it.covers(event)).toList());
      assertThat(routed).as("seed %s event %s", SEED, each).isEqualTo(covering);
      seen.add(covering);
    }
    assertThat(seen).as("different sets of rules").hasSizeGreaterThan(5);
    assertThat(routing.size()).isLessThan(64 * 100);
  }

  private static Set<String> ids(List<Detection> detections) {
    return detections.stream()
        .map(it -> it.rule().id())
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
