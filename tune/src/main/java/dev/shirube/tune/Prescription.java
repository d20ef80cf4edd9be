// SPDX-License-Identifier: Apache-2.0
package dev.shirube.tune;

import dev.shirube.sigma.LogSource;
import dev.shirube.sigma.Rule;
import dev.shirube.tune.AuditPolicy.Setting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Decides for each Windows host which settings are off and which rules each would unlock.
final class Prescription {
  private static final long DAYS = Duration.ofDays(3).toNanos();
  private static final Set<String> CONTROLLER_LOGS =
      Set.of("directory service", "dfs replication", "dns server", "file replication service");
  private static final Set<String> CONTROLLER_EVENTS =
      Set.of("4768", "4769", "4771", "5136", "5137");

  private final AuditPolicy policy;
  private final RuleReach reach;
  private final Map<String, BitSet> fed;
  private final Map<String, BitSet> feeds = new HashMap<>();

  Prescription(AuditPolicy policy, RuleReach reach, Map<String, BitSet> fed) {
    this.policy = policy;
    this.reach = reach;
    this.fed = fed;
  }

  /// What is known about one setting on several hosts.
  private record Finding(Advice.State state, Setting setting, String channel) {}

  /// Advice for all Windows hosts together, best first.
  List<Advice> over(Map<String, List<LogSort>> byHost) {
    Map<Finding, List<String>> found = new LinkedHashMap<>();
    byHost.forEach((host, sorts) -> {
      List<LogSort> windows = sorts.stream().filter(LogProfile::isWindows).toList();
      for (Setting setting : windows.isEmpty() ? List.<Setting>of() : policy.settings()) {
        Finding finding = judge(setting, windows);
        if (finding != null && finding.state != Advice.State.ON) {
          found.computeIfAbsent(finding, _ -> new ArrayList<>()).add(host);
        }
      }
    });
    List<Advice> advice = new ArrayList<>();
    Map<String, List<Finding>> missingLogs = new LinkedHashMap<>();
    found.forEach((finding, hosts) -> {
      if (finding.state == Advice.State.NOT_DELIVERED) {
        missingLogs.computeIfAbsent(finding.channel, _ -> new ArrayList<>()).add(finding);
      } else {
        advice.add(advice(List.of(finding), hosts));
      }
    });
    missingLogs.values().forEach(group -> advice.add(missing(group, found)));
    advice.sort(
        Comparator.comparing((Advice one) -> one.state() == Advice.State.CANNOT_TELL)
            .thenComparingInt(one -> -one.unlocked().size())
            .thenComparingInt(one -> -one.hosts().size()));
    return advice;
  }

  private Advice missing(List<Finding> group, Map<Finding, List<String>> found) {
    Set<String> hosts = new HashSet<>();
    group.forEach(finding -> hosts.addAll(found.getOrDefault(finding, List.of())));
    List<Finding> ordered =
        group.stream().sorted(Comparator.comparing(one -> !one.setting.needs().isEmpty())).toList();
    return advice(ordered, hosts.stream().sorted().toList());
  }

  private Advice advice(List<Finding> findings, List<String> hosts) {
    BitSet unlocked = new BitSet();
    for (Finding finding : findings) {
      for (String host : hosts) {
        BitSet more = (BitSet) feeds(finding.setting).clone();
        more.andNot(fed.getOrDefault(host, new BitSet()));
        unlocked.or(more);
      }
    }
    Finding first = findings.getFirst();
    return new Advice(
        first.state,
        first.setting,
        findings.stream().skip(1).map(Finding::setting).toList(),
        first.channel,
        hosts,
        rules(unlocked));
  }

  private List<Rule> rules(BitSet numbers) {
    return numbers.stream()
        .mapToObj(number -> reach.detections().get(number).rule())
        .sorted(
            Comparator.comparing(Rule::severity)
                .reversed()
                .thenComparing((Rule rule) -> rule.title()))
        .toList();
  }

  /// What one host's logs tell of a setting; null if logs cannot tell at all.
  private @Nullable Finding judge(Setting setting, List<LogSort> sorts) {
    List<AuditPolicy.Events> events = setting.traces().events();
    if (events.isEmpty()) {
      return null;
    }
    String value = setting.traces().value();
    boolean delivered = false;
    boolean seen = false;
    for (LogSort sort : sorts) {
      for (AuditPolicy.Events one : events) {
        if (one.channel().equalsIgnoreCase(sort.key().channel())) {
          delivered = true;
          boolean event = one.ids().contains(sort.key().code());
          if (event && (value == null || sort.has(value, List.of()))) {
            return new Finding(Advice.State.ON, setting, one.channel());
          }
          seen |= event;
        }
      }
    }
    String channel = events.getFirst().channel();
    if (!delivered) {
      return new Finding(Advice.State.NOT_DELIVERED, setting, channel);
    }
    boolean off = isExpected(setting, sorts, seen);
    return new Finding(off ? Advice.State.OFF : Advice.State.CANNOT_TELL, setting, channel);
  }

  private static boolean isExpected(Setting setting, List<LogSort> sorts, boolean seen) {
    if (setting.traces().value() != null) {
      return seen;
    }
    if (setting.traces().role() != AuditPolicy.Role.ANY
        && sorts.stream().noneMatch(Prescription::isController)) {
      return false;
    }
    return switch (setting.traces().frequency()) {
      case OFTEN -> true;
      case SOMETIMES -> span(sorts) > DAYS;
      case RARELY -> false;
    };
  }

  private static boolean isController(LogSort sort) {
    String channel = sort.key().channel().toLowerCase(Locale.ROOT);
    return CONTROLLER_LOGS.contains(channel)
        || (channel.equals("security") && CONTROLLER_EVENTS.contains(sort.key().code()));
  }

  private static long span(List<LogSort> sorts) {
    long first = sorts.stream().mapToLong(LogSort::first).min().orElse(0);
    long last = sorts.stream().mapToLong(LogSort::last).max().orElse(0);
    return last - first;
  }

  /// The numbers of all rules a setting feeds, whether they are fed already or not.
  private BitSet feeds(Setting setting) {
    return feeds.computeIfAbsent(
        setting.id(),
        _ -> {
          Set<String> codes = new HashSet<>();
          setting.traces().events().forEach(events -> codes.addAll(events.ids()));
          BitSet numbers = new BitSet();
          for (AuditPolicy.Feed feed : setting.feeds()) {
            for (int number = 0; number < reach.detections().size(); number++) {
              if (matches(feed, number, codes)) {
                numbers.set(number);
              }
            }
          }
          return numbers;
        });
  }

  private boolean matches(AuditPolicy.Feed feed, int number, Set<String> codes) {
    LogSource rule = reach.detections().get(number).rule().logSource();
    LogSource wanted = feed.logSource();
    boolean product = rule.product() == null || same(wanted.product(), rule.product());
    return product
        && same(wanted.category(), rule.category())
        && same(wanted.service(), rule.service())
        && (!feed.byEvent() || reach.asksFor(number, codes))
        && (feed.fields().isEmpty() || reach.asksForField(number, feed.fields()));
  }

  private static boolean same(@Nullable String wanted, @Nullable String word) {
    return wanted == null || wanted.equals(word);
  }
}
