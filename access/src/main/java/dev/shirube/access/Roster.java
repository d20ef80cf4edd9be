// SPDX-License-Identifier: Apache-2.0
package dev.shirube.access;

import dev.shirube.event.TenantId;
import dev.shirube.match.Address;
import dev.shirube.match.Cidr;
import dev.shirube.match.CidrIndex;
import dev.shirube.records.Condition;
import dev.shirube.records.Find;
import dev.shirube.records.Records;
import dev.shirube.records.Row;
import dev.shirube.records.Scope;
import dev.shirube.records.Transaction;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Everybody, and what they may do, as it was in the records at one moment: kept in memory, so that
/// whoever is not known costs no look at the disk. Never changes once read. Every credential leads
/// to the one record of its principal.
final class Roster {
  private final long version;
  private final Map<TenantId, String> tenants = new TreeMap<>(TenantOrder.BY_NAME);
  private final Map<PrincipalId, Principal> principals = new HashMap<>();
  private final Map<String, Held> tokensByHash = new HashMap<>();
  private final Map<PrincipalId, Map<String, Held>> tokensByPrincipal = new HashMap<>();
  private final Map<PrincipalId, List<Grant>> grants = new HashMap<>();
  private final Map<String, List<Network>> networks = new HashMap<>();
  private final Map<String, CidrIndex> indexes = new HashMap<>();

  private Roster(long version) {
    this.version = version;
  }

  /// A token that was not revoked.
  record Held(String id, PrincipalId principal, long expires) {}

  /// A role that was given.
  record Grant(TenantId tenant, String role, long until) {}

  /// Addresses that are a source, at one door.
  record Network(String id, Cidr network, int bits, PrincipalId source) {}

  private static final class TenantOrder {
    static final Comparator<TenantId> BY_NAME = Comparator.comparing(TenantId::value);
  }

  /// Reads everything. What is disabled or revoked is not read at all.
  static Roster read(Records records) {
    while (true) {
      Set<TenantId> listed =
          records.read(Scope.of(PrincipalId.PROVIDER), Roster::tenantsOf).keySet();
      Set<TenantId> all = new HashSet<>(listed);
      all.add(PrincipalId.PROVIDER);
      Roster roster = records.read(new Scope(all), transaction -> read(transaction, listed));
      // A tenant that came in between is not in the scope: begin again.
      if (roster.tenants.keySet().equals(listed)) {
        return roster;
      }
    }
  }

  private static Roster read(Transaction transaction, Set<TenantId> listed) {
    Roster roster = new Roster(versionOf(transaction));
    roster.tenants.putAll(tenantsOf(transaction));
    roster.add(transaction, PrincipalId.PROVIDER);
    listed.forEach(tenant -> roster.add(transaction, tenant));
    roster.networks.forEach((door, list) ->
        roster.indexes.put(door, new CidrIndex(list.stream().map(Network::network).toList())));
    return roster;
  }

  private static Map<TenantId, String> tenantsOf(Transaction transaction) {
    Map<TenantId, String> tenants = new TreeMap<>(TenantOrder.BY_NAME);
    for (Row row : transaction.rows(PrincipalId.PROVIDER, Find.in(Tables.TENANTS))) {
      tenants.put(new TenantId(row.text("id")), row.text("title"));
    }
    return tenants;
  }

  /// How often anything was changed.
  static long versionOf(Transaction transaction) {
    Row row = transaction.row(PrincipalId.PROVIDER, Find.in(Tables.VERSIONS));
    return row == null ? 0 : row.number("version");
  }

