// SPDX-License-Identifier: Apache-2.0
package dev.shirube.fleet;

import dev.shirube.wire.Hello;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A machine with an agent, as people see it.
///
/// @param agent the agent's id
/// @param name the machine's host name
/// @param system its operating system
/// @param version the agent's
/// @param firstSeen when it was enrolled, nanoseconds since 1970 UTC
/// @param lastSeen when it was last heard of
/// @param clockOffset how far its clock is ahead of ours, in nanoseconds; of the way it includes
/// @param said what it said last; null before it has
public record Host(
    String agent,
    String name,
    String system,
    String kernel,
    String version,
    State state,
    long firstSeen,
    long lastSeen,
    long clockOffset,
    @Nullable Hello said) {

  /// How it is.
  public enum State {
    /// It says regularly that it lives.
    ACTIVE,
    /// It has not for too long.
    SILENT,
    /// Another machine uses its certificate: neither is let in until it is enrolled anew.
    TWICE,
    /// It may send nothing any more.
    REVOKED;

    /// In lower case, as JSON has it.
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// What it can be told by in the records of others: its name, the id of the machine, addresses.
  List<String> marks() {
    List<String> marks = new ArrayList<>(List.of(name));
    if (said != null) {
      marks.add(said.host().machine());
      marks.addAll(said.host().addresses());
    }
    return marks;
  }

  static Host of(HostState host) {
    HostState.Facts facts = host.facts();
    HostState.Marks marks = host.marks();
    State state =
        marks.revoked() != 0
            ? State.REVOKED
            : marks.twice() != 0 ? State.TWICE : marks.silent() != 0 ? State.SILENT : State.ACTIVE;
    return new Host(
        host.agent,
        facts.name(),
        facts.system(),
        facts.kernel(),
        facts.version(),
        state,
        marks.firstSeen(),
        marks.lastSeen(),
        marks.clockOffset(),
        host.said());
  }
}
