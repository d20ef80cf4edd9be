// SPDX-License-Identifier: Apache-2.0
package dev.shirube.api;

import dev.shirube.access.AccessRoom;
import dev.shirube.access.Change;
import dev.shirube.access.Principal;
import dev.shirube.access.Right;
import dev.shirube.catalog.Messages;
import dev.shirube.event.TenantId;
import dev.shirube.gateway.Answer;
import dev.shirube.gateway.Route;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.random.RandomGenerator;

/// The routes of the status page and its API, described in docs/api/openapi.yaml.
public final class ApiRoom {
  private ApiRoom() {}

  /// What the API needs beside the recording.
  ///
  /// @param random must not be guessable
  /// @param width how many columns of a terminal a text takes
  /// @param secure whether it is reached over TLS
  public record Grounds(
      AccessRoom access,
      Messages messages,
      Clock clock,
      RandomGenerator random,
      ToIntFunction<String> width,
      boolean secure) {}

  /// All routes.
  public static List<Route> routes(Grounds grounds, RecordingView recording) {
    Reception reception =
        new Reception(
            grounds.access(),
            grounds.messages(),
            grounds.clock(),
            new Sessions(grounds.random()),
            grounds.secure());
    List<Route> routes = new ArrayList<>(new PageRoutes(grounds.messages()).all());
    routes.add(new StatusRoutes(reception, recording).health());
    routes.add(reception.known("POST", "/api/v1/session", reception::open));
    routes.add(new Route("DELETE", "/api/v1/session", reception::close));
    routes.addAll(new StatusRoutes(reception, recording).all());
    routes.addAll(people(reception, recording));
    routes.addAll(new HuntRoutes(reception, recording, grounds).all());
    return routes;
  }

  private static List<Route> people(Reception reception, RecordingView recording) {
    AccessRoom access = reception.access();
    return List.of(
        reception.known(
            "GET",
            "/api/v1/tenants",
            call -> Answer.json(200, Views.tenants(access.tenants(call.asker())))),
        reception.known(
            "POST",
            "/api/v1/tenants",
            call -> {
              TenantId made = call.tenant();
              String title = call.needed("title");
              Change change = new Change.CreateTenant(made, title, call.needed("administrator"));
              return Answer.json(201, Views.made(access.change(call.asker(), change)));
            }),
        reception.within(
            "GET",
            "/api/v1/sources",
            Right.STATUS_READ,
            call -> {
              TenantId tenant = call.tenant();
              List<Principal> known =
                  access.may(call.asker(), tenant, Right.SOURCES_CHANGE)
                      ? access.principals(call.asker(), tenant, Principal.Kind.SOURCE)
                      : List.of();
              return Answer.json(200, Views.sources(tenant, known, recording.sources(tenant)));
            }),
        reception.within(
            "POST",
            "/api/v1/sources",
            Right.SOURCES_CHANGE,
            call -> {
              String name = call.needed("name");
              Change change =
                  new Change.CreateSource(call.tenant(), name, call.needed("title"), Instant.MAX);
              return Answer.json(201, Views.made(access.change(call.asker(), change)));
            }),
        reception.within(
            "DELETE",
            "/api/v1/sources/{name}",
            Right.SOURCES_CHANGE,
            call -> {
              Change change = new Change.Disable(call.tenant(), call.path("name"));
              access.change(call.asker(), change);
              return Answer.empty(204);
            }));
  }
}
