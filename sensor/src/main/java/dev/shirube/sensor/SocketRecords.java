// SPDX-License-Identifier: Apache-2.0
package dev.shirube.sensor;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import dev.shirube.event.EventClass;
import dev.shirube.rings.Layout;
import dev.shirube.rings.RawRecord;
import java.lang.foreign.MemorySegment;

/// Makes events of records about connections. The source is who opened the connection, so bytes out
/// are those of whoever did that.
final class SocketRecords {
  private static final int OPEN = 1;
  private static final int CLOSE = 2;
  private static final int FAIL = 4;
  private static final int TRAFFIC = 6;
  private static final int LISTEN = 7;
  private static final int OTHER = 99;
  private static final int TCP = 6;
  private static final int UDP = 17;

  private static final int ACTIVITY = SensorEvent.field("activity_name");
  private static final int COOKIE = SensorEvent.field("connection_info.uid");
  private static final int PROTOCOL = SensorEvent.field("connection_info.protocol_name");
  private static final int NUMBER = SensorEvent.field("connection_info.protocol_num");
  private static final int VERSION = SensorEvent.field("connection_info.protocol_ver");
  private static final int INITIATED = SensorEvent.field("connection_info.is_initiated");
  private static final int DIRECTION = SensorEvent.field("connection_info.direction");
  private static final int STATE = SensorEvent.field("connection_info.state");
  private static final int FROM = SensorEvent.field("src_endpoint.ip");
  private static final int FROM_PORT = SensorEvent.field("src_endpoint.port");
  private static final int FROM_NAME = SensorEvent.field("src_endpoint.hostname");
  private static final int TO = SensorEvent.field("dst_endpoint.ip");
  private static final int TO_PORT = SensorEvent.field("dst_endpoint.port");
  private static final int TO_NAME = SensorEvent.field("dst_endpoint.hostname");
  private static final int BYTES_OUT = SensorEvent.field("traffic.bytes_out");
  private static final int BYTES_IN = SensorEvent.field("traffic.bytes_in");
  private static final int BEGAN = SensorEvent.field("start_time");
  private static final int STATUS = SensorEvent.field("status");
  private static final int ERROR = SensorEvent.field("status_code");
  private static final int DETAIL = SensorEvent.field("status_detail");

  private final RecordContext context;

  SocketRecords(RecordContext context) {
    this.context = context;
  }

  /// Something was done with a connection.
  void connection(RawRecord record) {
    int kind = record.kind();
    SensorEvent event =
        context.begin(
            EventClass.NETWORK_ACTIVITY, activity(kind), record.i64(Layout.HEAD_TIME), false);
    if (kind == Layout.BIND) {
      event.put(ACTIVITY, "bind");
    } else if (kind == Layout.RAW_SOCKET) {
      event.put(ACTIVITY, "raw socket");
    }
    place(event, record);
    if (kind == Layout.CLOSE || kind == Layout.TRAFFIC) {
      traffic(event, record);
    }
    if (kind == Layout.FAIL) {
      event.put(STATUS, "failure");
      event.put(ERROR, record.u32(Layout.CONNECTION_ERROR));
    }
    if (record.has(Layout.LISTENER)) {
      // Another process of the same server may have accepted it.
      event.put(DETAIL, "listener");
    }
    context.actor(
        event, record, record.i32(Layout.CONNECTION_UID), record.text(Layout.CONNECTION_COMM, 16));
  }

  private static int activity(int kind) {
    return switch (kind) {
      case Layout.OPEN -> OPEN;
      case Layout.CLOSE -> CLOSE;
      case Layout.TRAFFIC -> TRAFFIC;
      case Layout.FAIL -> FAIL;
      case Layout.LISTEN -> LISTEN;
      default -> OTHER;
    };
  }

  /// Adds both ends of a connection.
  void place(SensorEvent event, RawRecord record) {
    boolean inbound = record.has(Layout.INBOUND);
    int size = record.u8(Layout.CONNECTION_FAMILY) == 6 ? 16 : 4;
    byte[] local = Addresses.plain(record.bytes(Layout.CONNECTION_LOCAL, size));
    byte[] remote = Addresses.plain(record.bytes(Layout.CONNECTION_REMOTE, size));
    int kind = record.kind();
    boolean ends = kind != Layout.LISTEN && kind != Layout.BIND && kind != Layout.RAW_SOCKET;
    int protocol = record.u8(Layout.CONNECTION_PROTOCOL);
    event.put(COOKIE, Long.toUnsignedString(record.i64(Layout.CONNECTION_COOKIE)));
    event.put(PROTOCOL, protocol == TCP ? "tcp" : protocol == UDP ? "udp" : "");
    event.put(NUMBER, protocol);
    event.put(VERSION, local.length == 4 ? "ipv4" : "ipv6");
    int localPort = record.u16(Layout.CONNECTION_LOCAL_PORT);
    int remotePort = record.u16(Layout.CONNECTION_REMOTE_PORT);
    if (!ends) {
      // Whoever listens is where connections go to.
      end(event, TO, TO_PORT, local, localPort);
      return;
    }
    event.put(INITIATED, !inbound);
    event.put(DIRECTION, inbound ? "inbound" : "outbound");
    end(event, inbound ? TO : FROM, inbound ? TO_PORT : FROM_PORT, local, localPort);
    end(event, inbound ? FROM : TO, inbound ? FROM_PORT : TO_PORT, remote, remotePort);
    byte[] name = context.names().find(remote);
    if (name != null) {
      event.put(inbound ? FROM_NAME : TO_NAME, name, 0, name.length);
    }
  }

