// SPDX-License-Identifier: Apache-2.0
package dev.shirube.api;

import dev.shirube.event.Field;
import dev.shirube.event.FieldCatalogue;
import dev.shirube.export.JsonText;
import dev.shirube.fleet.Followed;
import dev.shirube.fleet.Host;
import dev.shirube.fleet.Sighting;
import dev.shirube.intake.AgentLanes;
import dev.shirube.report.Words;
import dev.shirube.wire.Capabilities;
import dev.shirube.wire.Hello;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Machines with an agent as JSON.
final class HostJson {
  private static final long SECOND = 1_000_000_000L;
  private static final long MILLI = 1_000_000L;

  private HostJson() {}

  /// A moment as RFC 3339 has it, to the second.
  static String moment(long nanos) {
    return Instant.ofEpochSecond(nanos / SECOND).toString();
  }

  /// What a list shows of each.
  static void summary(JsonText json, Host host, AgentLanes.Missing missing) {
    json.name("agent").text(host.agent()).name("name").text(host.name());
    json.name("state").text(host.state().word());
    json.name("system").text(host.system()).name("kernel").text(host.kernel());
    json.name("version").text(host.version());
    json.name("first_seen").text(moment(host.firstSeen()));
    json.name("last_seen").text(moment(host.lastSeen()));
    json.name("clock_offset_ms").number(host.clockOffset() / MILLI);
    json.name("missing").open('{').name("told").number(missing.told());
    json.name("untold").number(missing.untold()).close('}');
    Hello said = host.said();
    json.name("waiting_bytes").number(said == null ? 0 : said.spool().bytes());
    int[] counts = counts(said == null ? null : said.capabilities());
    json.name("sees").open('{');
    for (Capabilities.Quality quality : Capabilities.Quality.values()) {
      json.name(quality.word()).number(counts[quality.ordinal()]);
    }
    json.close('}');
  }

  static int[] counts(@Nullable Capabilities capabilities) {
    int[] counts = new int[Capabilities.Quality.values().length];
    if (capabilities != null) {
      capabilities.entries().stream()
          .filter(entry -> entry.field() == 0)
          .forEach(entry -> counts[entry.quality().ordinal()]++);
    }
    return counts;
  }

  /// What is shown of one alone.
  ///
  /// @param certificateUntil when its certificate ends, nanoseconds since 1970 UTC; 0 if none is
  ///   good
  static void details(
      JsonText json, Host host, Followed followed, long certificateUntil, Words words) {
    Hello said = host.said();
    json.name("certificate_until");
    if (certificateUntil == 0) {
      json.nothing();
    } else {
      json.text(moment(certificateUntil));
    }
    json.name("group").text(followed.group());
    json.name("policy").number(followed.policy().version());
    json.name("policy_heard").number(said == null ? 0 : said.policy());
    json.name("addresses").open('[');
    if (said != null) {
      said.host().addresses().forEach(json::text);
    }
    json.close(']');
    json.name("boot").text(said == null ? "" : said.host().boot());
    json.name("sensors").open('[');
    if (said != null) {
      for (Hello.SensorState sensor : said.sensors()) {
        json.open('{').name("name").text(sensor.name()).name("seen").number(sensor.seen());
        json.name("lost").number(sensor.lost()).name("cut").number(sensor.cut());
        json.name("lag_ms").number(sensor.lagNanos() / MILLI).close('}');
      }
    }
    json.close(']').name("capabilities").open('[');
    Capabilities capabilities = said == null ? null : said.capabilities();
    if (capabilities != null) {
      HostWords say = new HostWords(words);
      capabilities.entries().forEach(entry -> capability(json, entry, say));
    }
    json.close(']');
  }

  private static void capability(JsonText json, Capabilities.Entry entry, HostWords say) {
    Field field = FieldCatalogue.builtIn().find(entry.field());
    json.open('{').name("class").text(entry.eventClass().word());
    json.name("field").text(field == null ? "" : field.path());
    json.name("quality").text(entry.quality().word()).name("note").text(entry.note());
    json.name("about").text(say.about(entry.eventClass()));
    json.name("of").text(field == null ? "" : say.field(field.path()));
    json.name("why").text(say.note(entry.note())).close('}');
  }

  /// A host that has no agent.
  static void bare(JsonText json, Sighting one) {
    json.open('{').name("name").text(one.name()).name("address").text(one.address());
    json.name("source").text(one.source());
    json.name("first_seen").text(moment(one.firstSeen()));
    json.name("last_seen").text(moment(one.lastSeen())).close('}');
  }
}
