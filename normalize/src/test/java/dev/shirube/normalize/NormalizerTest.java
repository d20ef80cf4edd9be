// SPDX-License-Identifier: Apache-2.0
package dev.shirube.normalize;

import static dev.shirube.normalize.TestContent.append;
import static dev.shirube.normalize.TestContent.normalized;
import static dev.shirube.normalize.TestContent.texts;
import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.event.EntryFlag;
import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.EventClass;
import dev.shirube.event.TimeFlag;
import dev.shirube.event.TimeSource;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// The engine on the project's own Windows descriptions.
class NormalizerTest {
  private static final String SYSMON = "Microsoft-Windows-Sysmon/Operational";
  private static final String POWERSHELL = "Microsoft-Windows-PowerShell/Operational";

  private final Normalizer normalizer;
  private final EventBatch batch = TestContent.batch();

  NormalizerTest() throws IOException {
    normalizer = TestContent.own().normalizer();
  }

  private Event sysmon(int id, String utcTime, String logTime) {
    return normalized(
        normalizer,
        batch,
        "Event.System.Provider.Name",
        "Microsoft-Windows-Sysmon",
        "Event.System.EventID",
        Integer.toString(id),
        "Event.System.Channel",
        SYSMON,
        "Event.System.Computer",
        "PC1",
        "Event.System.TimeCreated.SystemTime",
        logTime,
        "Event.EventData.UtcTime",
        utcTime,
        "Event.EventData.ProcessGuid",
        "{0A1B2C3D-0000-1111-2222-333344445555}",
        "Event.EventData.Image",
        "C:\\a.exe");
  }

  private static String time(Event event) {
    return Instant.EPOCH.plusNanos(event.time()).toString();
  }

  @Test
  void givesOneProcessOneKey() {
    Event start = sysmon(1, "2024-05-01 10:00:00.000", "2024-05-01T10:00:00Z");
    Event write = sysmon(11, "2024-05-01 10:00:05.000", "2024-05-01T10:00:05Z");
    assertThat(texts(start, "process.uid")).hasSize(1);
    assertThat(texts(write, "actor.process.uid")).isEqualTo(texts(start, "process.uid"));
  }

  /// One start is one thing, whatever told of it: the same paths have the same values.
  @Test
  void readsAProcessStartAlikeFromBothLogs() {
    Event sysmon =
        normalized(
            normalizer,
            batch,
            "Provider_Name",
            "Microsoft-Windows-Sysmon",
            "EventID",
            "1",
            "Channel",
            SYSMON,
            "Computer",
            "PC1",
            "UtcTime",
            "2024-05-01 10:00:00.000",
            "Image",
            "C:\\a.exe",
            "CommandLine",
            "a.exe x",
            "ProcessId",
            "6700",
            "User",
            "EXAMPLE\\ann",
            "ParentImage",
            "C:\\b.exe",
            "ParentProcessId",
            "1234",
            "LogonId",
            "0x3e7",
            "IntegrityLevel",
            "High");
    Event audit =
        normalized(
            normalizer,
            batch,
            "Provider_Name",
            "Microsoft-Windows-Security-Auditing",
            "EventID",
            "4688",
            "Channel",
            "Security",
            "Computer",
            "PC1",
            "NewProcessName",
            "C:\\a.exe",
            "CommandLine",
            "a.exe x",
            "NewProcessId",
            "0x1a2c",
            "SubjectUserName",
            "ann",
            "SubjectDomainName",
            "EXAMPLE",
            "TargetUserName",
            "-",
            "ParentProcessName",
            "C:\\b.exe",
            "ProcessId",
            "0x4d2",
            "SubjectLogonId",
            "0x3e7",
            "MandatoryLabel",
            "S-1-16-12288");
    for (Event event : List.of(sysmon, audit)) {
      assertThat(event.eventClass()).isEqualTo(EventClass.PROCESS_ACTIVITY);
      assertThat(event.activity()).isEqualTo(1);
    }
    for (String path :
        List.of(
            "process.file.path",
            "process.file.name",
            "process.cmd_line",
            "process.pid",
            "process.user.full_name",
            "process.user.name",
            "process.session.uid",
            "process.parent_process.file.path",
            "process.parent_process.pid",
            "device.hostname")) {
      assertThat(texts(audit, path)).as(path).isEqualTo(texts(sysmon, path)).isNotEmpty();
    }
    assertThat(texts(audit, "process.integrity")).contains("High");
  }