  private static void end(SensorEvent event, int ip, int port, byte[] address, int number) {
    event.put(ip, Addresses.text(address));
    if (number != 0) {
      event.put(port, number);
    }
  }

  private void traffic(SensorEvent event, RawRecord record) {
    boolean inbound = record.has(Layout.INBOUND);
    long sent = record.i64(Layout.CONNECTION_OUT);
    long received = record.i64(Layout.CONNECTION_IN);
    event.put(BYTES_OUT, inbound ? received : sent);
    event.put(BYTES_IN, inbound ? sent : received);
    long opened = record.i64(Layout.CONNECTION_OPENED);
    if (opened > 0) {
      event.putTime(BEGAN, context.wall(opened));
    }
    int state = record.u8(Layout.CONNECTION_STATE);
    if (state != 0) {
      event.put(STATE, stateWord(state));
    }
  }

  private static String stateWord(int state) {
    return switch (state) {
      case 1 -> "established";
      case 2 -> "syn_sent";
      case 3 -> "syn_recv";
      case 4 -> "fin_wait1";
      case 5 -> "fin_wait2";
      case 6 -> "time_wait";
      case 8 -> "close_wait";
      case 9 -> "last_ack";
      case 11 -> "closing";
      default -> Integer.toString(state);
    };
  }

  /// What a UDP socket exchanged with one address, as the map of the kernel's programs has it. UDP
  /// has no end: what was quiet for so long counts as over.
  ///
  /// @param now the kernel's clock
  /// @param quiet nanoseconds
  /// @return whether it is over, and an event was made of it
  boolean peer(MemorySegment key, MemorySegment value, long now, long quiet) {
    RawRecord of = new RawRecord().on(value, 0, Layout.PEER_BYTES);
    if (now - of.i64(Layout.PEER_LAST) <= quiet) {
      return false;
    }
    byte[] made = new byte[Layout.CONNECTION_BYTES];
    MemorySegment record = MemorySegment.ofArray(made);
    MemorySegment.copy(key, 0, record, Layout.CONNECTION_COOKIE, 8);
    copy(value, Layout.PEER_START, record, Layout.HEAD_START, 8);
    copy(value, Layout.PEER_TGID, record, Layout.HEAD_TGID, 4);
    copy(value, Layout.PEER_UID, record, Layout.CONNECTION_UID, 4);
    copy(value, Layout.PEER_OPENED, record, Layout.CONNECTION_OPENED, 8);
    copy(value, Layout.PEER_OUT, record, Layout.CONNECTION_OUT, 16);
    copy(value, Layout.PEER_LOCAL, record, Layout.CONNECTION_LOCAL, 16);
    copy(value, Layout.PEER_COMM, record, Layout.CONNECTION_COMM, 16);
    copy(key, Layout.PEER_KEY_REMOTE, record, Layout.CONNECTION_REMOTE, 16);
    copy(key, Layout.PEER_KEY_REMOTE_PORT, record, Layout.CONNECTION_REMOTE_PORT, 2);
    copy(key, Layout.PEER_KEY_LOCAL_PORT, record, Layout.CONNECTION_LOCAL_PORT, 2);
    copy(key, Layout.PEER_KEY_FAMILY, record, Layout.CONNECTION_FAMILY, 1);
    made[Layout.CONNECTION_PROTOCOL] = UDP;
    made[0] = Layout.CLOSE;
    copy(value, Layout.PEER_FLAGS, record, Layout.HEAD_FLAGS, 2);
    record.set(JAVA_LONG_UNALIGNED, Layout.HEAD_TIME, now);
    connection(new RawRecord().on(record, 0, Layout.CONNECTION_BYTES));
    return true;
  }

  private static void copy(MemorySegment from, int at, MemorySegment to, int place, int count) {
    MemorySegment.copy(from, JAVA_BYTE, at, to, JAVA_BYTE, place, count);
  }
}
