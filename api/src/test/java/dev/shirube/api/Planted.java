// SPDX-License-Identifier: Apache-2.0
package dev.shirube.api;

import dev.shirube.event.EventBatch;
import dev.shirube.event.EventClass;
import dev.shirube.event.EventId;
import dev.shirube.event.Field;
import dev.shirube.event.FieldCatalogue;
import dev.shirube.event.FieldNames;
import dev.shirube.event.Gap;
import dev.shirube.event.ProcessKey;
import dev.shirube.event.TenantId;
import dev.shirube.event.TimeSource;
import dev.shirube.journal.FileDisk;
import dev.shirube.query.Predicate;
import dev.shirube.query.TimeRange;
import dev.shirube.store.EventStore;
import dev.shirube.store.Hold;
import dev.shirube.store.Signed;
import dev.shirube.store.StoreSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The recordings of two customers: a small plain one, and one with a mark in every place that a
/// text can stand in.
final class Planted {
  /// Nothing of the first customer has this text, and everything of the second.
  static final String CANARY = "zq7canary";

  static final EventId ONE_EVENT = new EventId(1, 1);
  static final EventId TWO_EVENT = new EventId(2, 1);
  static final EventId NO_EVENT = new EventId(3, 3);
  static final ProcessKey ONE_PROCESS = ProcessKey.exact("one", "p");
  static final ProcessKey TWO_PROCESS = ProcessKey.exact("two", "p");
  static final ProcessKey NO_PROCESS = ProcessKey.exact("none", "p");

  private static final long SECOND = 1_000_000_000L;
  private static final long NOON = 1_780_000_000L * SECOND;

  private Planted() {}

  static EventStore store(Path folder) throws IOException {
    Signed.Signer signer =
        new Signed.Signer() {
          @Override
          public String key() {
            return "test";
          }

          @Override
          public byte[] sign(byte[] content) {
            return new String(content, StandardCharsets.ISO_8859_1)
                .concat("test")
                .getBytes(StandardCharsets.ISO_8859_1);
          }

          @Override
          public boolean isGenuine(String key, byte[] content, byte[] signature) {
            return Arrays.equals(sign(content), signature);
          }
        };
    Hold.Questions questions = text -> new Predicate.Everything();
    return EventStore.open(new FileDisk(), folder, StoreSettings.usual(signer, questions));
  }

  static void one(EventStore store, TenantId tenant) throws IOException {
    EventBatch batch = new EventBatch(tenant, new FieldNames());
    begin(batch, ONE_EVENT, EventClass.PROCESS_ACTIVITY, "windows");
    value(batch, "process.uid", ONE_PROCESS.toString());
    value(batch, "process.cmd_line", "<img src=x onerror=alert(1)> \u001b[31m");
    begin(batch, new EventId(1, 2), EventClass.DETECTION_FINDING, "windows");
    value(batch, "finding_info.title", "A finding");
    store.append(batch);
    store.hold(tenant, Hold.of("kept", "A case", TimeRange.ALL, ""));
  }

  static void two(EventStore store, TenantId tenant) throws IOException {
    EventBatch batch = new EventBatch(tenant, new FieldNames());
    List<EventClass> classes = List.of(EventClass.PROCESS_ACTIVITY, EventClass.DETECTION_FINDING);
    for (int number = 0; number < classes.size(); number++) {
      EventId id = new EventId(TWO_EVENT.high(), TWO_EVENT.low() + number);
      begin(batch, id, classes.get(number), CANARY + "source");
      for (Field field : FieldCatalogue.builtIn().all()) {
        if (field.path().endsWith(".uid")) {
          value(batch, field.path(), TWO_PROCESS.toString());
        } else {
          value(batch, field.path(), CANARY + field.id());
        }
      }
      int _ = batch.addText(batch.names().intern(CANARY + "name"), CANARY + "raw");
    }
    store.append(batch);
    store.hold(tenant, Hold.of(CANARY + "hold", CANARY + "why", TimeRange.ALL, CANARY + "what"));
    store.declare(tenant, List.of(new Gap(CANARY + "gap", 1, 2, NOON, NOON + SECOND)));
  }

  private static void begin(EventBatch batch, EventId id, EventClass kind, String source) {
    int event = batch.beginEvent();
    batch.setId(event, id);
    batch.setClass(event, kind, 1);
    batch.setTime(event, NOON + event * SECOND, TimeSource.LOG, 0);
    batch.setReceived(event, NOON);
    batch.setSource(event, batch.names().intern(source));
    batch.setInput(event, batch.names().intern(source + "-input"));
  }

  private static void value(EventBatch batch, String path, String text) {
    int entry = batch.addText(batch.names().intern(path), text);
    batch.setField(entry, FieldCatalogue.require(path).id());
  }

  /// Every name a question can ask an event's values by.
  static List<String> columns() {
    List<String> columns = new ArrayList<>(List.of("class", "activity", "source", "input", "id"));
    FieldCatalogue.builtIn().all().forEach(field -> columns.add(field.path()));
    return columns;
  }
}
