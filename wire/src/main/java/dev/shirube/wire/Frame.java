// SPDX-License-Identifier: Apache-2.0
package dev.shirube.wire;

import dev.shirube.packing.ByteReader;
import dev.shirube.packing.ByteWriter;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/// Some events of one lane in a row, or the gap that stands in their place: what an agent sends and
/// a server keeps as it came. See docs/reference/agent-protocol.md for the bytes.
///
/// @param agent the agent's id, as in its certificate; a server believes the certificate
/// @param epoch random, made with the agent's spool: the numbers of one epoch are given once
/// @param firstSequence the number of the first event in its lane, from 0
/// @param count how many numbers it takes, at least 1
/// @param madeNanos when it was put together, by the agent's clock, nanoseconds since 1970 UTC
/// @param payload what {@link BatchCodec} or {@link Gap#payload} gave
public record Frame(
    String agent,
    long epoch,
    Lane lane,
    long firstSequence,
    long count,
    long madeNanos,
    byte[] payload) {

  private static final byte[] MAGIC = {'S', 'H', 'F', '1'};
  private static final int HEAD = 44;
  private static final int CHECK = 4;

  public Frame {
    boolean sound = epoch >= 0 && firstSequence >= 0 && count > 0 && firstSequence + count > 0;
    if (!sound || agent.length() > Protocol.LONGEST_AGENT) {
      throw new IllegalArgumentException("a frame of " + count + " from " + firstSequence);
    }
  }

  /// The number behind the last one it takes.
  public long next() {
    return firstSequence + count;
  }

  /// Whether it tells of a gap.
  public boolean isGap() {
    return payload.length > 0 && payload[0] == Gap.KIND;
  }

  /// How many bytes {@link #encode} gives.
  public int size() {
    return HEAD + agent.length() + payload.length + CHECK;
  }

  /// The same as another agent or another epoch sends it.
  public Frame from(String newAgent, long newEpoch) {
    return new Frame(newAgent, newEpoch, lane, firstSequence, count, madeNanos, payload);
  }

  /// The frame as bytes.
  public byte[] encode() {
    byte[] name = agent.getBytes(StandardCharsets.US_ASCII);
    ByteWriter out = new ByteWriter();
    out.raw(MAGIC, 0, MAGIC.length);
    out.u8(lane.ordinal()).u8(name.length).u8(0).u8(0);
    out.u64(epoch).u64(firstSequence).u64(count).u64(madeNanos).u32(payload.length);
    out.raw(name, 0, name.length).raw(payload, 0, payload.length);
    return out.u32(check(out.bytes(), 0, out.size())).copy();
  }

  private static int check(byte[] bytes, int offset, int length) {
    CRC32C sum = new CRC32C();
    sum.update(bytes, offset, length);
    return (int) sum.getValue();
  }

  /// Reads a frame.
  ///
  /// @throws WireException when it is none, is damaged, or a later version wrote it
  public static Frame decode(byte[] bytes) throws WireException {
    if (bytes.length < HEAD + CHECK || bytes.length > Protocol.MOST_FRAME_BYTES) {
      throw new WireException("wire.frame.length", bytes.length, Protocol.MOST_FRAME_BYTES);
    }
    ByteReader in = new ByteReader(bytes);
    for (byte letter : MAGIC) {
      if (in.u8() != letter) {
        throw new WireException("wire.frame.magic");
      }
    }
    Lane lane = Lane.at(in.u8());
    int nameLength = in.u8();
    in.skip(2);
    long epoch = in.u64();
    long first = in.u64();
    long count = in.u64();
    long made = in.u64();
    int payloadLength = in.u32();
    boolean whole =
        payloadLength > 0 && bytes.length == (long) HEAD + nameLength + payloadLength + CHECK;
    if (!whole || check(bytes, 0, bytes.length - CHECK) != tail(bytes)) {
      throw new WireException("wire.frame.damaged");
    }
    boolean sound =
        lane != null
            && epoch >= 0
            && first >= 0
            && count > 0
            && count <= Long.MAX_VALUE - first
            && nameLength <= Protocol.LONGEST_AGENT;
    if (!sound || lane == null) {
      throw new WireException("wire.frame.head");
    }
    String agent = new String(bytes, in.skip(nameLength), nameLength, StandardCharsets.US_ASCII);
    byte[] payload = new byte[payloadLength];
    System.arraycopy(bytes, in.skip(payloadLength), payload, 0, payloadLength);
    return new Frame(agent, epoch, lane, first, count, made, payload);
  }

  private static int tail(byte[] bytes) {
    return new ByteReader(bytes, bytes.length - CHECK, CHECK).u32();
  }
}
