// SPDX-License-Identifier: Apache-2.0
package dev.shirube.report;

import dev.shirube.event.Severity;
import dev.shirube.event.Technique;
import dev.shirube.sigma.Rule;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// The sums over the findings of one scan: by severity, rule, host and ATT&CK.
public final class Tally {
  private final long[] bySeverity = new long[Severity.values().length];
  private final Map<Integer, RuleSum> rules = new HashMap<>();
  private final Map<String, HostSum> hosts = new HashMap<>();
  private final Map<String, TacticSum> tactics = new TreeMap<>();
  private long below;
  private long repeated;
  private long unevaluated;

  Tally() {}

  /// The findings of one rule.
  public static final class RuleSum {
    private final Rule rule;
    private final int index;
    private final Set<String> hosts = new TreeSet<>();
    private long count;
    private long firstNanos = Long.MAX_VALUE;
    private long lastNanos = Long.MIN_VALUE;

    private RuleSum(Rule rule, int index) {
      this.rule = rule;
      this.index = index;
    }

    public Rule rule() {
      return rule;
    }

    /// The number by which rows name the rule.
    public int index() {
      return index;
    }

    /// The hosts it fired on, by name; without those whose events name none.
    public Set<String> hosts() {
      return hosts;
    }

    public long count() {
      return count;
    }

    public long firstNanos() {
      return firstNanos;
    }

    public long lastNanos() {
      return lastNanos;
    }
  }

  /// The findings of one host.
  public static final class HostSum {
    private final String host;
    private final long[] bySeverity = new long[Severity.values().length];
    private final Set<Integer> rules = new TreeSet<>();
    private final Map<String, Integer> tactics = new TreeMap<>();
    private long firstNanos = Long.MAX_VALUE;
    private long lastNanos = Long.MIN_VALUE;

    private HostSum(String host) {
      this.host = host;
    }

    public String host() {
      return host;
    }

    public long count(Severity severity) {
      return bySeverity[severity.ordinal()];
    }

    /// How many different rules fired.
    public int rules() {
      return rules.size();
    }

    /// The tactics seen, by name.
    public Set<String> tactics() {
      return tactics.keySet();
    }

    public long firstNanos() {
      return firstNanos;
    }

    public long lastNanos() {
      return lastNanos;
    }

    private long weight(int severity) {
      return bySeverity[severity];
    }
  }

  /// The findings of one ATT&CK tactic.
  public static final class TacticSum {
    private final Map<String, TechniqueSum> techniques = new TreeMap<>();
    private long count;
    private Severity worst = Severity.INFORMATIONAL;

    private TacticSum() {}

    public long count() {
      return count;
    }

    public Severity worst() {
      return worst;
    }

    /// By technique id; the empty one stands for rules that name the tactic alone.
    public Map<String, TechniqueSum> techniques() {
      return techniques;
    }
  }

  /// The findings of one ATT&CK technique within a tactic.
  public record TechniqueSum(long count, Severity worst) {}

  void belowMinimum() {
    below++;
  }

  void repeated() {
    repeated++;
  }

  void add(FindingRow row, Rule rule) {
    bySeverity[row.severity().ordinal()]++;
    unevaluated += row.unevaluated() ? 1 : 0;
    RuleSum sum = rules.computeIfAbsent(row.rule(), index -> new RuleSum(rule, index));
    sum.count++;
    if (!row.host().isEmpty()) {
      sum.hosts.add(row.host());
    }
    sum.firstNanos = Math.min(sum.firstNanos, row.firstNanos());
    sum.lastNanos = Math.max(sum.lastNanos, row.lastNanos());
    addToHost(row, rule);
    rule.tactics().forEach(tactic -> addToTactic(tactic, row, rule));
  }

  private void addToHost(FindingRow row, Rule rule) {
    HostSum host = hosts.computeIfAbsent(row.host(), HostSum::new);
    host.bySeverity[row.severity().ordinal()]++;
    host.rules.add(row.rule());
    rule.tactics().forEach(tactic -> host.tactics.merge(tactic, 1, Integer::sum));
    host.firstNanos = Math.min(host.firstNanos, row.firstNanos());
    host.lastNanos = Math.max(host.lastNanos, row.lastNanos());
  }

  private void addToTactic(String tactic, FindingRow row, Rule rule) {
    TacticSum sum = tactics.computeIfAbsent(tactic, name -> new TacticSum());
    sum.count++;
    sum.worst = worse(sum.worst, row.severity());
    List<String> ids = rule.techniques().stream().map(Technique::id).toList();
    for (String id : ids.isEmpty() ? List.of("") : ids) {
      TechniqueSum one = new TechniqueSum(1, row.severity());
      sum.techniques.merge(
          id, one, (a, b) -> new TechniqueSum(a.count() + b.count(), worse(a.worst(), b.worst())));
    }
  }

  private static Severity worse(Severity one, Severity other) {
    return one.compareTo(other) >= 0 ? one : other;
  }

  public long count(Severity severity) {
    return bySeverity[severity.ordinal()];
  }

  /// How many findings at a severity or above.
  public long atLeast(Severity severity) {
    long sum = 0;
    for (int ordinal = severity.ordinal(); ordinal < bySeverity.length; ordinal++) {
      sum += bySeverity[ordinal];
    }
    return sum;
  }

  public long total() {
    return atLeast(Severity.INFORMATIONAL);
  }

  /// How many findings were left out because their rules lie below the minimum level.
  public long below() {
    return below;
  }

  /// How often a finding came that was there already.
  public long repeats() {
    return repeated;
  }

  /// How many findings say that a rule gave up within its step budget.
  public long unevaluated() {
    return unevaluated;
  }

  /// The rules that fired, worst first; among equals what is rare comes before what is common.
  public List<RuleSum> rulesWorstFirst() {
    return rules.values().stream()
        .sorted(
            Comparator.comparing((RuleSum sum) -> sum.rule.severity())
                .reversed()
                .thenComparingLong(RuleSum::count)
                .thenComparing(sum -> sum.rule.title())
                .thenComparing(sum -> sum.rule.id()))
        .toList();
  }

  /// The rules that fired, most findings first.
  public List<RuleSum> rulesNoisiestFirst() {
    return rules.values().stream()
        .sorted(
            Comparator.comparingLong(RuleSum::count)
                .reversed()
                .thenComparing(sum -> sum.rule.title())
                .thenComparing(sum -> sum.rule.id()))
        .toList();
  }

  /// The hosts with findings, worst first.
  public List<HostSum> hostsWorstFirst() {
    Comparator<HostSum> worst = Comparator.comparingLong(host -> 0);
    for (int severity = bySeverity.length - 1; severity >= 0; severity--) {
      int level = severity;
      worst =
          worst.thenComparing(Comparator.<HostSum>comparingLong(h -> h.weight(level)).reversed());
    }
    return hosts.values().stream().sorted(worst.thenComparing(HostSum::host)).toList();
  }

  /// How many hosts have findings; without those whose events name none.
  public int namedHosts() {
    return hosts.size() - (hosts.containsKey("") ? 1 : 0);
  }

  /// The tactics seen, by the name rules give them.
  public Map<String, TacticSum> tactics() {
    return tactics;
  }
}
