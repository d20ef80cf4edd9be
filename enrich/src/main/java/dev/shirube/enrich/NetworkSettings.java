// SPDX-License-Identifier: Apache-2.0
package dev.shirube.enrich;

import dev.shirube.catalog.Mistakes;
import dev.shirube.catalog.YamlNode;
import dev.shirube.event.TenantId;
import dev.shirube.match.Cidr;
import java.util.ArrayList;
import java.util.List;

/// Reads the setting `networks`: names with their ranges of addresses, which are the tenant
/// local's; a name that has names below it is another tenant.
public final class NetworkSettings {
  private final Mistakes mistakes;
  private final List<Network> networks = new ArrayList<>();

  private NetworkSettings(Mistakes mistakes) {
    this.mistakes = mistakes;
  }

  /// Reads what stands below the key, as far as it is right.
  public static List<Network> read(YamlNode node, Mistakes mistakes) {
    NetworkSettings settings = new NetworkSettings(mistakes);
    if (node instanceof YamlNode.Mapping mapping) {
      settings.names(mapping, TenantId.LOCAL, true);
    } else {
      mistakes.at(node.line(), "settings.networks", "networks");
    }
    return List.copyOf(settings.networks);
  }

  private void names(YamlNode.Mapping mapping, TenantId tenant, boolean top) {
    mapping
        .entries()
        .forEach((name, value) -> {
          if (name.isBlank()) {
            mistakes.at(mapping.lineOf(name), "settings.networks", "networks");
          } else if (value instanceof YamlNode.Mapping its && top) {
            tenant(name, mapping.lineOf(name), its);
          } else {
            ranges(name.strip(), value, tenant);
          }
        });
  }

  private void tenant(String name, int line, YamlNode.Mapping its) {
    try {
      names(its, new TenantId(name), false);
    } catch (IllegalArgumentException _) {
      mistakes.at(line, "settings.tenant", name);
    }
  }

  private void ranges(String name, YamlNode value, TenantId tenant) {
    List<YamlNode> items =
        value instanceof YamlNode.Sequence sequence ? sequence.items() : List.of(value);
    for (YamlNode item : items) {
      Cidr range =
          item instanceof YamlNode.Scalar scalar ? Cidr.parse(scalar.text().strip()) : null;
      if (range == null) {
        String text = item instanceof YamlNode.Scalar scalar ? scalar.text() : "";
        mistakes.at(item.line(), "settings.network", name, text);
      } else {
        networks.add(new Network(tenant, range, name));
      }
    }
  }
}
