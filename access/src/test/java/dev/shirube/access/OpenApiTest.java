// SPDX-License-Identifier: Apache-2.0
package dev.shirube.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.catalog.Yaml;
import dev.shirube.catalog.YamlNode;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The description of the API asks for rights that exist, and names the roles that have them.
class OpenApiTest {
  private static final String FILE = "docs/api/openapi.yaml";
  private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");

  /// One route: a method of a path.
  private record Route(YamlNode.Mapping node, YamlNode.Mapping role) {
    String tenant() {
      return String.valueOf(role.text("tenant"));
    }

    String right() {
      return String.valueOf(role.text("right"));
    }

    Set<String> answers() {
      return mapping(node.get("responses")).entries().keySet();
    }
  }

  private static Map<String, Route> routes() throws IOException {
    Yaml.Documents read = Yaml.read(FILE, Files.readAllBytes(House.ROOT.resolve(FILE)));
    assertThat(read.problems()).isEmpty();
    YamlNode.Mapping root = (YamlNode.Mapping) read.documents().getFirst();
    Map<String, Route> routes = new TreeMap<>();
    mapping(root.get("paths"))
        .entries()
        .forEach((path, methods) ->
            ((YamlNode.Mapping) methods)
                .entries()
                .forEach((method, node) -> {
                  assertThat(METHODS).contains(method);
                  YamlNode.Mapping route = (YamlNode.Mapping) node;
                  routes.put(method + " " + path, new Route(route, mapping(route.get("x-role"))));
                }));
    assertThat(routes).hasSize(34);
    return routes;
  }

  private static YamlNode.Mapping mapping(@Nullable YamlNode node) {
    return (YamlNode.Mapping) Objects.requireNonNull(node);
  }

  private static List<String> texts(@Nullable YamlNode node) {
    List<String> texts = new ArrayList<>();
    ((YamlNode.Sequence) Objects.requireNonNull(node))
        .items()
        .forEach(it -> texts.add(((YamlNode.Scalar) it).text()));
    return texts;
  }

  @Test
  void everyRouteNamesARightAndTheRolesThatHaveIt() throws IOException {
    Roles roles = House.roles();
    routes()
        .forEach((name, route) -> {
          Right right = Right.of(route.right());
          List<String> expected =
              roles.all().stream()
                  .filter(role -> right != null && role.rights().contains(right))
                  .map(Role::id)
                  .toList();
          assertThat(right == null).as(name).isEqualTo(route.right().equals("none"));
          assertThat(texts(route.role().get("roles"))).as(name).isEqualTo(expected);
        });
  }

  @Test
  void everyRouteWithATenantNeedsTheParameterAndCanAnswerThatThereIsNothing() throws IOException {
    int needed = 0;
    for (Map.Entry<String, Route> one : routes().entrySet()) {
      Route route = one.getValue();
      assertThat(route.tenant()).as(one.getKey()).isIn("required", "provider", "own", "none");
      boolean parameter =
          route.node().get("parameters") instanceof YamlNode.Sequence list
              && list.items().stream()
                  .anyMatch(it ->
                      "#/components/parameters/tenant"
                          .equals(((YamlNode.Mapping) it).text("$ref")));
      // The provider's own doings may be for a tenant, such as taking in files for it.
      if (!route.tenant().equals("provider")) {
        assertThat(parameter).as(one.getKey()).isEqualTo(route.tenant().equals("required"));
      }
      if (!route.right().equals("none")) {
        assertThat(route.answers()).as(one.getKey()).contains("401", "403", "404", "429");
      }
      needed += route.tenant().equals("required") ? 1 : 0;
    }
    assertThat(needed).isEqualTo(23);
  }

  /// Strangers reach health, the page without data, and the way out, and nothing else.
  @Test
  void allOthersNeedACredential() throws IOException {
    List<String> open = new ArrayList<>();
    routes()
        .forEach((name, route) -> {
          if (route.node().get("security") instanceof YamlNode.Sequence needed
              && needed.items().isEmpty()) {
            open.add(name);
          }
        });
    assertThat(open)
        .containsExactlyInAnyOrder(
            "get /",
            "get /page.css",
            "get /page.js",
            "get /texts",
            "get /api/v1/health",
            "delete /api/v1/session");
  }
}
