// SPDX-License-Identifier: Apache-2.0
package dev.shirube.api;

import dev.shirube.access.AccessRoom;
import dev.shirube.access.Change;
import dev.shirube.access.Principal;
import dev.shirube.access.PrincipalId;
import dev.shirube.access.Right;
import dev.shirube.event.TenantId;
import dev.shirube.gateway.Answer;
import dev.shirube.gateway.Route;
import java.time.Instant;
import java.util.List;

/// Tenants and their sources.
final class PeopleRoutes {
  private final Reception reception;
  private final RecordingView recording;
  private final AccessRoom access;

  PeopleRoutes(Reception reception, RecordingView recording) {
    this.reception = reception;
    this.recording = recording;
    this.access = reception.access();
  }

  List<Route> all() {
    return List.of(
        reception.known("GET", "/api/v1/tenants", this::tenants),
        reception.above("POST", "/api/v1/tenants", Right.TENANTS_CHANGE, this::makeTenant),
        reception.within("GET", "/api/v1/sources", Right.STATUS_READ, this::sources),
        reception.within("POST", "/api/v1/sources", Right.SOURCES_CHANGE, this::makeSource),
        reception.within(
            "DELETE", "/api/v1/sources/{name}", Right.SOURCES_CHANGE, this::endSource));
  }

  private Answer tenants(Call call) {
    return Answer.json(200, Views.tenants(access.tenants(call.asker())));
  }

  private Answer makeTenant(Call call) {
    String name = call.needed("tenant");
    if (!PrincipalId.isName(name)) {
      throw Refusal.of(400, "access.invalid.name", name);
    }
    Change change =
        new Change.CreateTenant(
            new TenantId(name), call.needed("title"), call.needed("administrator"));
    return Answer.json(201, Views.made(access.change(call.asker(), change)));
  }

  private Answer sources(Call call) {
    TenantId tenant = call.tenant();
    List<Principal> known =
        access.may(call.asker(), tenant, Right.SOURCES_CHANGE)
            ? access.principals(call.asker(), tenant, Principal.Kind.SOURCE)
            : List.of();
    return Answer.json(200, Views.sources(tenant, known, recording.sources(tenant)));
  }

  private Answer makeSource(Call call) {
    Change change =
        new Change.CreateSource(
            call.tenant(), call.needed("name"), call.needed("title"), Instant.MAX);
    return Answer.json(201, Views.made(access.change(call.asker(), change)));
  }

  private Answer endSource(Call call) {
    TenantId tenant = call.tenant();
    String name = call.path("name");
    // People have names of the same kind, and are not ended here.
    if (access.principals(call.asker(), tenant, Principal.Kind.SOURCE).stream()
        .noneMatch(source -> source.id().name().equals(name))) {
      throw Refusal.missing();
    }
    Change.Changed _ = access.change(call.asker(), new Change.Disable(tenant, name));
    return Answer.empty(204);
  }
}