  private void add(Transaction transaction, TenantId tenant) {
    Find live = Find.in(Tables.PRINCIPALS).where(Condition.is("disabled", 0));
    for (Row row : transaction.rows(tenant, live)) {
      PrincipalId id = new PrincipalId(tenant, row.text("id"));
      Principal.Kind kind = Principal.Kind.valueOf(row.text("kind"));
      principals.put(id, new Principal(id, kind, row.text("title")));
    }
    Find valid = Find.in(Tables.TOKENS).where(Condition.is("revoked", 0));
    for (Row row : transaction.rows(tenant, valid)) {
      PrincipalId principal = new PrincipalId(tenant, row.text("principal"));
      Held held = new Held(row.text("id"), principal, row.number("expires"));
      tokensByHash.put(row.text("hash"), held);
      tokensByPrincipal.computeIfAbsent(principal, _ -> new HashMap<>()).put(held.id(), held);
    }
    for (Row row : transaction.rows(tenant, Find.in(Tables.GRANTS))) {
      PrincipalId who = new PrincipalId(new TenantId(row.text("home")), row.text("principal"));
      grants
          .computeIfAbsent(who, _ -> new ArrayList<>())
          .add(new Grant(tenant, row.text("role"), row.number("until")));
    }
    for (Row row : transaction.rows(tenant, Find.in(Tables.NETWORKS))) {
      Cidr network = Cidr.parse(row.text("network"));
      if (network != null) {
        PrincipalId source = new PrincipalId(tenant, row.text("source"));
        networks
            .computeIfAbsent(row.text("door"), _ -> new ArrayList<>())
            .add(new Network(row.text("id"), network, bits(row.text("network")), source));
      }
    }
  }

  /// How many bits of an address a network fixes; more are more exact.
  static int bits(String network) {
    int slash = network.indexOf('/');
    int before = network.indexOf(':') < 0 ? 96 : 0;
    return slash < 0 ? 128 : before + Integer.parseInt(network.substring(slash + 1));
  }

  long version() {
    return version;
  }

  /// All tenants and their titles, by name.
  Map<TenantId, String> tenants() {
    return tenants;
  }

  /// The living principal of an id; null if there is none.
  @Nullable Principal principal(PrincipalId id) {
    return principals.get(id);
  }

  /// All living principals of a tenant, by name.
  List<Principal> principals(TenantId tenant) {
    return principals.values().stream()
        .filter(principal -> principal.id().home().equals(tenant))
        .sorted((one, two) -> one.id().name().compareTo(two.id().name()))
        .toList();
  }

  @Nullable Held tokenOfHash(String hash) {
    return tokensByHash.get(hash);
  }

  @Nullable Held token(PrincipalId principal, String id) {
    return tokensByPrincipal.getOrDefault(principal, Map.of()).get(id);
  }

  /// The tokens of a principal by their ids.
  Map<String, Held> tokens(PrincipalId principal) {
    return tokensByPrincipal.getOrDefault(principal, Map.of());
  }

  /// What was given to a principal, also what has run out.
  List<Grant> grants(PrincipalId principal) {
    return grants.getOrDefault(principal, List.of());
  }

  /// The networks of a door.
  List<Network> networks(String door) {
    return networks.getOrDefault(door, List.of());
  }

  /// All networks that are sources of a tenant.
  List<Network> networks(TenantId tenant) {
    return networks.values().stream()
        .flatMap(List::stream)
        .filter(network -> network.source().home().equals(tenant))
        .toList();
  }

  /// The source that an address is at a door, by the most exact network; null if none.
  @Nullable Principal source(String door, String peer) {
    Address address = Address.parse(peer);
    CidrIndex index = indexes.get(door);
    if (address == null || index == null) {
      return null;
    }
    List<Network> list = networks(door);
    List<Network> found = new ArrayList<>();
    index.search(address, number -> found.add(list.get(number)));
    return found.stream()
        .max(Comparator.comparingInt(Network::bits))
        .map(best -> principals.get(best.source()))
        .orElse(null);
  }

  /// Whether just this network is at this door already, whoever's it is.
  boolean isTaken(String door, String network) {
    int slash = network.indexOf('/');
    Address first = Address.parse(slash < 0 ? network : network.substring(0, slash));
    CidrIndex index = indexes.get(door);
    if (first == null || index == null) {
      return false;
    }
    List<Network> list = networks(door);
    boolean[] taken = new boolean[1];
    index.search(first, number -> taken[0] |= list.get(number).bits() == bits(network));
    return taken[0];
  }
}
