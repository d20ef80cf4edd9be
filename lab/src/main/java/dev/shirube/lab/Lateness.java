// SPDX-License-Identifier: Apache-2.0
package dev.shirube.lab;

import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.EventClass;
import dev.shirube.event.EventId;
import dev.shirube.event.Field;
import dev.shirube.event.FieldCatalogue;
import dev.shirube.event.TenantId;
import dev.shirube.match.Glob;
import dev.shirube.query.Column;
import dev.shirube.query.Predicate;
import dev.shirube.query.TimeRange;
import dev.shirube.store.EventStore;
import dev.shirube.store.Question;
import dev.shirube.store.Rows;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What a recording says of how late findings were: from when the last of a finding's events was
/// received at the door to when the finding was made.
final class Lateness {
  private static final Field RELATED = FieldCatalogue.require("finding_info.related_events.uid");
  private static final int MOST_ROWS = 400_000;

  private Lateness() {}

  /// Nanoseconds, of all findings made since a moment.
  ///
  /// @param data the data folder, which nobody has open
  /// @param since nanoseconds since 1970 UTC
  static Pace.Figures of(Path data, long since) throws IOException {
    try (EventStore store = Ingest.store(data.resolve("recording"))) {
      Map<EventId, List<Long>> made = new HashMap<>();
      Predicate findings =
          new Predicate.And(
              List.of(
                  new Predicate.Like(
                      Column.Head.CLASS, Glob.literal(EventClass.DETECTION_FINDING.word()), false),
                  received(since)));
      each(
          store,
          findings,
          event -> {
            int entry = event.find(RELATED);
            if (entry >= 0) {
              EventId last = EventId.parse(event.text(entry));
              made.computeIfAbsent(last, _ -> new ArrayList<>()).add(event.received());
            }
          });
      List<Long> late = new ArrayList<>();
      Set<EventId> seen = new HashSet<>();
      each(
          store,
          received(since),
          event -> {
            List<Long> moments = made.get(event.id());
            if (moments != null && seen.add(event.id())) {
              moments.forEach(moment -> late.add(moment - event.received()));
            }
          });
      if (late.isEmpty()) {
        throw new IOException("nothing was found at half load");
      }
      return new Pace.Figures(late);
    }
  }

  private static Predicate received(long since) {
    return new Predicate.Compare(
        Column.Head.RECEIVED, Predicate.Comparison.GREATER_OR_EQUAL, since);
  }

  /// Sees events.
  private interface Seer {
    void see(Event event);
  }

  private static void each(EventStore store, Predicate wanted, Seer seer) throws IOException {
    Question question =
        new Question(TimeRange.ALL, wanted, Question.Order.OLDEST_FIRST, 8L * MOST_ROWS);
    Event event = new Event();
    try (Rows rows = store.find(TenantId.LOCAL, question)) {
      for (EventBatch batch = rows.next(); batch != null; batch = rows.next()) {
        for (int index = 0; index < batch.count(); index++) {
          seer.see(event.on(batch, index));
        }
      }
    }
  }

  /// How many bytes of disk an event takes, findings among them.
  static double bytesPerEvent(Path data) throws IOException {
    try (EventStore store = Ingest.store(data.resolve("recording"))) {
      EventStore.Size size = store.size(TenantId.LOCAL);
      return (double) size.bytes() / Math.max(1, size.events());
    }
  }

  /// How long after its acknowledgement an event can be found.
  ///
  /// @param door where documents are sent
  /// @param api where is asked
  /// @param data the data folder, which has the tokens
  record Visible(String door, String api, Path data) {
    /// Sends an event and asks for it until it is there.
    long nanos(int mark) throws IOException, InterruptedException {
      String name = "mark" + mark + "x" + Long.toHexString(System.nanoTime());
      String body =
          "{\"create\":{\"_index\":\"marks\"}}\n{\"@timestamp\":\""
              + java.time.Instant.now()
              + "\",\"bench_mark\":\""
              + name
              + "\"}\n";
      String _ =
          Measured.ask(
              HttpRequest.newBuilder(URI.create(door + "/_bulk"))
                  .header("Content-Type", "application/x-ndjson")
                  .POST(HttpRequest.BodyPublishers.ofString(body)),
              token("source.token"));
      long acknowledged = System.nanoTime();
      String question = "raw.bench_mark:" + name + " last 1 hour";
      URI hunt = URI.create(api + "/api/v1/hunt?tenant=" + TenantId.LOCAL.value());
      while (System.nanoTime() - acknowledged < 60_000_000_000L) {
        String answer =
            Measured.ask(
                HttpRequest.newBuilder(hunt).POST(HttpRequest.BodyPublishers.ofString(question)),
                token("administrator.token"));
        if (answer.contains(name + "\"") && answer.contains("bench_mark\"")) {
          return System.nanoTime() - acknowledged;
        }
        Measured.pause(100);
      }
      throw new IOException(name + " was not found");
    }

    private String token(String file) throws IOException {
      return Files.readString(data.resolve(file)).strip();
    }
  }
}
