// SPDX-License-Identifier: Apache-2.0
package dev.shirube.fleet;

import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.Field;
import dev.shirube.event.FieldCatalogue;
import dev.shirube.event.TenantId;
import dev.shirube.records.Condition;
import dev.shirube.records.Find;
import dev.shirube.records.Records;
import dev.shirube.records.Row;
import dev.shirube.records.Scope;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which hosts the events of a tenant come from, noted as they are taken in: to ask a hundred
/// million stored events for it would take far too long. Bounded: beyond so many, who was not seen
/// for longest is forgotten. May be used by many threads.
public final class Sightings {
  /// How many hosts of a tenant are kept.
  public static final int MOST = 10_000;

  private static final int LONGEST = 253;
  private static final Field HOSTNAME = FieldCatalogue.require("device.hostname");
  private static final Field NAME = FieldCatalogue.require("device.name");
  private static final Field ADDRESS = FieldCatalogue.require("device.ip");
  private static final Field MACHINE = FieldCatalogue.require("device.uid");

  private final Records records;
  private final Map<TenantId, Hosts> tenants = new HashMap<>();

  // The hosts of a tenant by their keys, who was seen last at the end.
  private static final class Hosts {
    private final Map<String, Sighting> all = new LinkedHashMap<>(64, 0.75f, true);
    private final Set<String> changed = new HashSet<>();
    private final Set<String> forgotten = new HashSet<>();
  }

  /// Opens what the records have.
  ///
  /// @param those all tenants; those that come later have none yet
  public Sightings(Records records, Set<TenantId> those) {
    this.records = records;
    for (TenantId tenant : those) {
      Hosts hosts = new Hosts();
      Object _ =
          records.read(
              Scope.of(tenant),
              rows -> {
                rows.rows(tenant, Find.in(Tables.SIGHTINGS).ascendingBy("last_seen"))
                    .forEach(row -> hosts.all.put(row.text("host"), of(row)));
                return tenant;
              });
      tenants.put(tenant, hosts);
    }
  }

  private static Sighting of(Row row) {
    return new Sighting(
        row.text("hostname"),
        row.text("address"),
        row.text("machine"),
        row.text("source"),
        row.number("first_seen"),
        row.number("last_seen"));
  }

  /// Notes the hosts of some events. What the server says of itself and its agents does not count.
  public void saw(EventBatch batch) {
    Event event = new Event();
    Map<String, Sighting> found = new HashMap<>();
    for (int index = 0; index < batch.count(); index++) {
      event.on(batch, index);
      if (!event.source().equals(HostEvents.SOURCE)) {
        look(event, found);
      }
    }
    if (!found.isEmpty()) {
      note(batch.tenant(), found);
    }
  }

  private static void look(Event event, Map<String, Sighting> found) {
    String hostname = plain(event.text(HOSTNAME));
    String name = hostname.isEmpty() ? plain(event.text(NAME)) : hostname;
    String address = plain(event.text(ADDRESS));
    String key = key(name, address);
    if (key.isEmpty()) {
      return;
    }
    long time = event.time();
    Sighting before = found.get(key);
    boolean within = before != null && time >= before.firstSeen() && time <= before.lastSeen();
    if (!within) {
      String machine = plain(event.text(MACHINE));
      Sighting one = new Sighting(name, address, machine, event.source(), time, time);
      found.put(key, before == null ? one : before.and(one));
    }
  }

  /// By what a host is told from others: its name, else its address.
  private static String key(String name, String address) {
    return name.isEmpty() ? address : name.toLowerCase(Locale.ROOT);
  }

  /// What others wrote, if it can be a name: nothing that a terminal or a page would act on.
  private static String plain(@Nullable String text) {
    boolean sound =
        text != null && text.length() <= LONGEST && !text.equals("-") && HostFacts.isPlain(text);
    return sound ? String.valueOf(text).strip() : "";
  }

