// SPDX-License-Identifier: Apache-2.0
package dev.shirube.fleet;

import dev.shirube.catalog.Message;
import dev.shirube.event.TenantId;
import dev.shirube.records.Condition;
import dev.shirube.records.Find;
import dev.shirube.records.Row;
import dev.shirube.records.Scope;
import dev.shirube.wire.Policy;
import java.nio.charset.StandardCharsets;

/// Sets what agents are told to do.
final class Following {
  private final FleetParts parts;
  private final Register register;

  Following(FleetParts parts, Register register) {
    this.parts = parts;
    this.register = register;
  }

  /// Takes a policy back, durably, so that the next wider one holds.
  void leave(TenantId tenant, String by, String whom) {
    Object _ =
        parts
            .records()
            .write(
                Scope.of(tenant),
                rows -> {
                  rows.delete(tenant, Find.in(Tables.POLICIES).where(Condition.is("agent", whom)));
                  String who = whom.isEmpty() ? "*" : whom;
                  parts.deed(rows, tenant, by, Message.of("fleet.deed.policy.none", who));
                  return whom;
                });
    register.remove(tenant, whom);
  }

  /// Puts an agent into a group, durably, or with an empty name into none.
  void group(TenantId tenant, String by, String agent, String name) {
    Object _ =
        parts
            .records()
            .write(
                Scope.of(tenant),
                rows -> {
                  rows.delete(tenant, Find.in(Tables.GROUPS).where(Condition.is("agent", agent)));
                  if (!name.isEmpty()) {
                    rows.insert(
                        tenant, Tables.GROUPS, Row.empty().with("agent", agent).with("name", name));
                  }
                  parts.deed(rows, tenant, by, Message.of("fleet.deed.group", agent, name));
                  return agent;
                });
    register.group(agent, name);
  }

  /// Sets a policy, durably.
  Policy follow(TenantId tenant, String by, String agent, Policy policy) {
    // Versions tell policies apart, whoever they are for: the time is one that was never given.
    Policy next =
        new Policy(
            parts.time().now(),
            policy.scriptContent(),
            policy.fileOpens(),
            policy.systemCalls(),
            policy.selfTestSeconds(),
            policy.limits());
    String text = new String(next.bytes(), StandardCharsets.UTF_8);
    Object _ =
        parts
            .records()
            .write(
                Scope.of(tenant),
                rows -> {
                  Find there = Find.in(Tables.POLICIES).where(Condition.is("agent", agent));
                  rows.delete(tenant, there);
                  rows.insert(
                      tenant,
                      Tables.POLICIES,
                      Row.empty()
                          .with("agent", agent)
                          .with("version", next.version())
                          .with("policy", text));
                  String whom = agent.isEmpty() ? "*" : agent;
                  parts.deed(rows, tenant, by, Message.of("fleet.deed.policy", whom, text));
                  return agent;
                });
    register.put(tenant, agent, next);
    return next;
  }
}
