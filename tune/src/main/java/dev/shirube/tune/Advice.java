// SPDX-License-Identifier: Apache-2.0
package dev.shirube.tune;

import dev.shirube.sigma.Rule;
import dev.shirube.tune.AuditPolicy.Setting;
import java.util.List;

/// What to switch on, and what for.
///
/// @param state how sure it is that it is off
/// @param setting the first thing to do
/// @param others what else the same log needs; only for a log that was not delivered
/// @param channel the log it is about
/// @param hosts where; the names as the events spell them in upper case, without domain
/// @param unlocked rules that get their events by it and have none today, by severity then title
public record Advice(
    State state,
    Setting setting,
    List<Setting> others,
    String channel,
    List<String> hosts,
    List<Rule> unlocked) {
  public Advice {
    others = List.copyOf(others);
    hosts = List.copyOf(hosts);
    unlocked = List.copyOf(unlocked);
  }

  /// What these logs tell of a setting.
  public enum State {
    /// It writes its events.
    ON,
    /// The log is there for long enough, and its events are not.
    OFF,
    /// The log itself was not delivered: off, or not collected.
    NOT_DELIVERED,
    /// Not seen, and that may be chance.
    CANNOT_TELL
  }
}
