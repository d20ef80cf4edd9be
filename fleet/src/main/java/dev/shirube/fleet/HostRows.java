// SPDX-License-Identifier: Apache-2.0
package dev.shirube.fleet;

import dev.shirube.doors.Agents;
import dev.shirube.event.TenantId;
import dev.shirube.records.Condition;
import dev.shirube.records.Find;
import dev.shirube.records.Row;
import dev.shirube.records.Transaction;
import dev.shirube.wire.Hello;
import dev.shirube.wire.Lane;
import dev.shirube.wire.WireException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Agents as rows of the records, with their lives and lanes.
final class HostRows {
  private HostRows() {}

  /// Reads the agents of a tenant.
  static List<HostState> read(Transaction rows, TenantId tenant) {
    Map<String, HostState> hosts = new HashMap<>();
    for (Row row : rows.rows(tenant, Find.in(Tables.HOSTS))) {
      HostState host = new HostState(tenant, row.text("agent"));
      host.set(
          new HostState.Facts(
              row.text("hostname"), row.text("os"), row.text("kernel"), row.text("version")));
      host.set(
          new HostState.Marks(
              row.number("first_seen"),
              row.number("last_seen"),
              row.number("clock_offset"),
              row.number("silent"),
              row.number("revoked"),
              row.number("twice")));
      Hello said = said(row.text("detail"));
      if (said != null) {
        host.resume(said);
      }
      hosts.put(host.agent, host);
    }
    for (Row row : rows.rows(tenant, Find.in(Tables.LIVES).ascendingBy("number"))) {
      HostState host = hosts.get(row.text("agent"));
      if (host != null) {
        Lives.Heard _ = host.lives.hear(new Lives.Life(row.text("boot"), row.number("epoch")));
      }
    }
    for (Row row : rows.rows(tenant, Find.in(Tables.LANES))) {
      HostState host = hosts.get(row.text("agent"));
      Lane lane = Lane.of(row.text("lane"));
      if (host != null && lane != null) {
        Agents.Place place = new Agents.Place(row.number("begun"), row.number("expected"));
        host.place(row.number("epoch"), lane, place);
      }
    }
    return List.copyOf(hosts.values());
  }

  private static @Nullable Hello said(String detail) {
    try {
      return detail.isEmpty() ? null : Hello.read(detail.getBytes(StandardCharsets.UTF_8));
    } catch (WireException e) {
      // A later version wrote it; the agent says it again in half a minute.
      return null;
    }
  }

  /// Writes an agent with its lives and lanes, in the place of what was there.
  static void write(Transaction rows, HostState host) {
    HostState.Facts facts = host.facts();
    HostState.Marks marks = host.marks();
    Hello said = host.said();
    Condition own = Condition.is("agent", host.agent);
    Row row =
        Row.empty()
            .with("agent", host.agent)
            .with("hostname", facts.name())
            .with("os", facts.system())
            .with("kernel", facts.kernel())
            .with("version", facts.version())
            .with("first_seen", marks.firstSeen())
            .with("last_seen", marks.lastSeen())
            .with("clock_offset", marks.clockOffset())
            .with("silent", marks.silent())
            .with("revoked", marks.revoked())
            .with("twice", marks.twice())
            .with("detail", said == null ? "" : new String(said.bytes(), StandardCharsets.UTF_8));
    int there = rows.delete(host.tenant, Find.in(Tables.HOSTS).where(own));
    rows.insert(host.tenant, Tables.HOSTS, row);
    if (there > 0) {
      rows.delete(host.tenant, Find.in(Tables.LIVES).where(own));
      rows.delete(host.tenant, Find.in(Tables.LANES).where(own));
    }
    parts(rows, host);
  }

  private static void parts(Transaction rows, HostState host) {
    long number = 0;
    for (Lives.Life life : host.lives.all()) {
      rows.insert(
          host.tenant,
          Tables.LIVES,
          Row.empty()
              .with("agent", host.agent)
              .with("boot", life.boot())
              .with("epoch", life.epoch())
              .with("number", ++number));
    }
    for (long epoch : host.epochs()) {
      host.places(epoch)
          .forEach((lane, place) ->
              rows.insert(
                  host.tenant,
                  Tables.LANES,
                  Row.empty()
                      .with("agent", host.agent)
                      .with("epoch", epoch)
                      .with("lane", lane.word())
                      .with("begun", place.first())
                      .with("expected", place.next())));
    }
  }
}
