// SPDX-License-Identifier: Apache-2.0
package dev.shirube.fleet;

import dev.shirube.event.TenantId;
import dev.shirube.records.Find;
import dev.shirube.records.Records;
import dev.shirube.records.Row;
import dev.shirube.records.Scope;
import dev.shirube.records.Transaction;
import dev.shirube.wire.Policy;
import dev.shirube.wire.WireException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// All agents, their certificates and the tokens to join by, in memory as they are in the records:
/// so that whoever is not known costs no look at the disk. One process has it.
final class Register {
  /// What stands for all agents of a tenant where an agent's id could stand.
  static final String ALL = "";

  /// What a group's name has before it where an agent's id could stand.
  static final String GROUP = "@";

  private final Map<String, HostState> hosts = new ConcurrentHashMap<>();
  private final Map<String, Certified> certificates = new ConcurrentHashMap<>();
  private final Map<String, String> keys = new ConcurrentHashMap<>();
  private final Map<String, Ticket> tokens = new ConcurrentHashMap<>();
  private final Map<String, String> groups = new ConcurrentHashMap<>();
  private final Map<Follower, Policy> policies = new ConcurrentHashMap<>();

  /// A certificate that was issued.
  ///
  /// @param until when it ends, nanoseconds since 1970 UTC
  record Certified(String agent, long until, boolean revoked) {}

  /// A token that lets one machine join.
  ///
  /// @param used when it was; 0 while it was not
  record Ticket(TenantId tenant, String id, long expires, long used) {}

  /// Who follows a policy.
  private record Follower(TenantId tenant, String agent) {}

  /// Reads everything of some tenants.
  static Register read(Records records, Set<TenantId> tenants) {
    Register register = new Register();
    for (TenantId tenant : tenants) {
      Object _ =
          records.read(
              Scope.of(tenant),
              rows -> {
                HostRows.read(rows, tenant).forEach(register::put);
                register.certificates(rows, tenant);
                register.rest(rows, tenant);
                return tenant;
              });
    }
    return register;
  }

  private void certificates(Transaction rows, TenantId tenant) {
    for (Row row : rows.rows(tenant, Find.in(Tables.CERTIFICATES))) {
      boolean revoked = row.number("revoked") != 0;
      Certified certified = new Certified(row.text("agent"), row.number("until"), revoked);
      put(row.text("fingerprint"), row.text("public_key"), certified);
    }
  }

  private void rest(Transaction rows, TenantId tenant) {
    for (Row row : rows.rows(tenant, Find.in(Tables.TOKENS))) {
      put(
          row.text("hash"),
          new Ticket(tenant, row.text("id"), row.number("expires"), row.number("used")));
    }
    for (Row row : rows.rows(tenant, Find.in(Tables.GROUPS))) {
      group(row.text("agent"), row.text("name"));
    }
    for (Row row : rows.rows(tenant, Find.in(Tables.POLICIES))) {
      Policy policy = policy(row.text("policy"));
      if (policy != null) {
        put(tenant, row.text("agent"), policy);
      }
    }
  }

  private static @Nullable Policy policy(String text) {
    try {
      return Policy.read(text.getBytes(StandardCharsets.UTF_8));
    } catch (WireException e) {
      // A later version wrote it: what holds for everybody holds here.
      return null;
    }
  }

  @Nullable HostState host(String agent) {
    return hosts.get(agent);
  }

  void put(HostState host) {
    hosts.put(host.agent, host);
  }

  /// All agents, of whomever, for what goes over them one by one.
  List<HostState> all() {
    return List.copyOf(hosts.values());
  }

  /// The agents of a tenant, by the names of their machines.
  List<HostState> of(TenantId tenant) {
    return hosts.values().stream()
        .filter(host -> host.tenant.equals(tenant))
        .sorted(
            Comparator.comparing((HostState host) -> host.facts().name())
                .thenComparing(host -> host.agent))
        .toList();
  }

  @Nullable Certified certified(String fingerprint) {
    return certificates.get(fingerprint);
  }

  void put(String fingerprint, String key, Certified certified) {
    certificates.put(fingerprint, certified);
    keys.put(key, certified.agent());
  }

  /// The agent that has, or had, a public key; null if nobody.
  @Nullable String ownerOfKey(String key) {
    return keys.get(key);
  }

  /// Revokes all certificates of an agent.
  void revoke(String agent) {
    certificates.replaceAll((_, certified) ->
        certified.agent().equals(agent)
            ? new Certified(agent, certified.until(), true)
            : certified);
  }

  @Nullable Ticket token(String hash) {
    return tokens.get(hash);
  }

  void put(String hash, Ticket ticket) {
    tokens.put(hash, ticket);
  }

  /// Takes a token for used.
  void use(String hash, long time) {
    tokens.computeIfPresent(
        hash, (_, ticket) -> new Ticket(ticket.tenant(), ticket.id(), ticket.expires(), time));
  }

  /// When the last certificate of an agent ends, nanoseconds since 1970 UTC; 0 if it has none.
  long certificateUntil(String agent) {
    return certificates.values().stream()
        .filter(certified -> certified.agent().equals(agent) && !certified.revoked())
        .mapToLong(Certified::until)
        .max()
        .orElse(0);
  }

  /// Puts an agent into a group, or with an empty name into none.
  void group(String agent, String name) {
    if (name.isEmpty()) {
      groups.remove(agent);
    } else {
      groups.put(agent, name);
    }
  }

  /// The group of an agent; empty if it is in none.
  String group(String agent) {
    return groups.getOrDefault(agent, "");
  }

  /// Sets the policy of an agent, a group (@ and its name) or a tenant (an empty text).
  void put(TenantId tenant, String whom, Policy policy) {
    policies.put(new Follower(tenant, whom), policy);
  }

  /// Forgets it.
  void remove(TenantId tenant, String whom) {
    policies.remove(new Follower(tenant, whom));
  }

  /// What an agent, a group or a tenant is to follow, and why.
  Followed followed(TenantId tenant, String whom) {
    boolean agent = !whom.isEmpty() && !whom.startsWith(GROUP);
    String group = agent ? group(whom) : whom.isEmpty() ? "" : whom.substring(GROUP.length());
    Policy own = agent ? policies.get(new Follower(tenant, whom)) : null;
    if (own != null) {
      return new Followed(own, Followed.Whose.HOST, group);
    }
    Policy together = group.isEmpty() ? null : policies.get(new Follower(tenant, GROUP + group));
    if (together != null) {
      return new Followed(together, Followed.Whose.GROUP, group);
    }
    Policy all = policies.get(new Follower(tenant, ALL));
    return all != null
        ? new Followed(all, Followed.Whose.TENANT, group)
        : new Followed(Policy.DEFAULT, Followed.Whose.STANDARD, group);
  }

  /// What an agent is to follow: its own policy, else its group's, else its tenant's, else what
  /// holds for everybody.
  Policy policy(TenantId tenant, String agent) {
    return followed(tenant, agent).policy();
  }
}
