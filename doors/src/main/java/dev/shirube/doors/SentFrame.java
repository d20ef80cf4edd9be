// SPDX-License-Identifier: Apache-2.0
package dev.shirube.doors;

import dev.shirube.event.EventBatch;
import dev.shirube.event.FieldNames;
import dev.shirube.event.TenantId;
import dev.shirube.gateway.Envelope;
import dev.shirube.wire.BatchCodec;
import dev.shirube.wire.Frame;
import dev.shirube.wire.Gap;
import dev.shirube.wire.Lane;
import dev.shirube.wire.WireException;

/// A frame as it was sent, looked through to its last event.
///
/// @param bytes as they came
record SentFrame(Frame frame, byte[] bytes) {
  /// Reads a frame and all that is in it, so that nothing is acknowledged that cannot be read
  /// later.
  static SentFrame read(byte[] bytes) throws WireException {
    Frame frame = Frame.decode(bytes);
    if (frame.isGap()) {
      gap(frame);
    } else {
      int _ = BatchCodec.decode(frame, new EventBatch(TenantId.LOCAL, new FieldNames()));
    }
    return new SentFrame(frame, bytes);
  }

  private static void gap(Frame frame) throws WireException {
    Gap gap = Gap.read(frame.payload());
    boolean sound =
        gap.numbered()
            ? gap.count() == frame.count()
            : frame.count() == 1 && frame.lane() == Lane.IMPORTANT;
    if (!sound) {
      throw new WireException("fleet.frame.count", gap.count(), frame.count());
    }
  }

  /// The record that goes into the journal.
  ///
  /// @param first where its agent began its lane
  Envelope.RawRecord record(long first) {
    return new Envelope.RawRecord(bytes, frame.agent(), Long.toString(first), false);
  }
}
