// SPDX-License-Identifier: Apache-2.0
package dev.shirube.export;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.event.EntryFlag;
import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.EventClass;
import dev.shirube.event.EventId;
import dev.shirube.event.FieldCatalogue;
import dev.shirube.event.FieldNames;
import dev.shirube.event.TenantId;
import dev.shirube.event.TimeSource;
import dev.shirube.event.ValueType;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class OcsfJsonTest {
  private final EventBatch batch = new EventBatch(new TenantId("acme"), new FieldNames());

  private int add(String name, String path, ValueType type, String value) {
    byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
    int entry = batch.add(batch.names().intern(name), type, bytes, 0, bytes.length);
    if (!path.isEmpty()) {
      batch.setField(entry, FieldCatalogue.require(path).id());
    }
    return entry;
  }

  private String line() {
    int event = batch.count() - 1;
    batch.setTime(event, 1_700_000_000_123_456_789L, TimeSource.SENSOR, 0);
    batch.setClass(event, EventClass.PROCESS_ACTIVITY, 1);
    batch.setId(event, new EventId(1, 2));
    return OcsfJson.line(new Event().on(batch, event));
  }

  @Test
  void nestsFieldsByTheirPathsAndKeepsWhatTheSourceSpelled() {
    batch.beginEvent();
    add("CommandLine", "process.cmd_line", ValueType.TEXT, "a \"b\"");
    add("ProcessId", "process.pid", ValueType.INTEGER, "4711");
    add("Odd", "", ValueType.TEXT, "x");
    assertThat(line())
        .isEqualTo(
            "{\"class_uid\":1007,\"class_name\":\"process_activity\",\"activity_id\":1,"
                + "\"time\":1700000000123,\"time_dt\":\"2023-11-14T22:13:20.123456789Z\","
                + "\"event_uid\":\"00000000000000010000000000000002\",\"tenant_uid\":\"acme\","
                + "\"source\":\"\",\"input\":\"\",\"position\":0,"
                + "\"process\":{\"cmd_line\":\"a \\\"b\\\"\",\"pid\":4711},"
                + "\"unmapped\":{\"CommandLine\":\"a \\\"b\\\"\",\"ProcessId\":4711,\"Odd\":\"x\"}}");
  }

  @Test
  void writesSeveralValuesOfOneNameAsAnArray() {
    batch.beginEvent();
    add("ip", "", ValueType.TEXT, "192.0.2.1");
    add("ip", "", ValueType.TEXT, "192.0.2.2");
    assertThat(line()).contains("\"unmapped\":{\"ip\":[\"192.0.2.1\",\"192.0.2.2\"]}");
  }

  @Test
  void leavesDerivedValuesToTheirFields() {
    batch.beginEvent();
    int entry = add("made", "process.pid", ValueType.TEXT, "0042");
    batch.addFlags(entry, EntryFlag.DERIVED);
    assertThat(line()).contains("\"process\":{\"pid\":\"0042\"},\"unmapped\":{}");
  }

  @Test
  void tellsNothingFromEmpty() {
    batch.beginEvent();
    add("none", "", ValueType.NULL, "");
    add("empty", "", ValueType.TEXT, "");
    add("sure", "", ValueType.BOOLEAN, "true");
    assertThat(line()).contains("{\"none\":null,\"empty\":\"\",\"sure\":true}");
  }

  @Test
  void quotesWhatOthersWrote() {
    String json = new JsonText().text("a\"\\\n\u0000\u007f\u2028\ud800é😀").toString();
    assertThat(json).isEqualTo("\"a\\\"\\\\\\u000a\\u0000\\u007f\\u2028\\ud800é😀\"");
  }
}
