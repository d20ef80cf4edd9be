// SPDX-License-Identifier: Apache-2.0
package dev.shirube.tune;

import dev.shirube.event.EventBatch;
import dev.shirube.sigma.Detection;
import dev.shirube.sigma.LogSource;
import dev.shirube.sigma.Rule;
import dev.shirube.sigma.RuleSet;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Tells which rules some logs can feed, which auditing is off, and what to do about it. Give it
/// every normalized batch, then ask.
public final class Doctor {
  private final AuditPolicy policy;
  private final LogProfile profile = new LogProfile();

  public Doctor(AuditPolicy policy) {
    this.policy = policy;
  }

  /// Learns from every event of a normalized batch; nothing of the batch is kept.
  public void accept(EventBatch batch) {
    profile.accept(batch);
  }

  /// What the logs seen so far mean for these rules.
  public Diagnosis diagnose(RuleSet rules) {
    RuleReach reach = new RuleReach(rules);
    Map<String, List<LogSort>> byHost = profile.byHost();
    Map<String, BitSet> fedByHost = new TreeMap<>();
    BitSet fedAnywhere = new BitSet();
    byHost.forEach((host, sorts) -> {
      BitSet fed = new BitSet();
      sorts.forEach(sort -> fed.or(reach.fedBy(sort)));
      fedByHost.put(host, fed);
      fedAnywhere.or(fed);
    });
    Set<String> fed = ids(reach, fedAnywhere);
    fed.addAll(reach.fedCorrelations(fed));
    fed.retainAll(rules.rules().stream().map(Rule::id).toList());
    return new Diagnosis(
        profile.events(),
        hosts(byHost, fedByHost),
        rules.rules().size(),
        fed,
        unfed(rules, reach, fed),
        sources(rules, fed),
        new Prescription(policy, reach, fedByHost).over(byHost));
  }

  private static Set<String> ids(RuleReach reach, BitSet numbers) {
    Set<String> ids = new HashSet<>();
    numbers.stream().forEach(number -> ids.add(reach.detections().get(number).rule().id()));
    return ids;
  }

  private static List<Diagnosis.Host> hosts(
      Map<String, List<LogSort>> byHost, Map<String, BitSet> fed) {
    List<Diagnosis.Host> hosts = new ArrayList<>();
    byHost.forEach((name, sorts) -> {
      Map<String, Long> logs = new TreeMap<>();
      long first = sorts.stream().mapToLong(LogSort::first).min().orElse(0);
      long last = sorts.stream().mapToLong(LogSort::last).max().orElse(0);
      for (LogSort sort : sorts) {
        LogSort.Key key = sort.key();
        String log = key.channel().isEmpty() ? key.source() : key.channel();
        logs.merge(log, sort.count(), Long::sum);
      }
      int rules = fed.getOrDefault(name, new BitSet()).cardinality();
      hosts.add(new Diagnosis.Host(name, first, last, logs, rules));
    });
    return hosts;
  }

  private Map<Diagnosis.Reason, List<Rule>> unfed(RuleSet rules, RuleReach reach, Set<String> fed) {
    Map<Diagnosis.Reason, List<Rule>> unfed = new EnumMap<>(Diagnosis.Reason.class);
    BitSet covered = reach.coveredBy(profile.sorts());
    Map<String, Diagnosis.Reason> reasons = new LinkedHashMap<>();
    List<Detection> detections = reach.detections();
    for (int number = 0; number < detections.size(); number++) {
      Diagnosis.Reason reason =
          !detections.get(number).binding().isFed()
              ? Diagnosis.Reason.UNKNOWN_LOG_SOURCE
              : covered.get(number) ? Diagnosis.Reason.NO_VALUES : Diagnosis.Reason.NO_EVENTS;
      reasons.put(detections.get(number).rule().id(), reason);
    }
    for (Rule rule : rules.rules()) {
      if (!fed.contains(rule.id())) {
        Diagnosis.Reason reason = reasons.getOrDefault(rule.id(), Diagnosis.Reason.NO_EVENTS);
        unfed.computeIfAbsent(reason, _ -> new ArrayList<>()).add(rule);
      }
    }
    return unfed;
  }

  private static List<Diagnosis.SourceCount> sources(RuleSet rules, Set<String> fed) {
    Map<LogSource, int[]> counts = new LinkedHashMap<>();
    for (Rule rule : rules.rules()) {
      int[] count = counts.computeIfAbsent(rule.logSource(), _ -> new int[2]);
      count[0]++;
      count[1] += fed.contains(rule.id()) ? 1 : 0;
    }
    List<Diagnosis.SourceCount> sources = new ArrayList<>();
    counts.forEach((source, n) -> sources.add(new Diagnosis.SourceCount(source, n[0], n[1])));
    sources.sort(Comparator.comparingInt(Diagnosis.SourceCount::rules).reversed());
    return sources;
  }
}
