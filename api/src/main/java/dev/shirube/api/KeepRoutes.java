// SPDX-License-Identifier: Apache-2.0
package dev.shirube.api;

import dev.shirube.access.PrincipalId;
import dev.shirube.access.Right;
import dev.shirube.catalog.Problem;
import dev.shirube.event.EventId;
import dev.shirube.event.TenantId;
import dev.shirube.export.JsonText;
import dev.shirube.gateway.Answer;
import dev.shirube.gateway.Route;
import dev.shirube.query.Question;
import dev.shirube.query.TimeRange;
import dev.shirube.report.Words;
import dev.shirube.store.Hold;
import dev.shirube.store.Signed.Checkpoint;
import dev.shirube.store.Verification;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What holds events back, and checks the recording.
final class KeepRoutes {
  private static final int MOST_REASON = 200;
  private static final int MOST_HOLDS = 1_000;

  private final Reception reception;
  private final RecordingView recording;
  private final HuntRoutes hunts;
  private final Object holding = new Object();

  KeepRoutes(Reception reception, RecordingView recording, HuntRoutes hunts) {
    this.reception = reception;
    this.recording = recording;
    this.hunts = hunts;
  }

  List<Route> all() {
    return List.of(
        reception.within("GET", "/api/v1/holds", Right.HOLDS_CHANGE, this::holds),
        reception.within("POST", "/api/v1/holds", Right.HOLDS_CHANGE, this::hold),
        reception.within("DELETE", "/api/v1/holds/{name}", Right.HOLDS_CHANGE, this::release),
        reception.within("POST", "/api/v1/verify", Right.AUDIT_READ, this::verify));
  }

  private Answer holds(Call call) throws IOException {
    TenantId tenant = call.tenant();
    JsonText json = new JsonText().open('{').name("tenant").text(tenant.value());
    json.name("holds").open('[');
    for (Hold hold : recording.store().holds(tenant)) {
      json.open('{').name("name").text(hold.name()).name("reason").text(hold.reason());
      moment(json.name("from"), hold.range().from());
      moment(json.name("to"), hold.range().until());
      json.name("question").text(hold.question()).name("events").open('[');
      hold.events().stream().sorted().map(EventId::toString).forEach(json::text);
      json.close(']').close('}');
    }
    return Answer.json(200, json.close(']').close('}').toString());
  }

  private static void moment(JsonText json, long nanos) {
    if (nanos == TimeRange.ALL.from() || nanos == TimeRange.ALL.until()) {
      json.nothing();
    } else {
      json.text(Words.exact(nanos));
    }
  }

  private Answer hold(Call call) throws IOException {
    TenantId tenant = call.tenant();
    String name = call.needed("name");
    if (!PrincipalId.isName(name)) {
      throw Refusal.of(400, "access.invalid.name", name);
    }
    Hold hold = Hold.of(name, reason(call, "reason"), range(call), question(call));
    synchronized (holding) {
      List<Hold> there = recording.store().holds(tenant);
      // The store would put the new one in the place of the old, and so let events go.
      if (there.stream().anyMatch(it -> it.name().equals(name))) {
        throw Refusal.of(409, "api.hold.taken", name);
      }
      if (there.size() >= MOST_HOLDS) {
        throw Refusal.of(409, "api.hold.many", MOST_HOLDS);
      }
      recording.store().hold(tenant, hold);
    }
    JsonText json = new JsonText().open('{').name("name").text(name).close('}');
    return Answer.json(201, json.toString());
  }

  private static String reason(Call call, String parameter) {
    String reason = call.needed(parameter);
    if (reason.isBlank() || reason.length() > MOST_REASON) {
      throw Refusal.of(400, "api.long", parameter, MOST_REASON);
    }
    return reason;
  }

  private static TimeRange range(Call call) {
    String _ = call.needed("from");
    String _ = call.needed("to");
    return call.range();
  }

  /// A hold is read anew whenever something is to be deleted, so times in its question would move,
  /// and steps would mean nothing.
  private String question(Call call) throws IOException {
    String text = call.text().strip();
    if (!text.isEmpty()) {
      Question read = hunts.question(call, text);
      if (!read.steps().isEmpty() || !read.range().equals(TimeRange.ALL)) {
        throw Refusal.of(400, "api.hold.question");
      }
    }
    return text;
  }

  private Answer release(Call call) throws IOException {
    String why = reason(call, "why");
    synchronized (holding) {
      recording.store().release(call.tenant(), call.path("name"), why);
    }
    return Answer.empty(204);
  }

  private Answer verify(Call call) throws IOException {
    TenantId tenant = call.tenant();
    List<Checkpoint> checkpoints = new ArrayList<>();
    int number = 0;
    for (String line : call.text().lines().toList()) {
      number++;
      if (line.isBlank()) {
        continue;
      }
      Checkpoint checkpoint = CheckpointLines.read(tenant, line);
      if (checkpoint == null) {
        throw Refusal.of(400, "api.checkpoint", number);
      }
      checkpoints.add(checkpoint);
    }
    Verification found = recording.store().verify(tenant, checkpoints);
    return Answer.json(200, json(found, call.words()));
  }

  private static String json(Verification found, Words words) {
    JsonText json = new JsonText().open('{').name("tenant").text(found.tenant().value());
    json.name("whole").truth(found.isWhole());
    json.name("entries").number(found.entries()).name("events").number(found.events());
    json.name("uncovered_entries").number(found.afterLastCheckpoint());
    json.name("uncovered_parts").open('[');
    found.uncovered().forEach(json::text);
    json.close(']').name("faults").open('[');
    for (Problem fault : found.faults()) {
      // The file's name alone: where the folders of the installation lie is no tenant's to know.
      Path file = Path.of(fault.file()).getFileName();
      json.open('{').name("file").text(file == null ? "" : file.toString());
      json.name("text").text(words.say(fault.what()));
      json.name("advice").text(words.say(fault.advice())).close('}');
    }
    return json.close(']').close('}').toString();
  }
}
