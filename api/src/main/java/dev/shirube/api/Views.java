// SPDX-License-Identifier: Apache-2.0
package dev.shirube.api;

import dev.shirube.access.Change;
import dev.shirube.access.Knowing;
import dev.shirube.access.Principal;
import dev.shirube.event.TenantId;
import dev.shirube.export.JsonText;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Answers about who may do what, as JSON. Described in docs/api/openapi.yaml.
final class Views {
  private Views() {}

  static String session(Knowing.Known known) {
    JsonText json = new JsonText().open('{');
    json.name("name").text(known.principal().id().toString());
    json.name("title").text(known.principal().title());
    json.name("roles").open('{');
    Map<String, List<String>> roles = new TreeMap<>();
    known.roles().forEach((tenant, names) -> roles.put(tenant.value(), List.copyOf(names)));
    roles.forEach((tenant, names) -> {
      json.name(tenant).open('[');
      names.stream().sorted().forEach(json::text);
      json.close(']');
    });
    return json.close('}').close('}').toString();
  }

  static String tenants(Map<TenantId, String> tenants) {
    JsonText json = new JsonText().open('{').name("tenants").open('[');
    Map<String, String> sorted = new TreeMap<>();
    tenants.forEach((tenant, title) -> sorted.put(tenant.value(), title));
    sorted.forEach((tenant, title) ->
        json.open('{').name("tenant").text(tenant).name("title").text(title).close('}'));
    return json.close(']').close('}').toString();
  }

  static String sources(TenantId tenant, List<Principal> known, List<RecordingView.Source> seen) {
    JsonText json = new JsonText().open('{').name("tenant").text(tenant.value());
    json.name("sources").open('[');
    Map<String, RecordingView.Source> rest = new TreeMap<>();
    seen.forEach(source -> rest.put(source.name(), source));
    for (Principal principal : known) {
      String name = principal.id().name();
      RecordingView.Source source = rest.remove(name);
      source(json, source == null ? new RecordingView.Source(name, "", 0, "") : source);
    }
    rest.values().forEach(source -> source(json, source));
    return json.close(']').close('}').toString();
  }

  private static void source(JsonText json, RecordingView.Source source) {
    json.open('{').name("name").text(source.name()).name("kind").text(source.kind());
    json.name("events").number(source.events()).name("last");
    if (source.last().isEmpty()) {
      json.nothing();
    } else {
      json.text(source.last());
    }
    json.close('}');
  }

  static String made(Change.Changed changed) {
    JsonText json = new JsonText().open('{').name("id").text(changed.id());
    return json.name("token").text(changed.token()).close('}').toString();
  }
}
