// SPDX-License-Identifier: Apache-2.0
package dev.shirube.tune;

import dev.shirube.event.EventBatch;
import dev.shirube.event.EventClass;
import dev.shirube.event.FieldCatalogue;
import dev.shirube.event.FieldNames;
import dev.shirube.event.TenantId;
import dev.shirube.event.TimeSource;
import dev.shirube.tune.AuditPolicy.Setting;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Windows logs of hosts that have everything switched on but what was planted.
final class PlantedLogs {
  private static final Map<String, String> PATHS =
      Map.of(
          "EventID", "metadata.event_code",
          "Channel", "metadata.log_name",
          "Provider_Name", "metadata.log_provider",
          "Computer", "device.hostname",
          "CommandLine", "process.cmd_line",
          "Image", "process.file.path");
  private static final long START = Instant.parse("2026-02-02T00:00:00Z").getEpochSecond();

  private final EventBatch batch = new EventBatch(new TenantId("test"), new FieldNames());
  private final Duration span;

  PlantedLogs(Duration span) {
    this.span = span;
  }

  EventBatch batch() {
    return batch;
  }

  /// What every setting of the policy but one writes, on one host; the span's first and last event
  /// lie as far apart as the span is long.
  PlantedLogs host(String host, AuditPolicy policy, @Nullable Setting omitted) {
    Set<String> left = new HashSet<>();
    boolean onlyValue = omitted != null && omitted.traces().value() != null;
    if (omitted != null && !onlyValue) {
      omitted.traces().events().forEach(e -> e.ids().forEach(id -> left.add(e.channel() + id)));
    }
    for (int day = 0; day <= 1; day++) {
      for (Setting setting : policy.settings()) {
        for (AuditPolicy.Events events : setting.traces().events()) {
          for (String id : events.ids()) {
            if (!left.contains(events.channel() + id)) {
              event(
                  host,
                  events.channel(),
                  id,
                  values(policy, events, id, onlyValue ? omitted : null),
                  day);
            }
          }
        }
      }
    }
    return this;
  }

  private static Map<String, String> values(
      AuditPolicy policy, AuditPolicy.Events events, String id, @Nullable Setting omitted) {
    Map<String, String> values = new LinkedHashMap<>();
    values.put("SubjectUserName", "taro");
    values.put("Image", "C:\\Windows\\System32\\cmd.exe");
    for (Setting setting : policy.settings()) {
      String value = setting.traces().value();
      boolean here =
          setting.traces().events().stream()
              .anyMatch(e -> e.channel().equals(events.channel()) && e.ids().contains(id));
      if (value != null && here && !setting.equals(omitted)) {
        values.put(value, "something");
      }
    }
    return values;
  }

  /// One event of a host at the beginning (0) or the end (1) of the span.
  void event(String host, String channel, String id, Map<String, String> values, int day) {
    int event = batch.beginEvent();
    Map<String, String> all = new LinkedHashMap<>(values);
    all.put("EventID", id);
    all.put("Channel", channel);
    all.put("Computer", host);
    all.forEach((name, value) -> {
      int entry = batch.addText(batch.names().intern(name), value);
      String path = PATHS.get(name);
      if (path != null) {
        batch.setField(entry, FieldCatalogue.require(path).id());
      }
    });
    int system = batch.addText(FieldNames.NONE, "windows");
    batch.setField(system, FieldCatalogue.require("device.os.type").id());
    long nanos = (START + day * span.toSeconds()) * 1_000_000_000L;
    batch.setTime(event, nanos, TimeSource.values()[0], 0);
    boolean start =
        (channel.equals("Security") && id.equals("4688"))
            || (channel.endsWith("Sysmon/Operational") && id.equals("1"));
    batch.setClass(
        event, start ? EventClass.PROCESS_ACTIVITY : EventClass.BASE_EVENT, start ? 1 : 0);
  }

  /// The settings whose events the logs can show.
  static List<Setting> visible(AuditPolicy policy) {
    return policy.settings().stream().filter(s -> !s.traces().events().isEmpty()).toList();
  }
}
