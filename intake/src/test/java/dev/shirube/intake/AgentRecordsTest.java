// SPDX-License-Identifier: Apache-2.0
package dev.shirube.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.containers.Limits;
import dev.shirube.containers.ReadContext;
import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.EventClass;
import dev.shirube.event.EventId;
import dev.shirube.event.FieldCatalogue;
import dev.shirube.event.FieldNames;
import dev.shirube.event.TenantId;
import dev.shirube.event.TimeSource;
import dev.shirube.fleet.HostEvents;
import dev.shirube.formats.Formats;
import dev.shirube.gateway.Envelope;
import dev.shirube.wire.BatchCodec;
import dev.shirube.wire.Frame;
import dev.shirube.wire.Gap;
import dev.shirube.wire.Lane;
import dev.shirube.wire.Protocol;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// What agents sent, as events: each once and under the same identity, and whatever is missing
/// told.
class AgentRecordsTest {
  private static final TenantId TENANT = new TenantId("acme");

  private final AgentLanes lanes = new AgentLanes();
  private final List<Event> seen = new ArrayList<>();
  private EnvelopeReader reader = reader();
  private long offset;

  private EnvelopeReader reader() {
    return new EnvelopeReader(
        Formats.standard(),
        () -> AgentRecords.AS_IS,
        received ->
            new ReadContext(
                _ -> {},
                Limits.STANDARD,
                StandardCharsets.UTF_8,
                ZoneOffset.UTC,
                Set.of(),
                received),
        batch -> {
          for (int index = 0; index < batch.count(); index++) {
            seen.add(new Event().on(batch.copy(), index));
          }
        },
        new AgentRecords(lanes, AgentRecords.AS_IS));
  }

  private static byte[] events(int from, int count, String source) {
    EventBatch batch = new EventBatch(TENANT, new FieldNames());
    for (int at = 0; at < count; at++) {
      int event = batch.beginEvent();
      batch.setTime(event, 1_000_000_000L * (from + at + 1), TimeSource.SENSOR, 0);
      batch.setClass(event, EventClass.PROCESS_ACTIVITY, 1);
      batch.setSource(event, batch.names().intern(source));
      field(batch, "process.cmd_line", "true " + (from + at));
      field(batch, "device.os.type", "linux");
      field(batch, "metadata.loggers.name", "a-somebody-else");
    }
    return BatchCodec.encode(batch);
  }

  private static void field(EventBatch batch, String path, String text) {
    int entry = batch.addText(FieldNames.NONE, text);
    batch.setField(entry, FieldCatalogue.require(path).id());
  }

  private static byte[] frame(Lane lane, int first, int count) {
    byte[] payload = events(first, count, "shirube.agent.kernel");
    return new Frame("a-one", 7, lane, first, count, 5_000_000_000L, payload).encode();
  }

  private static byte[] gap(long first, long count, boolean numbered, Gap.Count... counts) {
    byte[] payload = new Gap(numbered, 10, 20, Arrays.asList(counts)).payload();
    Lane lane = numbered ? Lane.FILES : Lane.IMPORTANT;
    return new Frame("a-one", 7, lane, first, numbered ? count : 1, 5, payload).encode();
  }

  private void receive(int begun, byte[]... records) throws IOException {
    List<Envelope.RawRecord> raw = new ArrayList<>();
    for (byte[] record : records) {
      raw.add(new Envelope.RawRecord(record, "a-one", Integer.toString(begun), false));
    }
    reader.read(
        new Envelope(
            TENANT, "web1", "agent", Protocol.FRAME_FORMAT, 99_000_000_000L, "192.0.2.7", raw),
        offset);
    offset += 1_000;
    reader.flush();
  }

  private List<String> commands() {
    return seen.stream().flatMap(it -> it.texts("process.cmd_line").stream()).toList();
  }

  private List<Event> gaps(String code) {
    return seen.stream()
        .filter(it -> it.texts("metadata.event_code").equals(List.of(code)))
        .toList();
  }

  private Set<EventId> ids() {
    Set<EventId> ids = new HashSet<>();
    seen.forEach(event -> ids.add(event.id()));
    return ids;
  }

  @Test
  void eventsComeAsTheyWereSentUnderTheirAgent() throws IOException {
    receive(0, frame(Lane.IMPORTANT, 0, 3), frame(Lane.FILES, 0, 2));
    assertThat(commands()).containsExactly("true 0", "true 1", "true 2", "true 0", "true 1");
    for (Event event : seen) {
      assertThat(event.texts("metadata.loggers.name")).containsExactly("a-one");
      assertThat(event.texts("device.hostname")).containsExactly("web1");
      assertThat(event.source()).isEqualTo("shirube.agent.kernel");
      assertThat(event.input()).isEqualTo("web1");
      assertThat(event.received()).isEqualTo(99_000_000_000L);
      assertThat(event.eventClass()).isEqualTo(EventClass.PROCESS_ACTIVITY);
      assertThat(event.activity()).isEqualTo(1);
    }
    assertThat(ids()).hasSize(5);
    assertThat(lanes.missing(TENANT, "a-one")).isEqualTo(new AgentLanes.Missing(0, 0));
  }

