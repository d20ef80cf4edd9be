// SPDX-License-Identifier: Apache-2.0
package dev.shirube.proc;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Reads what the kernel's proc connector says (linux/cn_proc.h) and writes what asks it to speak.
/// One message is set at a time; bytes that are none are not taken.
final class ProcMessage {
  static final int FORKED = 1;
  static final int STARTED = 2;
  static final int USER_SET = 4;
  static final int TRACED = 0x100;
  static final int ENDED = 0x8000_0000;

  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.nativeOrder());

  private static final int HEAD = 16;
  private static final int CONNECTOR = 20;
  private static final int EVENT = HEAD + CONNECTOR;
  private static final int FACTS = EVENT + 16;
  private static final int DONE = 3;

  private byte[] bytes = {};
  private int length;

  /// What asks the kernel to tell of processes, or to stop.
  static byte[] asking(boolean listen) {
    byte[] message = new byte[EVENT + Integer.BYTES];
    INT.set(message, 0, message.length);
    SHORT.set(message, 4, (short) DONE);
    INT.set(message, HEAD, 1);
    INT.set(message, HEAD + 4, 1);
    SHORT.set(message, HEAD + 16, (short) Integer.BYTES);
    INT.set(message, EVENT, listen ? 1 : 2);
    return message;
  }

  /// Takes the first so many bytes.
  ///
  /// @return whether they are a message of the connector for processes, whatever it tells
  boolean set(byte[] received, int count) {
    bytes = received;
    length = Math.min(count, received.length);
    return length >= FACTS
        && (int) INT.get(bytes, 0) <= length
        && (int) INT.get(bytes, HEAD) == 1
        && (int) INT.get(bytes, HEAD + 4) == 1;
  }

  /// Whether the message tells one of the things named here, and all of it.
  boolean isTold() {
    int needed =
        switch (what()) {
          case FORKED, USER_SET, TRACED, ENDED -> 16;
          case STARTED -> 8;
          default -> Integer.MAX_VALUE - FACTS;
        };
    return FACTS + needed <= length;
  }

  /// What happened.
  int what() {
    return (int) INT.get(bytes, EVENT);
  }

  /// Which processor it happened on.
  int processor() {
    return (int) INT.get(bytes, EVENT + 4);
  }

  /// The number of the message on its processor.
  int sequence() {
    return (int) INT.get(bytes, HEAD + 8);
  }

  /// When it happened, nanoseconds of the clock of {@link System#nanoTime}.
  long nanos() {
    return (long) LONG.get(bytes, EVENT + 8);
  }

  /// A number of what is told: for most, 0 is a thread and 1 its process.
  int number(int index) {
    return (int) INT.get(bytes, FACTS + index * Integer.BYTES);
  }
}
