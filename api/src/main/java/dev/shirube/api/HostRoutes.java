// SPDX-License-Identifier: Apache-2.0
package dev.shirube.api;

import dev.shirube.access.Right;
import dev.shirube.event.TenantId;
import dev.shirube.event.Timestamps;
import dev.shirube.export.JsonText;
import dev.shirube.fleet.FleetRoom;
import dev.shirube.fleet.Followed;
import dev.shirube.fleet.Host;
import dev.shirube.fleet.JoinToken;
import dev.shirube.gateway.Answer;
import dev.shirube.gateway.Route;
import dev.shirube.intake.AgentLanes;
import dev.shirube.report.Page;
import dev.shirube.report.Words;
import dev.shirube.wire.Hello;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;

/// The machines that have an agent: how they are, how more of them join, and how one is ended.
final class HostRoutes {
  private static final int MOST_HOURS = 720;
  private static final int MOST_COLUMNS = 1000;

  private final Reception reception;
  private final RecordingView recording;
  private final FleetRoom fleet;
  private final Clock clock;
  private final ToIntFunction<String> width;

  HostRoutes(Reception reception, RecordingView recording, ApiGrounds grounds) {
    this.reception = reception;
    this.recording = recording;
    fleet = grounds.fleet();
    clock = grounds.clock();
    width = grounds.width();
  }

  List<Route> all() {
    return List.of(
        reception.within("GET", "/api/v1/hosts", Right.STATUS_READ, this::hosts),
        reception.within("GET", "/api/v1/hosts/{agent}", Right.STATUS_READ, this::host),
        reception.within("POST", "/api/v1/hosts/tokens", Right.SOURCES_CHANGE, this::token),
        reception.within(
            "POST", "/api/v1/hosts/{agent}/revoke", Right.SOURCES_CHANGE, this::revoke));
  }

  private Page page(Call call) {
    return new Page(width, call.number("columns", 120, MOST_COLUMNS));
  }

  private static Answer text(Page page) {
    return Answer.of(
        200, "text/plain; charset=utf-8", page.text().getBytes(StandardCharsets.UTF_8));
  }

  private Answer hosts(Call call) {
    TenantId tenant = call.tenant();
    if (call.isForPeople()) {
      Page page = page(call);
      List<HostText.Listed> all = new ArrayList<>();
      for (Host host : fleet.hosts(tenant)) {
        all.add(new HostText.Listed(host, recording.missing(tenant, host.agent())));
      }
      new HostText(call.words(), page).list(all, fleet.withoutAgent(tenant));
      return text(page);
    }
    JsonText json = new JsonText().open('{').name("tenant").text(tenant.value());
    json.name("hosts").open('[');
    for (Host host : fleet.hosts(tenant)) {
      json.open('{');
      HostJson.summary(json, host, recording.missing(tenant, host.agent()));
      json.close('}');
    }
    json.close(']').name("without_agent").open('[');
    fleet.withoutAgent(tenant).forEach(one -> HostJson.bare(json, one));
    return Answer.json(200, json.close(']').close('}').toString());
  }

  private Answer host(Call call) throws IOException {
    TenantId tenant = call.tenant();
    Host host = fleet.host(tenant, call.path("agent"));
    if (host == null) {
      throw Refusal.missing();
    }
    Followed followed = fleet.followed(tenant, host.agent());
    long until = fleet.certificateUntil(tenant, host.agent());
    AgentLanes.Missing missing = recording.missing(tenant, host.agent());
    if (call.isForPeople()) {
      Page page = page(call);
      HostText shown = new HostText(call.words(), page);
      shown.host(host, facts(call.words(), host, followed, until));
      List<HostText.Gap> gaps =
          reception.still(call, tenant, Right.EVENTS_READ)
              ? HostGaps.of(recording.hunter(tenant), call.words(), host, clock.instant())
              : List.of();
      shown.missing(missing, gaps);
      return text(page);
    }
    JsonText json = new JsonText().open('{');
    HostJson.summary(json, host, missing);
    HostJson.details(json, host, followed, until, call.words());
    return Answer.json(200, json.close('}').toString());
  }

  private Map<String, String> facts(Words words, Host host, Followed followed, long until) {
    Map<String, String> facts = new LinkedHashMap<>();
    Hello said = host.said();
    facts.put("fleet.fact.agent", host.agent());
    facts.put("fleet.fact.version", host.version());
    facts.put("fleet.fact.system", (host.system() + " " + host.kernel()).strip());
    facts.put(
        "fleet.fact.addresses", said == null ? "" : String.join(", ", said.host().addresses()));
    facts.put("fleet.fact.group", followed.group());
    facts.put("fleet.fact.first", words.seconds(host.firstSeen()));
    long ago = Math.max(0, Timestamps.nanosOf(clock.instant()) - host.lastSeen());
    String since = words.duration(Duration.ofNanos(ago));
    facts.put(
        "fleet.fact.last", words.say("fleet.fact.ago", words.seconds(host.lastSeen()), since));
    facts.put("fleet.fact.clock", new HostWords(words).clock(host.clockOffset()));
    facts.put(
        "fleet.fact.certificate",
        until == 0 ? words.say("fleet.fact.certificate.none") : words.seconds(until));
    boolean heard = said != null && said.policy() == followed.policy().version();
    String whose = "fleet.policy.from." + followed.whose().word();
    facts.put(
        "fleet.fact.policy",
        words.say(whose, followed.group())
            + words.say(heard ? "fleet.fact.followed" : "fleet.fact.unheard"));
    facts.put("fleet.fact.waiting", said == null ? "" : Words.size(said.spool().bytes()));
    return facts;
  }

  private Answer token(Call call) {
    TenantId tenant = call.tenant();
    int hours = call.number("hours", 1, MOST_HOURS);
    JoinToken made = fleet.token(tenant, call.asker().toString(), Duration.ofHours(hours));
    JsonText json = new JsonText().open('{').name("id").text(made.id());
    json.name("token").text(made.token()).name("expires").text(HostJson.moment(made.expires()));
    json.name("authority").text(fleet.authority());
    json.name("port").number(recording.agentPort());
    return Answer.json(201, json.close('}').toString());
  }

  private Answer revoke(Call call) {
    if (!fleet.revoke(call.tenant(), call.asker().toString(), call.path("agent"))) {
      throw Refusal.missing();
    }
    return Answer.empty(204);
  }
}
