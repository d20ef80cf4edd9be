// SPDX-License-Identifier: Apache-2.0
package dev.shirube.documents;

import dev.shirube.catalog.Message;
import dev.shirube.catalog.Problem;
import dev.shirube.containers.ByteWindow;
import dev.shirube.containers.Entry;
import dev.shirube.containers.ReadContext;
import dev.shirube.containers.ReadCounts;
import dev.shirube.containers.RecordReader;
import dev.shirube.containers.TextEncoding;
import dev.shirube.event.EventBatch;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Records of JSON in every arrangement met in practice: one a line, pretty-printed one after the
/// other, the elements of one array, or of an array inside an object. What is broken is told, and
/// reading goes on where the next record seems to begin.
final class JsonRecords implements RecordReader {
  /// How many bytes may be read in vain, beyond a multiple of those that were passed, before the
  /// rest is given up: bounds the time that hostile input can take.
  private static final long VAIN_BYTES = 64L << 20;

  private static final int VAIN_FACTOR = 16;
  private static final int MAX_TOLD = 1_000;
  private static final int TITLE_BYTES = 40;

  private final String name;
  private final ReadContext context;
  private final ByteWindow window;
  private final JsonTape tape;
  private final JsonResume resume;
  private Layer layer = Layer.TOP;
  private @Nullable JsonEnvelope envelope;
  private long ordinal;
  private long records;
  private long damaged;
  private long truncated;
  private long vainBytes;

  /// What the next value stands in.
  private enum Layer {
    TOP,
    ARRAY,
    ENVELOPE,
    FINISHED
  }

  /// @param scanner what finds the ends of strings ahead of reading; null to read in one pass
  JsonRecords(Entry entry, ReadContext context, @Nullable StructuralScanner scanner)
      throws IOException {
    this.name = entry.name();
    this.context = context;
    int limit = context.limits().recordBytes();
    this.window = new ByteWindow(TextEncoding.utf8(entry, context.ansi()), limit);
    this.tape = new JsonTape(context.limits(), context.envelopes(), scanner);
    this.resume = new JsonResume(window);
  }

  /// Goes on with what another learned of names, and with its memory.
  JsonRecords(Entry entry, ReadContext context, JsonRecords before) throws IOException {
    this.name = entry.name();
    this.context = context;
    int limit = context.limits().recordBytes();
    this.window = new ByteWindow(TextEncoding.utf8(entry, context.ansi()), limit, before.window);
    this.tape = before.tape;
    this.resume = new JsonResume(window);
  }

  @Override
  public boolean read(EventBatch batch) throws IOException {
    while (layer != Layer.FINISHED) {
      int next = toValue();
      if (next < 0) {
        finish();
      } else if (next == '[' && layer == Layer.TOP) {
        layer = Layer.ARRAY;
        window.moveTo(window.from() + 1);
      } else if (next == ']' && layer != Layer.TOP) {
        closeArray();
      } else if (next == '{' || layer != Layer.TOP) {
        if (record(batch)) {
          return true;
        }
      } else if (!passTitle()) {
        damage("json.junk", 1);
      }
    }
    return false;
  }

  private boolean passTitle() throws IOException {
    window.ensure(TITLE_BYTES);
    int behind = JsonCursor.behindTitle(window.bytes(), window.from(), window.to());
    boolean is = behind > window.from();
    window.moveTo(behind);
    return is;
  }

  /// Goes to the next byte that is neither white space nor between records.
  private int toValue() throws IOException {
    int indent = resume.indent();
    while (window.ensure(1)) {
      byte[] bytes = window.bytes();
      for (int at = window.from(); at < window.to(); at++) {
        byte b = bytes[at];
        if (b == '\n') {
          indent = 0;
        } else if (b == ' ' || b == '\t') {
          indent += indent < JsonResume.UNKNOWN ? 1 : 0;
        } else if (!isBetween(b)) {
          window.moveTo(at);
          resume.indent(indent);
          return b & 0xff;
        }
      }
      window.moveTo(window.to());
    }
    return -1;
  }