  private void note(TenantId tenant, Map<String, Sighting> found) {
    synchronized (tenants) {
      Hosts hosts = tenants.computeIfAbsent(tenant, _ -> new Hosts());
      found.forEach((key, sighting) -> {
        Sighting before = hosts.all.get(key);
        Sighting after = before == null ? sighting : before.and(sighting);
        if (!after.equals(before)) {
          hosts.all.put(key, after);
          hosts.changed.add(key);
          hosts.forgotten.remove(key);
        }
      });
      for (Iterator<String> keys = hosts.all.keySet().iterator();
          hosts.all.size() > MOST && keys.hasNext(); ) {
        String oldest = keys.next();
        keys.remove();
        hosts.changed.remove(oldest);
        hosts.forgotten.add(oldest);
      }
    }
  }

  /// The hosts of a tenant that have no agent, by name.
  ///
  /// @param agents the tenant's hosts with an agent: told apart by machine, address and name
  List<Sighting> without(TenantId tenant, List<Host> agents) {
    Set<String> taken = new HashSet<>();
    for (Host host : agents) {
      taken.add(word(label(host.name())));
      host.marks().forEach(mark -> taken.add(word(mark)));
    }
    taken.remove("");
    synchronized (tenants) {
      Hosts hosts = tenants.get(tenant);
      List<Sighting> all = hosts == null ? List.of() : new ArrayList<>(hosts.all.values());
      return all.stream()
          .filter(one -> !taken.contains(word(one.machine())))
          .filter(one -> !taken.contains(word(one.address())))
          .filter(one -> !taken.contains(word(one.name())))
          .filter(one -> !taken.contains(word(label(one.name()))))
          .sorted(
              Comparator.comparing((Sighting one) -> word(one.name()))
                  .thenComparing(Sighting::address))
          .toList();
    }
  }

  private static String word(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  /// The first part of a name; all of what is an address.
  private static String label(String name) {
    int dot = name.indexOf('.');
    boolean address =
        name.indexOf(':') >= 0 || name.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
    return dot <= 0 || address ? name : name.substring(0, dot);
  }

  /// Writes down what has changed.
  ///
  /// @throws dev.shirube.records.RecordsFault when the records take nothing now; what was to be
  ///   written is kept for the next time
  public void flush() {
    Map<TenantId, Set<String>> due = new HashMap<>();
    synchronized (tenants) {
      tenants.forEach((tenant, hosts) -> {
        Set<String> keys = new HashSet<>(hosts.changed);
        keys.addAll(hosts.forgotten);
        if (!keys.isEmpty()) {
          due.put(tenant, keys);
        }
      });
    }
    due.forEach(this::write);
  }

  private void write(TenantId tenant, Set<String> keys) {
    Map<String, Sighting> rows = new HashMap<>();
    synchronized (tenants) {
      Hosts hosts = tenants.getOrDefault(tenant, new Hosts());
      for (String key : keys) {
        Sighting now = hosts.all.get(key);
        if (now != null) {
          rows.put(key, now);
        }
        hosts.changed.remove(key);
        hosts.forgotten.remove(key);
      }
    }
    try {
      Object _ =
          records.write(
              Scope.of(tenant),
              into -> {
                for (String key : keys) {
                  into.delete(tenant, Find.in(Tables.SIGHTINGS).where(Condition.is("host", key)));
                  Sighting now = rows.get(key);
                  if (now != null) {
                    into.insert(tenant, Tables.SIGHTINGS, row(key, now));
                  }
                }
                return tenant;
              });
    } catch (RuntimeException e) {
      synchronized (tenants) {
        Hosts hosts = tenants.computeIfAbsent(tenant, _ -> new Hosts());
        keys.forEach(
            key -> (hosts.all.containsKey(key) ? hosts.changed : hosts.forgotten).add(key));
      }
      throw e;
    }
  }

  private static Row row(String key, Sighting one) {
    return Row.empty()
        .with("host", key)
        .with("hostname", one.name())
        .with("address", one.address())
        .with("machine", one.machine())
        .with("source", one.source())
        .with("first_seen", one.firstSeen())
        .with("last_seen", one.lastSeen());
  }
}
