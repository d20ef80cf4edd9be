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
    Writer writer = new Writer(envelope.bytes() + 64L * (envelope.records().size() + 4));
    writer.octet(MAGIC);
    writer.octet(VERSION);
    writer.text(envelope.tenant().value());
    writer.text(envelope.source());
    writer.text(envelope.door());
    writer.text(envelope.format());
    writer.text(envelope.sender());
    for (int shift = 56; shift >= 0; shift -= 8) {
      writer.octet((int) (envelope.receivedNanos() >>> shift));
    }
    writer.number(envelope.records().size());
    for (Envelope.RawRecord entry : envelope.records()) {
      writer.octet(entry.cut() ? 1 : 0);
      writer.text(entry.collection());
      writer.text(entry.id());
      writer.number(entry.bytes().length);
      writer.raw(entry.bytes());
    }
    return writer.all();
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

  private static final class Writer {
    private byte[] bytes;
    private int size;

    Writer(long size) {
      bytes = new byte[Math.toIntExact(size)];
    }

    private void room(int length) {
      if (length > bytes.length - size) {
        bytes = Arrays.copyOf(bytes, Math.addExact(Math.addExact(size, length), size / 4));
      }
    }

    void octet(int value) {
      room(1);
      bytes[size++] = (byte) value;
    }

    void raw(byte[] source) {
      room(source.length);
      System.arraycopy(source, 0, bytes, size, source.length);
      size += source.length;
    }

    void text(String text) {
      byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
      number(utf8.length);
      raw(utf8);
    }

    void number(int value) {
      int rest = value;
      while (rest > 0x7f) {
        octet((rest & 0x7f) | 0x80);
        rest >>>= 7;
      }
      octet(rest);
    }

    byte[] all() {
      return Arrays.copyOf(bytes, size);
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
