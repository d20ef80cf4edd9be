// SPDX-License-Identifier: Apache-2.0
package dev.shirube.detect;

import dev.shirube.catalog.Message;
import dev.shirube.catalog.Problem;
import dev.shirube.catalog.Problems;
import dev.shirube.sigma.Rule;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// How much correlations may keep in mind. What does not fit is let go of, the stalest first, and a
/// problem says of which rule and how often.
///
/// @param latenessNanos how far behind the newest event of its source a match may come; {@link
///   #UNLIMITED} waits for the end of the input
/// @param patienceNanos how long, by the time at which events are received, the source that is
///   furthest behind is waited for; {@link #UNLIMITED} does not look at that time
/// @param buffered most matches that wait to be put in the order of time
/// @param groupsPerRule most groups of one correlation for one tenant
/// @param groupsPerTenant most groups of all correlations for one tenant
/// @param membersPerRule most matches in the groups of one correlation for one tenant, those alone
///   in their group not counted
/// @param keptBytes most bytes of whole events that are kept for findings to show
public record CorrelationLimits(
    long latenessNanos,
    long patienceNanos,
    int buffered,
    int groupsPerRule,
    int groupsPerTenant,
    int membersPerRule,
    long keptBytes) {
  /// A lateness without an end.
  public static final long UNLIMITED = Long.MAX_VALUE;

  /// For reading files in any order: nothing is judged before the input ends or the buffer is full.
  public static final CorrelationLimits SCAN =
      new CorrelationLimits(UNLIMITED, 1_000_000, 1_000_000, 4_000_000, 4_000_000, 128L << 20);

  /// For events as they happen: a minute to arrive, and ten for a source that has fallen behind.
  public static final CorrelationLimits LIVE =
      new CorrelationLimits(
          60_000_000_000L, 600_000_000_000L, 200_000, 1_000_000, 4_000_000, 4_000_000, 128L << 20);

  /// Most groups of all tenants together: what the numbers of the table reach.
  static final int MOST_GROUPS = (1 << 24) - 2;

  public CorrelationLimits {
    boolean positive =
        latenessNanos >= 0 && patienceNanos >= latenessNanos && buffered > 0 && keptBytes >= 0;
    boolean room = groupsPerRule > 0 && groupsPerTenant > 0 && membersPerRule >= 64;
    boolean fits = groupsPerRule <= MOST_GROUPS && groupsPerTenant <= MOST_GROUPS;
    if (!positive || !room || !fits) {
      throw new IllegalArgumentException("limits of correlations out of range");
    }
  }

  /// The same without a look at the time at which events are received.
  public CorrelationLimits(
      long latenessNanos,
      int buffered,
      int groupsPerRule,
      int groupsPerTenant,
      int membersPerRule,
      long keptBytes) {
    this(
        latenessNanos,
        UNLIMITED,
        buffered,
        groupsPerRule,
        groupsPerTenant,
        membersPerRule,
        keptBytes);
  }

  /// The same with another number of matches that wait.
  public CorrelationLimits withBuffered(int number) {
    return new CorrelationLimits(
        latenessNanos,
        patienceNanos,
        number,
        groupsPerRule,
        groupsPerTenant,
        membersPerRule,
        keptBytes);
  }

  /// The same with another lateness.
  public CorrelationLimits withLateness(long nanos) {
    return new CorrelationLimits(
        nanos, patienceNanos, buffered, groupsPerRule, groupsPerTenant, membersPerRule, keptBytes);
  }

  /// What the limits cost, by rule and cause, until it is told.
  static final class Losses {
    private final Map<String, Loss> losses = new TreeMap<>();

    /// Why something is missing.
    enum Cause {
      /// More matches waited than fit, and were judged before later ones could come.
      FULL,
      /// A group had to go for others.
      EVICTED,
      /// A match came later than allowed and was looked at alone.
      LATE,
      /// An event is not kept whole.
      BARE;

      private String id() {
        return "detect.correlation." + name().toLowerCase(Locale.ROOT);
      }
    }

    private static final class Loss {
      final Rule rule;
      final Cause cause;
      long count;

      Loss(Rule rule, Cause cause) {
        this.rule = rule;
        this.cause = cause;
      }
    }

    void count(Rule rule, Cause cause) {
      losses.computeIfAbsent(rule.id() + ' ' + cause, _ -> new Loss(rule, cause)).count++;
    }

    /// Tells of everything, one problem for each rule and cause, and forgets it.
    void tell(Problems problems) {
      for (Loss loss : losses.values()) {
        problems.tell(problem(loss.rule, loss.cause.id(), loss.count));
      }
      losses.clear();
    }

    /// Tells of something that is wrong with a whole file.
    void tell(Problems problems, String file, String id, String fact) {
      problems.tell(new Problem(file, 0, Message.of(id, fact), Message.of(id + ".advice", fact)));
    }

    private static Problem problem(Rule rule, String id, long count) {
      return new Problem(
          rule.origin().file(),
          rule.origin().line(),
          Message.of(id, rule.title(), count),
          Message.of(id + ".advice", rule.title(), count));
    }
  }
}
