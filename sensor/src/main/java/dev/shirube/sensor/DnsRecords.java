// SPDX-License-Identifier: Apache-2.0
package dev.shirube.sensor;

import dev.shirube.event.EventClass;
import dev.shirube.rings.Layout;
import dev.shirube.rings.RawRecord;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Makes events of records with messages of DNS, and remembers the names that answers gave for
/// addresses.
final class DnsRecords {
  private static final int QUERY = 1;
  private static final int RESPONSE = 2;
  private static final int TCP = 6;

  private static final int NAME = SensorEvent.field("query.hostname");
  private static final int TYPE = SensorEvent.field("query.type");
  private static final int OPCODE = SensorEvent.field("query.opcode");
  private static final int DATA = SensorEvent.field("answers.rdata");
  private static final int DATA_TYPE = SensorEvent.field("answers.type");
  private static final int DATA_SECONDS = SensorEvent.field("answers.ttl");
  private static final int CODE = SensorEvent.field("rcode");
  private static final int ID = SensorEvent.field("transaction_uid");

  private final RecordContext context;
  private final SocketRecords sockets;

  DnsRecords(RecordContext context, SocketRecords sockets) {
    this.context = context;
    this.sockets = sockets;
  }

  /// A message of DNS went out or came in.
  void message(RawRecord record) {
    boolean tcp = record.u8(Layout.CONNECTION_PROTOCOL) == TCP;
    byte[] bytes = record.bytes(Layout.DNS_BYTES, record.u16(Layout.DNS_MESSAGE_LENGTH));
    DnsMessage message = read(bytes, tcp);
    if (message == null) {
      // A part of a longer message of TCP, or no DNS at all: the connection tells of it.
      return;
    }
    long time = record.i64(Layout.HEAD_TIME);
    SensorEvent event =
        context.begin(EventClass.DNS_ACTIVITY, message.isAnswer() ? RESPONSE : QUERY, time, false);
    event.put(NAME, message.name());
    event.put(TYPE, DnsMessage.typeWord(message.type()));
    event.put(ID, message.id());
    if (message.opcode() != 0) {
      event.put(OPCODE, message.opcode());
    }
    if (message.isAnswer()) {
      answers(event, message);
    }
    boolean cut = bytes.length < record.u16(Layout.DNS_MESSAGE_TOTAL);
    if (cut && !message.isWhole()) {
      context.cut();
    }
    sockets.place(event, record);
    context.actor(
        event, record, record.i32(Layout.CONNECTION_UID), record.text(Layout.CONNECTION_COMM, 16));
  }

  // Over TCP the length of the message stands before it, if it was not sent by itself.
  private static @Nullable DnsMessage read(byte[] bytes, boolean tcp) {
    if (tcp && bytes.length > 2) {
      int length = ((bytes[0] & 0xff) << 8) | (bytes[1] & 0xff);
      if (length >= bytes.length - 2) {
        return DnsMessage.of(Arrays.copyOfRange(bytes, 2, bytes.length));
      }
    }
    return DnsMessage.of(bytes);
  }

  private void answers(SensorEvent event, DnsMessage message) {
    event.put(CODE, DnsMessage.codeWord(message.code()));
    byte[] name = message.name().getBytes(StandardCharsets.UTF_8);
    int element = 0;
    for (DnsMessage.Answer answer : message.answers()) {
      element++;
      byte[] text = answer.text().getBytes(StandardCharsets.UTF_8);
      int _ = event.putElement(DATA, element, text, 0, text.length);
      byte[] type = DnsMessage.typeWord(answer.type()).getBytes(StandardCharsets.US_ASCII);
      int _ = event.putElement(DATA_TYPE, element, type, 0, type.length);
      byte[] seconds = Long.toString(answer.seconds()).getBytes(StandardCharsets.US_ASCII);
      int _ = event.putElement(DATA_SECONDS, element, seconds, 0, seconds.length);
      if (!answer.address().isEmpty()) {
        context.names().put(answer.addressBytes(), name);
      }
    }
  }
}
