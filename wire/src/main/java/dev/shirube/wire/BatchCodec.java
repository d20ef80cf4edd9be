// SPDX-License-Identifier: Apache-2.0
package dev.shirube.wire;

import dev.shirube.event.EventBatch;
import dev.shirube.packing.ByteReader;
import dev.shirube.packing.Packed;

/// Events as the payload of a frame: the letter E, the version 1, the length of the row of events,
/// and the row, compressed. What an agent's sensors write comes back as it was: class, activity,
/// time, source, and of each value its field, name, type, flags, element and bytes.
///
/// How a row lies in bytes stands in docs/reference/agent-protocol.md; {@link BatchEncoder} and
/// {@link BatchDecoder} are its two ends.
public final class BatchCodec {
  /// How hard zstd tries: more costs more of the machine that is watched than it saves.
  public static final int LEVEL = 3;

  private BatchCodec() {}

  /// All events of a batch as one payload.
  ///
  /// @throws IllegalArgumentException if they are too many for one
  public static byte[] encode(EventBatch batch) {
    try (BatchEncoder encoder = new BatchEncoder(LEVEL)) {
      for (int event = 0; event < batch.count(); event++) {
        if (!encoder.add(batch, event)) {
          throw new IllegalArgumentException("more events than a frame can hold");
        }
      }
      return encoder.payload();
    }
  }

  /// Appends the events of a frame to a batch.
  ///
  /// @return how many
  /// @throws WireException when the payload is damaged, or they are not as many as the frame says:
  ///   then none is appended
  public static int decode(Frame frame, EventBatch into) throws WireException {
    int count = decode(frame.payload(), into);
    if (count != frame.count()) {
      drop(into, count);
      throw new WireException("wire.payload.count", count, frame.count());
    }
    return count;
  }

  /// Appends the events of a payload to a batch.
  ///
  /// @return how many
  /// @throws WireException when it is damaged: then none is appended
  public static int decode(byte[] payload, EventBatch into) throws WireException {
    if (payload.length < RowFormat.HEAD || payload[0] != RowFormat.KIND) {
      throw new WireException("wire.payload.kind");
    }
    if (payload[1] != RowFormat.VERSION) {
      throw new WireException("wire.payload.version", payload[1] & 0xff, RowFormat.VERSION);
    }
    int length = new ByteReader(payload, 2, 4).u32();
    if (length < 0 || length > Protocol.MOST_RAW_BYTES) {
      throw new WireException("wire.payload.large", length, Protocol.MOST_RAW_BYTES);
    }
    byte[] row;
    try {
      row = Packed.unpack(payload, RowFormat.HEAD, payload.length - RowFormat.HEAD, length);
    } catch (IllegalArgumentException _) {
      throw new WireException("wire.payload.damaged");
    }
    return decodeRow(row, into);
  }

  /// Appends the events of a row that is not compressed.
  ///
  /// @return how many
  /// @throws WireException when it is damaged: then none is appended
  public static int decodeRow(byte[] row, EventBatch into) throws WireException {
    int before = into.count();
    try {
      new BatchDecoder(row, into).all();
      return into.count() - before;
    } catch (IndexOutOfBoundsException | IllegalArgumentException _) {
      drop(into, into.count() - before);
      throw new WireException("wire.payload.damaged");
    }
  }

  private static void drop(EventBatch batch, int count) {
    for (int dropped = 0; dropped < count; dropped++) {
      batch.dropLastEvent();
    }
  }
}
