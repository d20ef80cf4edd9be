// SPDX-License-Identifier: Apache-2.0
package dev.shirube.api;

import dev.shirube.access.Right;
import dev.shirube.event.TenantId;
import dev.shirube.export.JsonText;
import dev.shirube.fleet.FleetRoom;
import dev.shirube.fleet.Host;
import dev.shirube.fleet.JoinToken;
import dev.shirube.gateway.Answer;
import dev.shirube.gateway.Route;
import java.time.Duration;
import java.util.List;

/// The machines that have an agent: how they are, how more of them join, and how one is ended.
final class HostRoutes {
  private static final int MOST_HOURS = 720;

  private final Reception reception;
  private final RecordingView recording;
  private final FleetRoom fleet;

  HostRoutes(Reception reception, RecordingView recording, FleetRoom fleet) {
    this.reception = reception;
    this.recording = recording;
    this.fleet = fleet;
  }

  List<Route> all() {
    return List.of(
        reception.within("GET", "/api/v1/hosts", Right.STATUS_READ, this::hosts),
        reception.within("GET", "/api/v1/hosts/{agent}", Right.STATUS_READ, this::host),
        reception.within("POST", "/api/v1/hosts/tokens", Right.SOURCES_CHANGE, this::token),
        reception.within(
            "POST", "/api/v1/hosts/{agent}/revoke", Right.SOURCES_CHANGE, this::revoke));
  }

  private Answer hosts(Call call) {
    TenantId tenant = call.tenant();
    JsonText json = new JsonText().open('{').name("tenant").text(tenant.value());
    json.name("hosts").open('[');
    for (Host host : fleet.hosts(tenant)) {
      json.open('{');
      HostJson.summary(json, host, recording.missing(tenant, host.agent()));
      json.close('}');
    }
    return Answer.json(200, json.close(']').close('}').toString());
  }

  private Answer host(Call call) {
    TenantId tenant = call.tenant();
    Host host = fleet.host(tenant, call.path("agent"));
    if (host == null) {
      throw Refusal.missing();
    }
    JsonText json = new JsonText().open('{');
    HostJson.summary(json, host, recording.missing(tenant, host.agent()));
    HostJson.details(json, host);
    return Answer.json(200, json.close('}').toString());
  }

  private Answer token(Call call) {
    TenantId tenant = call.tenant();
    int hours = call.number("hours", 1, MOST_HOURS);
    JoinToken made = fleet.token(tenant, call.asker().toString(), Duration.ofHours(hours));
    JsonText json = new JsonText().open('{').name("id").text(made.id());
    json.name("token").text(made.token()).name("expires").text(HostJson.moment(made.expires()));
    json.name("authority").text(fleet.authority());
    json.name("port").number(recording.agentPort());
    return Answer.json(201, json.close('}').toString());
  }

  private Answer revoke(Call call) {
    if (!fleet.revoke(call.tenant(), call.asker().toString(), call.path("agent"))) {
      throw Refusal.missing();
    }
    return Answer.empty(204);
  }
}
