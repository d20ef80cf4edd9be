// SPDX-License-Identifier: Apache-2.0
package dev.shirube.sensor;

import dev.shirube.rings.Layout;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// Records as the kernel's programs would make them.
final class MadeRecord {
  private final ByteBuffer bytes;

  private MadeRecord(int kind, int length) {
    bytes = ByteBuffer.allocate(length).order(ByteOrder.nativeOrder());
    bytes.putShort(0, (short) kind);
    bytes.putInt(Layout.HEAD_LENGTH, length);
  }

  static MadeRecord of(int kind, int length, int tgid, long start) {
    MadeRecord record = new MadeRecord(kind, length);
    record.bytes.putInt(Layout.HEAD_TGID, tgid);
    record.bytes.putInt(Layout.HEAD_TID, tgid);
    record.bytes.putLong(Layout.HEAD_START, start);
    record.bytes.putLong(Layout.HEAD_TIME, start + 5);
    return record;
  }

  /// A process made by another one.
  static MadeRecord fork(int tgid, long start, int parent, long parentStart) {
    return of(Layout.FORK, Layout.FORK_BYTES, tgid, start).madeBy(parent, parentStart);
  }

  /// A program started: its arguments each with a 0, its path's and folder's parts the last first.
  static MadeRecord exec(int tgid, long start, String argv, String path, String folder) {
    byte[] tail = (argv + path + folder + "./name\0").getBytes(StandardCharsets.UTF_8);
    MadeRecord record = of(Layout.EXEC, Layout.EXEC_BYTES + tail.length, tgid, start);
    record.bytes.putShort(Layout.EXEC_ARGV_LENGTH, (short) length(argv));
    record.bytes.putShort(Layout.EXEC_PATH_LENGTH, (short) length(path));
    record.bytes.putShort(Layout.EXEC_CWD_LENGTH, (short) length(folder));
    record.bytes.putShort(Layout.EXEC_NAME_LENGTH, (short) 7);
    record.bytes.put(Layout.EXEC_BYTES, tail);
    return record;
  }

  private static int length(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  static MadeRecord exit(int tgid, long start, int code) {
    MadeRecord record = of(Layout.EXIT, Layout.EXIT_BYTES, tgid, start);
    record.bytes.putInt(Layout.EXIT_CODE, code);
    return record;
  }

  MadeRecord madeBy(int parent, long parentStart) {
    bytes.putInt(Layout.FORK_WHO_PARENT, parent);
    bytes.putLong(Layout.FORK_WHO_PARENT_START, parentStart);
    return this;
  }

  MadeRecord flags(int flags) {
    bytes.putShort(Layout.HEAD_FLAGS, (short) flags);
    return this;
  }

  MadeRecord u16(int place, int value) {
    bytes.putShort(place, (short) value);
    return this;
  }

  MadeRecord i32(int place, int value) {
    bytes.putInt(place, value);
    return this;
  }

  MadeRecord i64(int place, long value) {
    bytes.putLong(place, value);
    return this;
  }

  MadeRecord u8(int place, int value) {
    bytes.put(place, (byte) value);
    return this;
  }

  MadeRecord put(int place, byte[] value) {
    bytes.put(place, value);
    return this;
  }

  byte[] array() {
    return bytes.array();
  }

  MemorySegment segment() {
    return MemorySegment.ofArray(bytes.array());
  }

  /// The message of a question for a name, or of its answer with an address.
  static byte[] dns(String name, byte[] address) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    boolean answer = address.length > 0;
    byte[] head = {
      1, 2, (byte) (answer ? 0x81 : 1), 0, 0, 1, 0, (byte) (answer ? 1 : 0), 0, 0, 0, 0
    };
    out.writeBytes(head);
    int from = 0;
    while (from < name.length()) {
      int dot = name.indexOf('.', from) < 0 ? name.length() : name.indexOf('.', from);
      out.write(dot - from);
      out.writeBytes(name.substring(from, dot).getBytes(StandardCharsets.UTF_8));
      from = dot + 1;
    }
    int type = address.length == 16 ? 28 : 1;
    out.writeBytes(new byte[] {0, 0, (byte) type, 0, 1});
    if (answer) {
      byte[] record = {(byte) 0xc0, 12, 0, (byte) type, 0, 1, 0, 0, 1, 0, 0, (byte) address.length};
      out.writeBytes(record);
      out.writeBytes(address);
    }
    return out.toByteArray();
  }
}