  /// Commas, NUL, the record separator of RFC 7464, and the bytes of a mark in the middle.
  private static boolean isBetween(byte b) {
    return b == '\r' || b == ',' || b == 0 || b == 0x1e || b == -0x11 || b == -0x45 || b == -0x41;
  }

  private void finish() {
    if (layer != Layer.TOP) {
      tell("json.open", window.line(window.from()));
    }
    layer = Layer.FINISHED;
  }

  private void closeArray() throws IOException {
    window.moveTo(window.from() + 1);
    JsonEnvelope closed = envelope;
    if (layer == Layer.ENVELOPE && closed != null) {
      long line = window.line(window.from());
      boolean more = resume.passObject();
      if (more && !closed.complete()) {
        tell("json.envelope.behind", line);
      }
    }
    envelope = null;
    layer = Layer.TOP;
    resume.indent(JsonResume.UNKNOWN);
  }

  /// Reads the value at the front of the window.
  ///
  /// @return whether it became an event
  private boolean record(EventBatch batch) throws IOException {
    tape.expect(JsonNames.TOP, layer == Layer.TOP);
    while (true) {
      int event = batch.beginEvent();
      int offset = batch.sizeBytes();
      int from = window.from();
      tape.window(window.offset() - from);
      JsonTape.Result result = tape.read(batch, window.bytes(), from, window.to(), offset);
      if (result == JsonTape.Result.DONE) {
        keep(batch, event, tape.end());
        return true;
      }
      if (result == JsonTape.Result.CUT && window.full()) {
        tell("json.long", window.line(from), context.limits().recordBytes());
        truncated++;
        keep(batch, event, window.to());
        resume.passLong(from);
        return true;
      }
      batch.dropLastEvent();
      if (result != JsonTape.Result.CUT || !window.more()) {
        failed(result, tape.end() - from);
        return false;
      }
    }
  }

  private void failed(JsonTape.Result result, int looked) throws IOException {
    if (result == JsonTape.Result.ENVELOPE) {
      wrap(tape.envelopeAt() - window.from());
    } else {
      damage(result == JsonTape.Result.CUT ? "json.cut" : "json.broken", looked);
    }
  }

  private void keep(EventBatch batch, int event, int end) {
    int from = window.from();
    int offset = batch.appendBytes(window.bytes(), from, end - from);
    batch.setRecord(event, offset, end - from);
    batch.setPosition(event, ++ordinal);
    batch.setReceived(event, context.receivedNanos());
    JsonEnvelope around = envelope;
    if (around != null) {
      around.addTo(batch);
    }
    if (tape.beyondLimits()) {
      tell("json.fields", window.line(from));
    }
    resume.good(from, end);
    window.moveTo(end);
    records++;
  }

  private void wrap(int distance) throws IOException {
    JsonEnvelope around = new JsonEnvelope();
    while (resume.isOpen() && window.more()) {}
    int start = window.from();
    around.collect(window.bytes(), start, window.to(), start + distance);
    if (around.left() > 0) {
      tell("json.envelope.large", window.line(start), around.left());
    }
    envelope = around;
    layer = Layer.ENVELOPE;
    window.moveTo(start + distance + 1);
    resume.indent(JsonResume.UNKNOWN);
  }

  private void damage(String id, int looked) throws IOException {
    damaged++;
    ordinal++;
    vainBytes += looked;
    long line = window.line(window.from());
    if (damaged <= MAX_TOLD) {
      tell(id, line, damaged);
    }
    if (vainBytes > VAIN_BYTES + VAIN_FACTOR * window.offset()) {
      tell("json.hopeless", line);
      layer = Layer.FINISHED;
      return;
    }
    resume.afterDamage(layer == Layer.TOP);
  }

  private void tell(String id, long line, Object... facts) {
    context
        .problems()
        .tell(new Problem(name, line, Message.of(id, facts), Message.of(id + ".advice", facts)));
  }

  @Override
  public ReadCounts counts() {
    return new ReadCounts(records, damaged, 0, truncated);
  }

  @Override
  public void close() {}
}
