// SPDX-License-Identifier: Apache-2.0
package dev.shirube.lake;

import dev.shirube.packing.ByteWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/// Writes structures in the compact protocol of Apache Thrift, in which Parquet describes itself
/// (thrift-compact-protocol.md). Members must come in the order of their numbers.
final class Thrift {
  private static final int TRUE = 1;
  private static final int FALSE = 2;
  static final int I32 = 5;
  private static final int I64 = 6;
  static final int BINARY = 8;
  private static final int LIST = 9;
  static final int STRUCT = 12;
  private static final int SHORT = 15;

  private final ByteWriter out;
  private final Deque<Integer> outer = new ArrayDeque<>();
  private int last;

  Thrift(ByteWriter out) {
    this.out = out;
  }

  private void member(int number, int type) {
    int step = number - last;
    if (step > 0 && step <= SHORT) {
      out.u8(step << 4 | type);
    } else {
      out.u8(type).signed(number);
    }
    last = number;
  }

  Thrift i32(int number, int value) {
    member(number, I32);
    out.signed(value);
    return this;
  }

  Thrift i64(int number, long value) {
    member(number, I64);
    out.signed(value);
    return this;
  }

  Thrift truth(int number, boolean value) {
    member(number, value ? TRUE : FALSE);
    return this;
  }

  Thrift text(int number, String value) {
    return bytes(number, value.getBytes(StandardCharsets.UTF_8));
  }

  Thrift bytes(int number, byte[] value) {
    member(number, BINARY);
    out.counted(value);
    return this;
  }

  /// Begins a list; its elements follow, each {@link #element} or {@link #begin()} … {@link #end}.
  Thrift list(int number, int type, int size) {
    member(number, LIST);
    if (size < SHORT) {
      out.u8(size << 4 | type);
    } else {
      out.u8(SHORT << 4 | type).number(size);
    }
    return this;
  }

  Thrift element(int value) {
    out.signed(value);
    return this;
  }

  Thrift element(String value) {
    out.counted(value.getBytes(StandardCharsets.UTF_8));
    return this;
  }

  /// Begins a structure that is a member.
  Thrift begin(int number) {
    member(number, STRUCT);
    return begin();
  }

  /// Begins a structure that is an element of a list, or stands alone.
  Thrift begin() {
    outer.push(last);
    last = 0;
    return this;
  }

  /// Ends the structure begun last.
  Thrift end() {
    out.u8(0);
    last = outer.pop();
    return this;
  }

  /// A structure without members.
  Thrift empty(int number) {
    return begin(number).end();
  }
}