  @Test
  void trustsTheSensorsClockAndSaysThatTheLogsDiffers() {
    Event event = sysmon(1, "2024-05-02 05:00:00.000", "2024-05-01T10:00:00Z");
    assertThat(time(event)).isEqualTo("2024-05-02T05:00:00Z");
    assertThat(event.timeSource()).isEqualTo(TimeSource.SENSOR);
    assertThat(event.timeFlags()).isEqualTo(TimeFlag.CLOCKS_DIFFER);
    assertThat(texts(event, "metadata.logged_time")).hasSize(1);
  }

  /// The clock of network events strays from that of all others; see docs/decisions/clocks.md.
  @Test
  void holdsNetworkEventsAgainstTheHostsOtherEvents() {
    sysmon(1, "2024-05-02 05:00:00.000", "2024-05-01T10:00:00Z");
    Event strayed = sysmon(3, "2024-04-20 11:00:00.000", "2024-05-01T10:00:30Z");
    assertThat(time(strayed)).isEqualTo("2024-05-02T05:00:30Z");
    assertThat(strayed.timeSource()).isEqualTo(TimeSource.LOG);
    assertThat(strayed.timeFlags() & TimeFlag.CLOCKS_DIFFER).isNotZero();
    Event right = sysmon(3, "2024-05-02 05:00:39.500", "2024-05-01T10:00:40Z");
    assertThat(time(right)).isEqualTo("2024-05-02T05:00:39.500Z");
    assertThat(right.timeSource()).isEqualTo(TimeSource.SENSOR);
  }

  @Test
  void takesAPlainNetworkEventAsItIs() {
    Event alone = sysmon(3, "2024-05-01 10:00:00.000", "2024-05-01T10:00:00.500Z");
    assertThat(time(alone)).isEqualTo("2024-05-01T10:00:00Z");
    assertThat(alone.timeFlags()).isZero();
  }

  private void part(String block, int number, int total, String text) {
    Event event =
        append(
            batch,
            "Provider_Name",
            "Microsoft-Windows-PowerShell",
            "EventID",
            "4104",
            "Channel",
            POWERSHELL,
            "Computer",
            "PC1",
            "TimeCreated_SystemTime",
            "2024-05-01T10:00:00Z",
            "ScriptBlockId",
            block,
            "MessageNumber",
            Integer.toString(number),
            "MessageTotal",
            Integer.toString(total),
            "ScriptBlockText",
            text);
    batch.setId(event.index(), batch.importedId(event.index(), "test"));
    normalizer.normalize(batch);
  }

  private List<Event> joined() {
    List<Event> events = new ArrayList<>();
    while (normalizer.appendJoined(batch)) {
      events.add(new Event().on(batch, batch.count() - 1));
    }
    return events;
  }

  @Test
  void joinsTheParts() {
    part("one", 1, 1, "alone");
    part("two", 2, 3, "b");
    part("two", 3, 3, "c");
    part("two", 3, 3, "c");
    assertThat(joined()).isEmpty();
    part("two", 1, 3, "a");
    List<Event> events = joined();
    assertThat(events).hasSize(1);
    Event whole = events.getFirst();
    assertThat(texts(whole, "script.script_content")).containsExactly("abc");
    int entry = whole.find(TestContent.field("script.script_content"));
    assertThat(whole.flags(entry)).isEqualTo(EntryFlag.DERIVED);
    assertThat(whole.nameText(entry)).isEqualTo("ScriptBlockText");
    assertThat(whole.source()).isEqualTo("windows.powershell");
    assertThat(whole.eventClass()).isEqualTo(EventClass.SCRIPT_ACTIVITY);
    assertThat(time(whole)).isEqualTo("2024-05-01T10:00:00Z");
    normalizer.finish();
    assertThat(joined()).isEmpty();
  }

