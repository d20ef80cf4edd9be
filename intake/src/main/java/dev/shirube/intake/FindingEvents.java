// SPDX-License-Identifier: Apache-2.0
package dev.shirube.intake;

import dev.shirube.detect.Finding;
import dev.shirube.event.EntryFlag;
import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.EventClass;
import dev.shirube.event.EventId;
import dev.shirube.event.Field;
import dev.shirube.event.FieldCatalogue;
import dev.shirube.event.TimeSource;
import dev.shirube.event.ValueType;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Writes findings as events, so that the recording keeps them beside what they rest on: class
/// {@link EventClass#DETECTION_FINDING}, time of the last event, and the finding's id as identity,
/// so that the same finding made again adds nothing.
public final class FindingEvents {
  /// The source that our own findings carry: how they are told from those of other products.
  public static final String SOURCE = "shirube.finding";

  /// OCSF's activity "Create" of the class.
  private static final int CREATED = 1;

  private static final int VALUE_BYTES = 4_096;

  /// What of the first event a finding says itself: where, who, and which process, so that it can
  /// be asked for without its events.
  private static final List<Field> CONTEXT =
      fields(
          "device.hostname",
          "device.name",
          "device.ip",
          "actor.user.name",
          "user.name",
          "process.uid",
          "process.file.path",
          "process.cmd_line",
          "process.parent_process.file.path",
          "actor.process.uid",
          "actor.process.file.path",
          "src_endpoint.ip",
          "dst_endpoint.ip",
          "file.path");

  private static final Field UID = FieldCatalogue.require("finding_info.uid");
  private static final Field TITLE = FieldCatalogue.require("finding_info.title");
  private static final Field TYPES = FieldCatalogue.require("finding_info.types");
  private static final Field FIRST = FieldCatalogue.require("finding_info.first_seen_time");
  private static final Field LAST = FieldCatalogue.require("finding_info.last_seen_time");
  private static final Field EVENTS = FieldCatalogue.require("finding_info.related_events.uid");
  private static final Field COUNT = FieldCatalogue.require("finding_info.related_events_count");
  private static final Field SEVERITY = FieldCatalogue.require("severity");
  private static final Field RULE = FieldCatalogue.require("rule.uid");
  private static final Field RULE_VERSION = FieldCatalogue.require("rule.version");
  private static final Field TECHNIQUE = FieldCatalogue.require("attacks.technique.uid");
  private static final Field TACTIC = FieldCatalogue.require("attacks.tactic.name");
  private static final Field SELECTION = FieldCatalogue.require("evidences.name");
  private static final Field EVIDENCE_FIELD = FieldCatalogue.require("evidences.field");
  private static final Field PATTERN = FieldCatalogue.require("evidences.pattern");
  private static final Field VALUE = FieldCatalogue.require("evidences.value");

  private FindingEvents() {}

  private static List<Field> fields(String... paths) {
    return List.of(paths).stream().map(FieldCatalogue::require).toList();
  }

  /// The identity of a finding's event.
  public static EventId idOf(Finding finding) {
    return new EventId(finding.id().high(), finding.id().low());
  }

  /// Appends a finding to a batch of its tenant.
  ///
  /// @param received when it was made, nanoseconds since 1970 UTC
  public static void append(Finding finding, long received, EventBatch batch) {
    int event = batch.beginEvent();
    batch.setTime(event, finding.lastNanos(), TimeSource.SENSOR, 0);
    batch.setReceived(event, received);
    batch.setClass(event, EventClass.DETECTION_FINDING, CREATED);
    batch.setSource(event, batch.names().intern(SOURCE));
    Event first = finding.events().getFirst();
    batch.setInput(event, batch.names().intern(first.input()));
    whatItSays(finding, batch);
    rule(finding, batch);
    evidence(finding, batch);
    for (Field field : CONTEXT) {
      context(first, field, batch);
    }
    batch.setId(event, idOf(finding));
  }

  private static void whatItSays(Finding finding, EventBatch batch) {
    text(batch, UID, finding.id().toString());
    text(batch, TITLE, finding.rule().title());
    if (finding.unevaluated()) {
      text(batch, TYPES, "unevaluated");
    }
    value(batch, FIRST, ValueType.TIME, Long.toString(finding.firstNanos()));
    value(batch, LAST, ValueType.TIME, Long.toString(finding.lastNanos()));
    finding.events().forEach(event -> text(batch, EVENTS, event.id().toString()));
    value(batch, COUNT, ValueType.INTEGER, Long.toString(finding.eventCount()));
  }

  private static void rule(Finding finding, EventBatch batch) {
    text(batch, SEVERITY, finding.rule().severity().word());
    text(batch, RULE, finding.rule().id());
    text(batch, RULE_VERSION, finding.rule().hash());
    finding.rule().techniques().forEach(technique -> text(batch, TECHNIQUE, technique.id()));
    finding.rule().tactics().forEach(tactic -> text(batch, TACTIC, tactic));
  }

  private static void evidence(Finding finding, EventBatch batch) {
    finding
        .evidence()
        .forEach(evidence -> {
          text(batch, SELECTION, evidence.selection());
          text(batch, EVIDENCE_FIELD, evidence.field());
          text(batch, PATTERN, evidence.pattern());
          text(batch, VALUE, evidence.value());
        });
  }

  /// Copies the first value of a field as it is.
  private static void context(Event from, Field field, EventBatch batch) {
    int entry = from.find(field);
    if (entry >= 0 && from.length(entry) > 0) {
      int length = Math.min(from.length(entry), VALUE_BYTES);
      int name = batch.names().intern(field.path());
      byte[] bytes = from.batch().buffer();
      int added = batch.add(name, from.type(entry), bytes, from.offset(entry), length);
      batch.setField(added, field.id());
      if (length < from.length(entry)) {
        batch.addFlags(added, EntryFlag.TRUNCATED);
      }
    }
  }

  private static void text(EventBatch batch, Field field, String text) {
    value(batch, field, ValueType.TEXT, text);
  }

  private static void value(EventBatch batch, Field field, ValueType type, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int length = Math.min(bytes.length, VALUE_BYTES);
    int entry = batch.add(batch.names().intern(field.path()), type, bytes, 0, length);
    batch.setField(entry, field.id());
    if (length < bytes.length) {
      batch.addFlags(entry, EntryFlag.TRUNCATED);
    }
  }
}
