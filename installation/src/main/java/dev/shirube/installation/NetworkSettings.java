// SPDX-License-Identifier: Apache-2.0
package dev.shirube.installation;

import dev.shirube.catalog.YamlNode;
import dev.shirube.enrich.Network;
import dev.shirube.event.TenantId;
import dev.shirube.match.Cidr;
import java.util.ArrayList;
import java.util.List;

/// Reads the setting `networks`: names with their ranges of addresses, which are the tenant
/// local's; a name that has names below it is another tenant.
final class NetworkSettings {
  private final Wrongs wrongs;
  private final List<Network> networks = new ArrayList<>();

  private NetworkSettings(Wrongs wrongs) {
    this.wrongs = wrongs;
  }

  /// Hears of mistakes.
  @FunctionalInterface
  interface Wrongs {
    /// Called for each.
    ///
    /// @param id of the message
    void mistake(int line, String id, Object... facts);
  }

  static List<Network> read(YamlNode node, Wrongs wrongs) {
    NetworkSettings settings = new NetworkSettings(wrongs);
    if (node instanceof YamlNode.Mapping mapping) {
      settings.names(mapping, TenantId.LOCAL, true);
    } else {
      wrongs.mistake(node.line(), "settings.networks", "networks");
    }
    return List.copyOf(settings.networks);
  }

  private void names(YamlNode.Mapping mapping, TenantId tenant, boolean top) {
    mapping
        .entries()
        .forEach((name, value) -> {
          if (name.isBlank()) {
            wrongs.mistake(mapping.lineOf(name), "settings.networks", "networks");
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
      wrongs.mistake(line, "settings.tenant", name);
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
        wrongs.mistake(item.line(), "settings.network", name, text);
      } else {
        networks.add(new Network(tenant, range, name));
      }
    }
  }
}
