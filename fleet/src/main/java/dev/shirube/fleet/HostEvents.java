// SPDX-License-Identifier: Apache-2.0
package dev.shirube.fleet;

import dev.shirube.event.EventBatch;
import dev.shirube.event.EventClass;
import dev.shirube.event.Field;
import dev.shirube.event.FieldCatalogue;
import dev.shirube.event.FieldNames;
import dev.shirube.event.TimeSource;
import dev.shirube.gateway.Envelope;
import dev.shirube.wire.BatchCodec;
import java.util.List;
import java.util.Locale;

/// What the server itself has to say of agents, as events: that one fell silent, came back, is used
/// twice. They take the way of all events, through the journal and past the rules.
public final class HostEvents {
  /// The format of envelopes that hold them: no door gives it to what anybody sends.
  public static final String FORMAT = "shirube-own";

  /// The source of such events.
  public static final String SOURCE = "shirube.fleet";

  private static final Field CODE = FieldCatalogue.require("metadata.event_code");
  private static final Field AGENT = FieldCatalogue.require("metadata.loggers.name");
  private static final Field HOST = FieldCatalogue.require("device.hostname");
  private static final Field MACHINE = FieldCatalogue.require("device.uid");
  private static final Field APP = FieldCatalogue.require("app.name");
  private static final Field VERSION = FieldCatalogue.require("app.version");
  private static final Field DETAIL = FieldCatalogue.require("status_detail");

  private HostEvents() {}

  /// What happened to an agent, with OCSF's activity of an application's life.
  enum Kind {
    ENROLLED(1),
    REVOKED(2),
    RETURNED(3),
    SILENT(4),
    TWICE(99);

    private final int activity;

    Kind(int activity) {
      this.activity = activity;
    }

    /// As events say it, such as host.silent.
    String word() {
      return "host." + name().toLowerCase(Locale.ROOT);
    }
  }

  /// An event, on its way.
  ///
  /// @param detail facts about it; may be empty
  /// @param now nanoseconds since 1970 UTC
  static Envelope envelope(HostState host, Kind kind, String detail, long now) {
    EventBatch batch = new EventBatch(host.tenant, new FieldNames());
    int event = batch.beginEvent();
    batch.setTime(event, now, TimeSource.SENSOR, 0);
    batch.setClass(event, EventClass.APPLICATION_LIFECYCLE, kind.activity);
    batch.setSource(event, batch.names().intern(SOURCE));
    HostState.Facts facts = host.facts();
    add(batch, CODE, kind.word());
    add(batch, HOST, facts.name());
    add(batch, MACHINE, host.machine());
    add(batch, AGENT, host.agent);
    add(batch, APP, "shirube-agent");
    add(batch, VERSION, facts.version());
    add(batch, DETAIL, detail);
    byte[] bytes = BatchCodec.encode(batch);
    return new Envelope(
        host.tenant, facts.name(), "fleet", FORMAT, now, "", List.of(Envelope.RawRecord.of(bytes)));
  }

  private static void add(EventBatch batch, Field field, String text) {
    if (!text.isEmpty()) {
      batch.setField(batch.addText(batch.names().intern(field.path()), text), field.id());
    }
  }
}