  @Test
  void whatComesAgainHasTheSameIdentity() throws IOException {
    receive(0, frame(Lane.FILES, 0, 5));
    receive(0, frame(Lane.FILES, 5, 5));
    receive(0, frame(Lane.FILES, 0, 5), frame(Lane.FILES, 5, 5));
    assertThat(seen).hasSize(20);
    assertThat(ids()).hasSize(10);
    assertThat(gaps("gap.untold")).isEmpty();
  }

  @Test
  void anAgentCannotTakeTheNameOfAnotherSource() throws IOException {
    byte[] payload = events(0, 1, "shirube.finding");
    receive(0, new Frame("a-one", 7, Lane.FILES, 0, 1, 5, payload).encode());
    byte[] own = events(1, 1, "shirube.fleet");
    receive(0, new Frame("a-one", 7, Lane.FILES, 1, 1, 5, own).encode());
    assertThat(seen).extracting(Event::source).containsExactly("shirube.agent", "shirube.agent");
  }

  @Test
  void whatIsMissingWithoutAWordIsAnEvent() throws IOException {
    receive(3, frame(Lane.FILES, 3, 2));
    receive(3, frame(Lane.FILES, 9, 1));
    assertThat(gaps("gap.untold")).hasSize(1);
    Event gap = gaps("gap.untold").getFirst();
    assertThat(gap.eventClass()).isEqualTo(EventClass.EVENT_LOG_ACTIVITY);
    assertThat(gap.texts("count")).containsExactly("4");
    assertThat(gap.texts("metadata.sequence")).containsExactly("5");
    assertThat(gap.texts("metadata.loggers.name")).containsExactly("a-one");
    assertThat(gap.texts("device.hostname")).containsExactly("web1");
    assertThat(gap.source()).isEqualTo(HostEvents.SOURCE);
    assertThat(lanes.missing(TENANT, "a-one")).isEqualTo(new AgentLanes.Missing(0, 4));
    // What was missing comes late after all: it is taken, and the gap stays told.
    receive(3, frame(Lane.FILES, 5, 4));
    assertThat(commands()).contains("true 5", "true 8");
  }

  @Test
  void whatAnAgentSaysItDroppedAddsUp() throws IOException {
    Gap.Count files = new Gap.Count(EventClass.FILE_ACTIVITY, Gap.Reason.EVICTED, "", 70);
    Gap.Count ends = new Gap.Count(EventClass.PROCESS_ACTIVITY, Gap.Reason.SHED, "", 30);
    receive(0, gap(0, 100, true, files, ends), frame(Lane.FILES, 100, 1));
    assertThat(gaps("gap.untold")).isEmpty();
    assertThat(gaps("gap.told")).hasSize(2);
    assertThat(gaps("gap.told").getFirst().texts("status_detail")).containsExactly("evicted");
    assertThat(gaps("gap.told").getFirst().texts("metadata.log_name"))
        .containsExactly("file_activity");
    assertThat(lanes.missing(TENANT, "a-one")).isEqualTo(new AgentLanes.Missing(100, 0));
    // Once more, and then grown by 20.
    receive(0, gap(0, 100, true, files, ends));
    assertThat(gaps("gap.told")).hasSize(2);
    Gap.Count more = new Gap.Count(EventClass.FILE_ACTIVITY, Gap.Reason.EVICTED, "", 121);
    receive(0, gap(0, 121, true, more));
    assertThat(gaps("gap.told")).hasSize(3);
    assertThat(gaps("gap.told").getLast().texts("count")).containsExactly("20");
    // The kernel's buffer was full: nobody had given numbers.
    Gap.Count ring = new Gap.Count(EventClass.BASE_EVENT, Gap.Reason.RING, "kernel", 5);
    receive(0, gap(0, 1, false, ring));
    assertThat(lanes.missing(TENANT, "a-one")).isEqualTo(new AgentLanes.Missing(125, 0));
    assertThat(ids()).hasSize(seen.size());
  }

  @Test
  void whatWasReadAndNotKeptIsReadAgainWithItsGaps() throws IOException {
    receive(0, frame(Lane.FILES, 0, 2));
    // The store failed before it was flushed: a new reader begins where the recording is.
    reader.read(
        new Envelope(
            TENANT,
            "web1",
            "agent",
            Protocol.FRAME_FORMAT,
            1,
            "",
            List.of(new Envelope.RawRecord(frame(Lane.FILES, 5, 1), "a-one", "0", false))),
        offset);
    reader = reader();
    seen.clear();
    receive(0, frame(Lane.FILES, 5, 1));
    assertThat(gaps("gap.untold")).hasSize(1);
    assertThat(commands()).containsExactly("true 5");
  }

  @Test
  void whatIsDamagedIsKeptAsItIsAndCostsNothingElse() throws IOException {
    SplittableRandom random = new SplittableRandom(1);
    byte[] sound = frame(Lane.IMPORTANT, 0, 4);
    int unreadable = 0;
    for (int round = 0; round < 300; round++) {
      seen.clear();
      byte[] damaged = Arrays.copyOf(sound, random.nextInt(1, sound.length + 1));
      int at = random.nextInt(damaged.length);
      damaged[at] ^= (byte) (1 + random.nextInt(255));
      receive(0, damaged, frame(Lane.FILES, round, 1));
      assertThat(commands()).endsWith("true " + round);
      unreadable += seen.getFirst().source().equals("shirube.unreadable") ? 1 : 0;
      assertThat(seen).hasSize(2);
    }
    assertThat(unreadable).isEqualTo(300);
  }
}
