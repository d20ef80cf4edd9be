// SPDX-License-Identifier: Apache-2.0
package dev.shirube.wire;

import dev.shirube.packing.ByteReader;
import dev.shirube.packing.ByteWriter;
import java.util.ArrayList;
import java.util.List;

/// The body of a request that brings frames: each with its length, 4 bytes, before it.
public final class Frames {
  private Frames() {}

  /// The body.
  public static byte[] body(List<byte[]> frames) {
    ByteWriter out = new ByteWriter();
    for (byte[] frame : frames) {
      out.u32(frame.length).raw(frame, 0, frame.length);
    }
    return out.copy();
  }

  /// Takes a body apart; the frames are not looked into.
  ///
  /// @throws WireException when the lengths do not add up: nothing of it can be believed then
  public static List<byte[]> split(byte[] body) throws WireException {
    if (body.length == 0 || body.length > Protocol.MOST_BODY_BYTES) {
      throw new WireException("wire.body.length", body.length, Protocol.MOST_BODY_BYTES);
    }
    List<byte[]> frames = new ArrayList<>();
    ByteReader in = new ByteReader(body);
    while (in.left() > 0) {
      int length = in.left() < 4 ? -1 : in.u32();
      if (length <= 0 || length > in.left()) {
        throw new WireException("wire.body.damaged");
      }
      byte[] frame = new byte[length];
      System.arraycopy(body, in.skip(length), frame, 0, length);
      frames.add(frame);
    }
    return frames;
  }
}