  @Test
  void givesOutWhatStaysIncomplete() {
    part("two", 1, 3, "a");
    part("two", 3, 3, "c");
    normalizer.finish();
    List<Event> events = joined();
    assertThat(events).hasSize(1);
    Event whole = events.getFirst();
    assertThat(texts(whole, "script.script_content")).containsExactly("ac");
    int entry = whole.find(TestContent.field("script.script_content"));
    assertThat(whole.flags(entry)).isEqualTo(EntryFlag.DERIVED | EntryFlag.TRUNCATED);
  }

  @Test
  void givesTheSameIdInAnyOrder() {
    part("two", 1, 2, "a");
    part("two", 2, 2, "b");
    part("two", 2, 2, "b");
    part("two", 1, 2, "a");
    List<Event> events = joined();
    assertThat(events).hasSize(2);
    assertThat(events.getFirst().id()).isEqualTo(events.getLast().id());
  }

  @Test
  void staysBoundedUnderScriptsThatNeverEnd() {
    for (int number = 0; number < 3000; number++) {
      part("block" + number, 1, 9, "x");
      batch.clear();
    }
    normalizer.finish();
    assertThat(joined()).hasSize(3000);
  }

  @Test
  void leavesAnUnknownRecordAsItIs() {
    Event event = normalized(normalizer, batch, "color", "red", "size", "7");
    assertThat(event.source()).isEmpty();
    assertThat(event.eventClass()).isEqualTo(EventClass.BASE_EVENT);
    assertThat(event.size()).isEqualTo(2);
  }

  /// Mapped and raw together are all: whatever names and values come, each keeps its bytes, and
  /// whatever is added says that it was derived.
  @Test
  void losesNoValue() {
    long seed = 4688;
    Random random = new Random(seed);
    List<String> names = names();
    int mapped = 0;
    for (int round = 0; round < 3000; round++) {
      EventBatch own = TestContent.batch();
      List<String> given =
          new ArrayList<>(
              List.of(
                  "Channel",
                  random.nextBoolean() ? SYSMON : "Security",
                  "Provider_Name",
                  "P",
                  "EventID",
                  Integer.toString(random.nextInt(30))));
      for (int count = random.nextInt(30); count > 0; count--) {
        given.add(names.get(random.nextInt(names.size())));
        given.add(random.nextInt(5) == 0 ? "" : "v" + random.nextInt(100) + "\\x,y=z:1");
      }
      Event event = append(own, given.toArray(String[]::new));
      int before = event.size();
      normalizer.normalize(own);
      event.refresh();
      for (int entry = 0; entry < event.size(); entry++) {
        String as = "seed %d, round %d, entry %d".formatted(seed, round, entry);
        boolean derived = (event.flags(entry) & EntryFlag.DERIVED) != 0;
        assertThat(derived).as(as).isEqualTo(entry >= before);
        if (entry < before) {
          assertThat(event.text(entry)).as(as).isEqualTo(given.get(entry * 2 + 1));
          mapped += event.field(entry) == 0 ? 0 : 1;
        } else {
          assertThat(event.field(entry)).as(as).isNotZero();
        }
      }
    }
    assertThat(mapped).isGreaterThan(3000);
  }

  private static List<String> names() {
    return List.of(
        "Image",
        "CommandLine",
        "ProcessId",
        "ProcessGuid",
        "User",
        "Hashes",
        "UtcTime",
        "TargetFilename",
        "TargetObject",
        "EventType",
        "SubjectUserName",
        "SubjectDomainName",
        "TargetUserName",
        "NewProcessId",
        "IpAddress",
        "ObjectName",
        "ObjectType",
        "Keywords",
        "Event.EventData.ParentImage",
        "winlog.event_data.X",
        "winlog.channel",
        "SourceName",
        "Hostname",
        "Message",
        "@timestamp",
        "EventTime",
        "own name",
        "日付と時刻",
        "");
  }
}
