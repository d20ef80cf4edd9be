// SPDX-License-Identifier: Apache-2.0
package dev.shirube.wire;

import java.util.ArrayList;
import java.util.List;

/// What a machine says of itself. Nothing of it says who the agent is: that is in its certificate.
///
/// @param name the machine's host name
/// @param system such as Debian GNU/Linux 12
/// @param kernel its release, such as 6.18.44
/// @param architecture such as amd64
/// @param machine the machine's own lasting id, such as /etc/machine-id has it
/// @param boot the id of the boot, new with every start of the machine
/// @param addresses its addresses, in their usual spelling
public record AgentHost(
    String name,
    String system,
    String kernel,
    String architecture,
    String machine,
    String boot,
    List<String> addresses) {

  static final int LONGEST = 256;
  private static final int MOST_ADDRESSES = 64;

  public AgentHost {
    addresses = List.copyOf(addresses);
  }

  Json json() {
    List<Json> spelled = new ArrayList<>();
    addresses.stream().limit(MOST_ADDRESSES).forEach(one -> spelled.add(new Json.Text(one)));
    return new Json.Members()
        .with("name", name)
        .with("system", system)
        .with("kernel", kernel)
        .with("architecture", architecture)
        .with("machine", machine)
        .with("boot", boot)
        .with("addresses", new Json.Items(spelled))
        .json();
  }

  static AgentHost of(Json json) throws WireException {
    Json.Members from = Json.members(json);
    List<String> addresses = new ArrayList<>();
    for (Json address : from.items("addresses", MOST_ADDRESSES)) {
      addresses.add(Json.text(address, "addresses", 64));
    }
    return new AgentHost(
        from.text("name", LONGEST),
        from.text("system", LONGEST, ""),
        from.text("kernel", LONGEST, ""),
        from.text("architecture", LONGEST, ""),
        from.text("machine", LONGEST, ""),
        from.text("boot", LONGEST, ""),
        addresses);
  }
}
