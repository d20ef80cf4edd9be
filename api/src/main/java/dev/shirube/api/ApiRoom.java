// SPDX-License-Identifier: Apache-2.0
package dev.shirube.api;

import dev.shirube.gateway.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The routes of the status page and its API, described in docs/api/openapi.yaml.
public final class ApiRoom {
  /// Nothing may be run or loaded but what lies here (Content Security Policy, level 3).
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
          + "img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
          + "require-trusted-types-for 'script'";

  /// What every answer of the server of these routes has, also those that no route gives: by them a
  /// browser takes an answer for what it says it is, runs nothing of it, shows it in no frame, and
  /// keeps nothing of it unless the route says otherwise.
  public static final Map<String, String> HEADERS =
      Map.of(
          "Content-Security-Policy",
          POLICY,
          "X-Content-Type-Options",
          "nosniff",
          "X-Frame-Options",
          "DENY",
          "Referrer-Policy",
          "no-referrer",
          "Cross-Origin-Resource-Policy",
          "same-origin",
          "Cache-Control",
          "no-store");

  private ApiRoom() {}

  /// All routes, for a server whose every answer has {@link #HEADERS}.
  public static List<Route> routes(ApiGrounds grounds, RecordingView recording) {
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
    routes.addAll(new PeopleRoutes(reception, recording).all());
    HuntRoutes hunts = new HuntRoutes(reception, recording, grounds);
    routes.addAll(hunts.all());
    routes.addAll(new BacktestRoutes(reception, recording, hunts, grounds.width()).all());
    routes.addAll(new KeepRoutes(reception, recording, hunts).all());
    routes.addAll(new HostRoutes(reception, recording, grounds).all());
    routes.addAll(new PolicyRoutes(reception, grounds.fleet(), grounds.width()).all());
    routes.addAll(new FileRoutes(reception, recording, grounds.width()).all());
    return routes;
  }
}
