// SPDX-License-Identifier: Apache-2.0
package dev.shirube.gateway;

import dev.shirube.event.TenantId;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Envelopes as bytes, for the journal: the letter S, the format's version (1), then tenant,
/// source, door, format, sender as texts, the time (8 bytes, big-endian), the number of records,
/// and for each its mark (1: cut), collection, id, bytes. Texts and bytes begin with their length;
/// lengths and numbers are in groups of seven bits, the lowest first, each but the last with its
/// top bit set.
public final class EnvelopeCodec {
  /// The version that is written.
  public static final int VERSION = 1;

  private static final byte MAGIC = 'S';
  // A record takes at least its mark and three lengths.
  private static final int LEAST_RECORD = 4;

  private EnvelopeCodec() {}

  /// The envelope as bytes.
  public static byte[] encode(Envelope envelope) {
    List<byte[]> parts = new ArrayList<>();
    Writer writer = new Writer(parts);
    writer.raw(new byte[] {MAGIC, VERSION});
    writer.text(envelope.tenant().value());
    writer.text(envelope.source());
    writer.text(envelope.door());
    writer.text(envelope.format());
    writer.text(envelope.sender());
    writer.raw(ByteBuffer.allocate(8).putLong(envelope.receivedNanos()).array());
    writer.number(envelope.records().size());
    for (Envelope.RawRecord entry : envelope.records()) {
      writer.raw(new byte[] {(byte) (entry.cut() ? 1 : 0)});
      writer.text(entry.collection());
      writer.text(entry.id());
      writer.number(entry.bytes().length);
      writer.raw(entry.bytes());
    }
    return writer.joined();
  }

  /// Reads what {@link #encode} wrote.
  ///
  /// @throws EnvelopeException when it is none, is damaged, or a later version wrote it
  public static Envelope decode(byte[] bytes) throws EnvelopeException {
    Reader reader = new Reader(ByteBuffer.wrap(bytes));
    if (reader.octet() != MAGIC) {
      throw new EnvelopeException("gateway.envelope.foreign");
    }
    int version = reader.octet();
    if (version > VERSION) {
      throw new EnvelopeException("gateway.envelope.newer", version, VERSION);
    }
    TenantId tenant = reader.tenant();
    String source = reader.text();
    String door = reader.text();
    String format = reader.text();
    String sender = reader.text();
    long received = reader.time();
    int count = reader.number();
    if (count > reader.left() / LEAST_RECORD) {
      throw reader.damaged();
    }
    List<Envelope.RawRecord> records = new ArrayList<>(count);
    for (int index = 0; index < count; index++) {
      int mark = reader.octet();
      if (mark > 1) {
        throw reader.damaged();
      }
      String collection = reader.text();
      String id = reader.text();
      records.add(new Envelope.RawRecord(reader.bytes(), collection, id, mark == 1));
    }
    if (reader.left() > 0) {
      throw reader.damaged();
    }
    return new Envelope(tenant, source, door, format, received, sender, records);
  }

  private record Writer(List<byte[]> parts) {
    void raw(byte[] bytes) {
      parts.add(bytes);
    }

    void text(String text) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      number(bytes.length);
      parts.add(bytes);
    }

    void number(int value) {
      byte[] bytes = new byte[5];
      int length = 0;
      int rest = value;
      while (rest > 0x7f) {
        bytes[length++] = (byte) ((rest & 0x7f) | 0x80);
        rest >>>= 7;
      }
      bytes[length++] = (byte) rest;
      parts.add(Arrays.copyOf(bytes, length));
    }

    byte[] joined() {
      ByteBuffer all = ByteBuffer.allocate(parts.stream().mapToInt(part -> part.length).sum());
      parts.forEach(all::put);
      return all.array();
    }
  }

  private record Reader(ByteBuffer from) {
    EnvelopeException damaged() {
      return new EnvelopeException("gateway.envelope.damaged", from.position());
    }

    int left() {
      return from.remaining();
    }

    int octet() throws EnvelopeException {
      if (!from.hasRemaining()) {
        throw damaged();
      }
      return from.get() & 0xff;
    }

    int number() throws EnvelopeException {
      int value = 0;
      for (int shift = 0; shift < 35; shift += 7) {
        int octet = octet();
        if (shift == 28 && octet > 7) {
          throw damaged();
        }
        value |= (octet & 0x7f) << shift;
        if (octet < 0x80) {
          return value;
        }
      }
      throw damaged();
    }

    byte[] bytes() throws EnvelopeException {
      int length = number();
      if (length > from.remaining()) {
        throw damaged();
      }
      byte[] bytes = new byte[length];
      from.get(bytes);
      return bytes;
    }

    String text() throws EnvelopeException {
      byte[] bytes = bytes();
      try {
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      } catch (CharacterCodingException e) {
        throw damaged();
      }
    }

    long time() throws EnvelopeException {
      if (from.remaining() < 8) {
        throw damaged();
      }
      return from.getLong();
    }

    TenantId tenant() throws EnvelopeException {
      String name = text();
      try {
        return new TenantId(name);
      } catch (IllegalArgumentException e) {
        throw damaged();
      }
    }
  }
}
