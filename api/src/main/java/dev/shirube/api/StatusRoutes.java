// SPDX-License-Identifier: Apache-2.0
package dev.shirube.api;

import dev.shirube.access.PrincipalId;
import dev.shirube.access.Right;
import dev.shirube.catalog.Message;
import dev.shirube.event.TenantId;
import dev.shirube.export.JsonText;
import dev.shirube.gateway.Answer;
import dev.shirube.gateway.DoorStatus;
import dev.shirube.gateway.Route;
import dev.shirube.query.TimeRange;
import dev.shirube.report.Words;
import dev.shirube.store.EventStore;
import dev.shirube.store.Question;
import java.io.IOException;
import java.util.List;

/// How recording goes.
final class StatusRoutes {
  private final Reception reception;
  private final RecordingView recording;

  StatusRoutes(Reception reception, RecordingView recording) {
    this.reception = reception;
    this.recording = recording;
  }

  /// Whether the server runs and can record; for everybody.
  Route health() {
    return new Route(
        "GET",
        "/api/v1/health",
        _ ->
            recording.faults().isEmpty()
                ? Answer.json(200, "{\"recording\":true}")
                : Answer.json(503, "{\"recording\":false}"));
  }

  List<Route> all() {
    return List.of(reception.within("GET", "/api/v1/status", Right.STATUS_READ, this::status));
  }

  private Answer status(Call call) throws IOException {
    TenantId tenant = call.tenant();
    boolean whole =
        reception.access().may(call.asker(), PrincipalId.PROVIDER, Right.INSTALLATION_READ);
    JsonText json = new JsonText().open('{');
    json.name("version").text(recording.version());
    json.name("started").text(recording.started().toString());
    json.name("rules").number(recording.rules());
    json.name("faults").open('[');
    faults(json, call.words(), whole);
    json.close(']');
    Question.Answer findings =
        recording.store().count(tenant, Question.all(TimeRange.ALL, HuntRoutes.FINDINGS));
    tenant(json, tenant, findings.rows());
    gaps(json, findings, call.words());
    if (whole) {
      installation(json, call.words());
    }
    return Answer.json(200, json.close('}').toString());
  }

  /// Faults are of the installation: they may name its folders and other tenants, so that whoever
  /// does not run it is told no more than that there is one.
  private void faults(JsonText json, Words words, boolean whole) {
    List<Message> faults = recording.faults();
    if (whole) {
      faults.forEach(fault -> json.text(words.say(fault)));
    } else if (!faults.isEmpty()) {
      json.text(words.say("api.held"));
    }
  }

  private void tenant(JsonText json, TenantId tenant, long findings) throws IOException {
    EventStore.Size size = recording.store().size(tenant);
    json.name("tenant").open('{').name("tenant").text(tenant.value());
    json.name("events").number(size.events() + size.openEvents());
    json.name("parts").number(size.parts()).name("bytes").number(size.bytes());
    json.name("damaged").number(size.quarantined());
    json.name("findings").number(findings).close('}');
  }

  private static void gaps(JsonText json, Question.Answer answer, Words words) {
    json.name("gaps").open('[');
    for (Question.Missing missing : answer.missing()) {
      Message why = missing.why();
      json.text(words.say(why));
    }
    json.close(']');
  }

  private void installation(JsonText json, Words words) {
    json.name("rate").number(Math.round(recording.rate()));
    json.name("disk").open('{').name("free").number(recording.freeBytes()).close('}');
    json.name("doors").open('[');
    for (DoorStatus door : recording.doors()) {
      json.open('{').name("name").text(words.say("page.door." + door.door()));
      json.name("address").text(door.listening()).name("open").number(door.open());
      json.name("records").number(door.count(DoorStatus.Count.RECORDS));
      json.name("durable").number(door.count(DoorStatus.Count.DURABLE));
      long lost = door.count(DoorStatus.Count.LOST) + door.kernelDrops().orElse(0);
      json.name("lost").number(lost);
      json.name("unknown").number(door.count(DoorStatus.Count.UNKNOWN_SENDERS)).close('}');
    }
    json.close(']');
  }
}
