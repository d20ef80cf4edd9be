// SPDX-License-Identifier: Apache-2.0
package dev.shirube.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/// Identities stand in files on disk: these values must never change.
class IdentityTest {
  private static EventBatch sample(String name, String value, long position) {
    EventBatch batch = new EventBatch(TenantId.LOCAL, new FieldNames());
    batch.beginEvent();
    batch.addText(batch.names().intern(name), value);
    batch.setPosition(0, position);
    return batch;
  }

  @Test
  void givesImportedEventsTheSameIdForEver() {
    EventId id = sample("EventID", "4688", 17).importedId(0, "evtx");
    assertThat(id).hasToString("1bd639a874dbd4637627fe146adbfbc8");
    assertThat(EventId.parse(id.toString())).isEqualTo(id);
  }

  @Test
  void isWorkedOutLateAsItWouldHaveBeenAtOnce() {
    EventBatch batch = sample("EventID", "4688", 17);
    FieldNames names = batch.names();
    batch.addText(names.intern("winlog.user"), "a");
    EventId id = batch.importedId(0, "evtx");
    batch.identify(0, names.intern("evtx"));
    batch.setName(1, names.intern("User"));
    batch.addFlags(1, EntryFlag.SPLIT);
    batch.addText(FieldNames.NONE, "derived");
    batch.beginEvent();
    Event event = new Event().on(batch, 0);
    assertThat(event.keep().id()).isEqualTo(id);
    assertThat(event.id()).isEqualTo(id);
    batch.setId(0, new EventId(1, 2));
    assertThat(event.id()).isEqualTo(new EventId(1, 2));
  }

  @Test
  void findsTheSameRecordByItsFingerprint() {
    for (int length = 0; length < 70; length++) {
      String value = "x".repeat(length);
      long known = fingerprint(sample("EventID", value, 17), "evtx");
      assertThat(fingerprint(sample("EventID", value, 17), "evtx")).isEqualTo(known);
      assertThat(fingerprint(sample("EventID", value, 18), "evtx")).isNotEqualTo(known);
      assertThat(fingerprint(sample("EventId", value, 17), "evtx")).isNotEqualTo(known);
      assertThat(fingerprint(sample("EventID", value, 17), "json")).isNotEqualTo(known);
      for (int at = 0; at < length; at++) {
        String other = value.substring(0, at) + "y" + value.substring(at + 1);
        assertThat(fingerprint(sample("EventID", other, 17), "evtx")).isNotEqualTo(known);
      }
    }
  }

  private static long fingerprint(EventBatch batch, String source) {
    return batch.fingerprint(0, batch.names().intern(source));
  }

  @Test
  void tellsDifferentRecordsApart() {
    EventId id = sample("EventID", "4688", 17).importedId(0, "evtx");
    assertThat(sample("EventID", "4688", 18).importedId(0, "evtx")).isNotEqualTo(id);
    assertThat(sample("EventID", "4689", 17).importedId(0, "evtx")).isNotEqualTo(id);
    assertThat(sample("EventID4", "688", 17).importedId(0, "evtx")).isNotEqualTo(id);
    assertThat(sample("EventID", "4688", 17).importedId(0, "json")).isNotEqualTo(id);
  }

  @Test
  void givesProcessesTheSameKeyForEver() {
    ProcessKey exact = ProcessKey.exact("pc1", "0a1b2c3d-0000-1111-2222-333344445555");
    assertThat(exact).hasToString("b1e944155aed92d2697052ecbff56660");
    assertThat(exact.grade()).isEqualTo(ProcessKey.Grade.EXACT);
    ProcessKey derived = ProcessKey.derived("pc1", 6700, 1_714_557_600_000_000_000L);
    assertThat(derived).hasToString("7c6678ef696dfedaffb6edf18c51e777");
    assertThat(derived.grade()).isEqualTo(ProcessKey.Grade.DERIVED);
    assertThat(ProcessKey.parse(derived.toString())).isEqualTo(derived);
  }

  @Test
  void refusesIdsOfAnotherLength() {
    assertThatThrownBy(() -> EventId.parse("00")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ProcessKey.of(ProcessKey.Grade.EXACT, new byte[15]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void keepsThePartsOfADigestApart() {
    assertThat(Digests.sha256("ab", "c")).isNotEqualTo(Digests.sha256("a", "bc"));
    assertThat(Digests.longAt("12345678".getBytes(StandardCharsets.US_ASCII), 0))
        .isEqualTo(0x3132333435363738L);
  }

  /// The ordinals of value types and the numbers of classes are written to disk.
  @Test
  void keepsTheNumbersOnDisk() {
    assertThat(ValueType.values())
        .startsWith(
            ValueType.NULL,
            ValueType.TEXT,
            ValueType.TEXT_UTF16,
            ValueType.TEXT_JSON,
            ValueType.INTEGER,
            ValueType.DECIMAL,
            ValueType.BOOLEAN,
            ValueType.BINARY,
            ValueType.PROCESS_KEY,
            ValueType.TIME);
    assertThat(EventClass.of(1007)).isEqualTo(EventClass.PROCESS_ACTIVITY);
    assertThat(EventClass.of(-1)).isEqualTo(EventClass.BASE_EVENT);
    assertThat(EventClass.REGISTRY_VALUE_ACTIVITY.word()).isEqualTo("registry_value_activity");
  }
}
