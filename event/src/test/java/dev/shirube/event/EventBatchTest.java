// SPDX-License-Identifier: Apache-2.0
package dev.shirube.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EventBatchTest {
  private static final Field CODE = FieldCatalogue.require("metadata.event_code");

  private final EventBatch batch = new EventBatch(TenantId.LOCAL, new FieldNames());

  @Test
  void handsItsEventsOver() {
    EventBatch other = new EventBatch(new TenantId("other"), new FieldNames());
    other.beginEvent();
    for (int round = 0; round < 3; round++) {
      for (int number = 0; number < 100; number++) {
        batch.beginEvent();
        batch.addText(batch.names().intern("n" + round), round + "-" + number);
        batch.identify(number, batch.names().intern("test"));
      }
      EventId id = batch.importedId(42, "test");
      batch.handOver(other);
      assertThat(batch.count()).isZero();
      assertThat(batch.sizeBytes()).isZero();
      assertThat(other.count()).isEqualTo(100);
      assertThat(other.tenant()).isEqualTo(batch.tenant());
      assertThat(other.names()).isSameAs(batch.names());
      Event event = new Event().on(other, 42);
      assertThat(event.text(0)).isEqualTo(round + "-42");
      assertThat(event.nameText(0)).isEqualTo("n" + round);
      assertThat(event.id()).isEqualTo(id);
    }
  }

  @Test
  void holdsEventsApart() {
    for (int number = 0; number < 1000; number++) {
      batch.beginEvent();
      for (int value = 0; value <= number % 7; value++) {
        int entry = batch.addText(batch.names().intern("n" + value), number + "-" + value);
        assertThat(entry).isEqualTo(value);
        batch.setElement(entry, value);
      }
      batch.setField(0, CODE.id());
      batch.setPosition(number, number);
    }
    Event event = new Event();
    for (int number = 0; number < 1000; number++) {
      event.on(batch, number);
      assertThat(event.size()).isEqualTo(number % 7 + 1);
      assertThat(event.text(CODE)).isEqualTo(number + "-0");
      assertThat(event.nameText(event.size() - 1)).isEqualTo("n" + number % 7);
      assertThat(event.element(event.size() - 1)).isEqualTo(number % 7);
      assertThat(event.position()).isEqualTo(number);
    }
    batch.clear();
    assertThat(batch.count()).isZero();
    assertThat(batch.sizeBytes()).isZero();
  }

  @Test
  void keepsACopyThatOutlivesTheBatch() {
    batch.beginEvent();
    int entry = batch.addText(batch.names().intern("a"), "first");
    batch.addFlags(entry, EntryFlag.DERIVED | EntryFlag.SPLIT);
    batch.setTime(0, 42, TimeSource.SENSOR, TimeFlag.CLAMPED);
    batch.setClass(0, EventClass.PROCESS_ACTIVITY, 3);
    int at = batch.appendBytes("record".getBytes(StandardCharsets.UTF_8), 0, 6);
    batch.setRecord(0, at, 6);
    Event kept = new Event().on(batch, 0).keep();
    batch.clear();
    batch.beginEvent();
    batch.addText(batch.names().intern("b"), "second");
    assertThat(kept.text(0)).isEqualTo("first");
    assertThat(kept.flags(0)).isEqualTo(EntryFlag.DERIVED | EntryFlag.SPLIT);
    assertThat(kept.time()).isEqualTo(42);
    assertThat(kept.timeSource()).isEqualTo(TimeSource.SENSOR);
    assertThat(kept.timeFlags()).isEqualTo(TimeFlag.CLAMPED);
    assertThat(kept.eventClass()).isEqualTo(EventClass.PROCESS_ACTIVITY);
    assertThat(kept.activity()).isEqualTo(3);
    assertThat(kept.recordLength()).isEqualTo(6);
  }

  @Test
  void dropsTheEventBegunLast() {
    batch.beginEvent();
    batch.addText(batch.names().intern("a"), "1");
    batch.beginEvent();
    batch.addText(batch.names().intern("a"), "2");
    batch.dropLastEvent();
    assertThat(batch.count()).isEqualTo(1);
    batch.addText(batch.names().intern("b"), "3");
    assertThat(new Event().on(batch, 0).size()).isEqualTo(2);
  }

  @Test
  void refusesEntriesTheLastEventDoesNotHave() {
    batch.beginEvent();
    assertThatThrownBy(() -> batch.setField(0, 1)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> batch.setField(-1, 1)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  /// What was written comes back, whatever the sizes: a list of lists is the yardstick.
  @Test
  void agreesWithAPlainModel() {
    long seed = 7;
    Random random = new Random(seed);
    List<List<String>> model = new ArrayList<>();
    for (int number = 0; number < 300; number++) {
      batch.beginEvent();
      List<String> values = new ArrayList<>();
      for (int count = random.nextInt(40); count > 0; count--) {
        String value = "x".repeat(random.nextInt(2000)) + random.nextInt();
        values.add(value);
        batch.addText(batch.names().intern("n" + random.nextInt(50)), value);
      }
      model.add(values);
    }
    Event event = new Event();
    for (int number = 0; number < model.size(); number++) {
      event.on(batch, number);
      List<String> values = new ArrayList<>();
      for (int entry = 0; entry < event.size(); entry++) {
        values.add(event.text(entry));
      }
      assertThat(values).as("seed %d, event %d", seed, number).isEqualTo(model.get(number));
    }
  }
}
