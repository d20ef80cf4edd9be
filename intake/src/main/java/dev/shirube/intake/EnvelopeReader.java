// SPDX-License-Identifier: Apache-2.0
package dev.shirube.intake;

import dev.shirube.containers.Entry;
import dev.shirube.containers.Format;
import dev.shirube.containers.ReadContext;
import dev.shirube.containers.RecordReader;
import dev.shirube.event.EventBatch;
import dev.shirube.event.FieldNames;
import dev.shirube.event.TenantId;
import dev.shirube.formats.Formats;
import dev.shirube.gateway.Envelope;
import dev.shirube.normalize.Normalizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Makes events of what doors received. Each record is recognized and read as a file of its kind
/// would be; one that cannot be read becomes an event that holds its text, so that nothing that was
/// acknowledged is ever missing. For one thread.
public final class EnvelopeReader {
  private static final String JSON = "json";
  private static final int MOST_LANES = 256;
  private static final int FULL_EVENTS = 4_096;
  private static final int FULL_BYTES = 4 << 20;

  private final Formats formats;
  private final Supplier<Normalizer> normalizers;
  private final LongFunction<ReadContext> contexts;
  private final Batched batched;
  private final AgentRecords agents;
  private final Map<TenantId, EventBatch> batches = new LinkedHashMap<>();
  private final Map<String, Normalizer> lanes =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Normalizer> eldest) {
          return size() > MOST_LANES;
        }
      };
  private @Nullable Format json;
  private @Nullable RecordReader last;

  /// Takes batches of events.
  @FunctionalInterface
  public interface Batched {
    /// Takes the events of a batch, which is used again afterwards.
    void take(EventBatch batch) throws IOException;
  }

  /// @param normalizers makes a normalizer with empty memory
  /// @param contexts what a reader must know, by when its input was received
  /// @param agents reads what our own agents sent; nothing of it is begun
  public EnvelopeReader(
      Formats formats,
      Supplier<Normalizer> normalizers,
      LongFunction<ReadContext> contexts,
      Batched batched,
      AgentRecords agents) {
    this.formats = formats;
    this.normalizers = normalizers;
    this.contexts = contexts;
    this.batched = batched;
    this.agents = agents;
  }

  /// Reads an envelope.
  ///
  /// @param offset where it stands in the journal: what tells its records from all others that the
  ///   sender gave no identity
  public void read(Envelope envelope, long offset) throws IOException {
    Reading reading = new Reading(envelope, offset);
    for (Envelope.RawRecord entry : envelope.records()) {
      reading.record(entry);
    }
  }

  /// Hands on all events read so far.
  public void flush() throws IOException {
    for (EventBatch batch : List.copyOf(batches.values())) {
      flush(batch);
    }
    agents.commit();
  }

  private void flush(EventBatch batch) throws IOException {
    if (batch.count() > 0) {
      batched.take(batch);
      batch.clear();
    }
    if (batch.names().isFull()) {
      batches.put(batch.tenant(), new EventBatch(batch.tenant(), new FieldNames()));
    }
  }

  private Normalizer lane(Envelope envelope) {
    String key = envelope.tenant().value() + '\n' + envelope.source() + '\n' + envelope.format();
    return lanes.computeIfAbsent(key, _ -> normalizers.get());
  }

  private static boolean isJson(Envelope envelope) {
    return envelope.format().equals(JSON);
  }

  private @Nullable Format format(Entry entry, String hint) throws IOException {
    if (!hint.equals(JSON)) {
      return formats.recognize(entry);
    }
    if (json == null) {
      json = formats.all().stream().filter(it -> it.name().equals(JSON)).findFirst().orElse(null);
    }
    return json;
  }

  /// A record as a reader sees it.
  private record Bytes(String name, byte[] content) implements Entry {
    @Override
    public byte[] head() {
      return content.length <= HEAD_BYTES ? content : Arrays.copyOf(content, HEAD_BYTES);
    }

    @Override
    public InputStream open() {
      return new ByteArrayInputStream(content);
    }
  }

  /// The reading of one envelope.
  private final class Reading {
    private final Envelope envelope;
    private final long offset;
    private final DeliveryIds ids;
    private final Normalizer normalizer;
    private final ReadContext context;
    private int sent;

    Reading(Envelope envelope, long offset) {
      this.envelope = envelope;
      this.offset = offset;
      ids = new DeliveryIds(envelope, offset);
      normalizer = lane(envelope);
      context = contexts.apply(envelope.receivedNanos());
    }

    private EventBatch batch() {
      return batches.computeIfAbsent(
          envelope.tenant(), tenant -> new EventBatch(tenant, new FieldNames()));
    }

    void record(Envelope.RawRecord entry) throws IOException {
      if (AgentRecords.are(envelope)) {
        agent(entry);
        return;
      }
      ids.begin(entry);
      int before = ids.given();
      Bytes bytes = new Bytes(envelope.source(), entry.bytes());
      Format format = format(bytes, envelope.format());
      if (format != null) {
        try (RecordReader reader = format.open(bytes, context, isJson(envelope) ? last : null)) {
          last = isJson(envelope) ? reader : null;
          while (reader.read(batch())) {
            took(entry);
          }
        }
      }
      if (ids.given() == before) {
        unreadable(entry);
      }
    }

    private void took(Envelope.RawRecord entry) throws IOException {
      EventBatch batch = batch();
      int last = batch.count() - 1;
      arrived(batch, last);
      normalizer.normalize(batch);
      told(batch, entry);
      while (normalizer.appendJoined(batch)) {
        arrived(batch, batch.count() - 1);
      }
      flushFull(batch);
    }

    private void flushFull(EventBatch batch) throws IOException {
      if (batch.count() >= FULL_EVENTS
          || batch.sizeBytes() >= FULL_BYTES
          || batch.names().isFull()) {
        flush(batch);
      }
    }

    private void arrived(EventBatch batch, int event) {
      arrived(batch, event, ids.given());
      batch.setId(event, ids.next());
    }

    private void arrived(EventBatch batch, int event, int number) {
      batch.setInput(event, batch.names().intern(envelope.source()));
      batch.setReceived(event, envelope.receivedNanos());
      // Tells the order even where the clock does not: it was set, or two came at the same time.
      batch.setPosition(event, offset + number);
    }

    /// What an agent sent is in our own words already.
    private void agent(Envelope.RawRecord entry) throws IOException {
      AgentRecords.Target target =
          new AgentRecords.Target() {
            @Override
            public EventBatch batch() {
              return Reading.this.batch();
            }

            @Override
            public void arrived(EventBatch batch) throws IOException {
              Reading.this.arrived(batch, batch.count() - 1, sent++);
              flushFull(batch);
            }
          };
      if (!agents.read(envelope, entry, ids, target)) {
        ids.begin(Envelope.RawRecord.of(entry.bytes()));
        unreadable(entry);
      }
    }

    /// What the door knows and the record does not say.
    private void told(EventBatch batch, Envelope.RawRecord entry) {
      ReceivedRecord.told(batch, envelope, entry, envelope.format().equals(JSON));
    }

    private void unreadable(Envelope.RawRecord entry) throws IOException {
      EventBatch batch = batch();
      int event = ReceivedRecord.unreadable(batch, envelope, entry);
      arrived(batch, event);
      told(batch, entry);
    }
  }
}
