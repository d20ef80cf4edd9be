// SPDX-License-Identifier: Apache-2.0
package dev.shirube.scenes;

import static dev.shirube.scenes.Scene.Hinge.on;
import static dev.shirube.scenes.Scene.Hinge.plain;

import java.util.List;

/// What is shown of connections and names.
final class NetworkScenes {
  private static final String NETWORK = "network_activity";
  private static final String OPEN = "class=network_activity activity=1 ";
  private static final String NET = "exec /usr/bin/python3 {b}/net.py ";
  private static final String OWN_NET =
      "exec unshare --net /bin/sh -c 'ip link set lo up; exec /usr/bin/python3 {b}/net.py ";

  private NetworkScenes() {}

  static List<Scene> all() {
    return List.of(
        Scene.of(
            "a connection that lasts, with its process",
            plain(NETWORK, ""),
            "# long\n" + NET + "long {m}",
            OPEN + "dst_endpoint.port=#{out} dst_endpoint.ip=127.0.0.1 actor.process.cmd_line:{m}"),
        tcp("tcp4", "127.0.0.1"),
        tcp("tcp6", "\"::1\""),
        udp("udp4", "127.0.0.1"),
        udp("udp6", "\"::1\""),
        Scene.of(
            "who listens, and at what",
            on(NETWORK, ""),
            NET + "tcp4 {m}",
            "class=network_activity activity=7 dst_endpoint.port=#{out} actor.process.cmd_line:{m}"),
        Scene.of(
            "a connection that is refused",
            on(NETWORK, "status_code"),
            NET + "refused {m}",
            "class=network_activity activity=4 dst_endpoint.port=#{out} status_code=#111"
                + " actor.process.cmd_line:{m}"),
        Scene.of(
            "a raw socket",
            on(NETWORK, ""),
            NET + "raw {m}",
            "class=network_activity activity_name=\"raw socket\" actor.process.cmd_line:{m}"),
        dns("udp"),
        dns("tcp"),
        Scene.of(
            "the name a connection was made to",
            on(NETWORK, "dst_endpoint.hostname"),
            OWN_NET + "dns-udp {m}.example.test'",
            OPEN + "dst_endpoint.hostname={m}.example.test dst_endpoint.ip=127.0.0.9"));
  }

  private static Scene tcp(String what, String address) {
    return Scene.of(
        what + ": both ends, and the bytes both ways",
        on(NETWORK, "traffic.bytes_out"),
        NET + what + " {m}",
        OPEN
            + "dst_endpoint.port=#{out} dst_endpoint.ip="
            + address
            + " connection_info.is_initiated=true actor.process.cmd_line:{m}",
        OPEN + "dst_endpoint.port=#{out} connection_info.is_initiated=false",
        "class=network_activity activity=2 dst_endpoint.port=#{out} traffic.bytes_out=#100000"
            + " traffic.bytes_in=#2345 actor.process.cmd_line:{m}");
  }

  private static Scene udp(String what, String address) {
    return Scene.of(
        what + ": both ends, and the bytes both ways after half a minute",
        on(NETWORK, "traffic.bytes_out"),
        "# long\n" + NET + what + " {m}",
        OPEN
            + "dst_endpoint.port=#{out} connection_info.protocol_name=udp dst_endpoint.ip="
            + address
            + " actor.process.cmd_line:{m}",
        "class=network_activity activity=6 dst_endpoint.port=#{out} traffic.bytes_out>=#111"
            + " traffic.bytes_in>=#222");
  }

  private static Scene dns(String over) {
    return Scene.of(
        "DNS over " + over + ", with the process that asked",
        plain("dns_activity", ""),
        OWN_NET + "dns-" + over + " {m}.example.test'",
        "class=dns_activity activity=1 query.hostname={m}.example.test"
            + " actor.process.cmd_line:dns-"
            + over,
        "class=dns_activity activity=2 query.hostname={m}.example.test answers.rdata=127.0.0.9");
  }
}
