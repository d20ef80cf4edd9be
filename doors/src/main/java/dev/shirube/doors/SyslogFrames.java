// SPDX-License-Identifier: Apache-2.0
package dev.shirube.doors;

import dev.shirube.gateway.Envelope;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.function.Consumer;

/// Cuts a stream of syslog into messages, guessing for each how it is framed (RFC 6587): a number,
/// a space and the &lt; of a priority announce a message of so many bytes; anything else ends with
/// a line. Of a message that is too long the head is kept and the rest passed over. Memory follows
/// what came, never what was announced.
final class SyslogFrames {
  private static final int COUNT_DIGITS = 7;

  private final int limit;
  private final ByteArrayOutputStream message = new ByteArrayOutputStream();
  private State state = State.BEGIN;
  private int announced;
  private boolean cut;

  private enum State {
    BEGIN,
    /// Digits that may be a count.
    DIGITS,
    /// The space behind them; a priority must follow.
    SPACE,
    COUNTED,
    LINE
  }

  /// @param limit the longest message, in bytes
  SyslogFrames(int limit) {
    this.limit = limit;
  }

  /// Whether a message has begun and not ended.
  boolean isWithin() {
    return state != State.BEGIN;
  }

  /// Takes what came.
  void feed(byte[] bytes, int length, Consumer<Envelope.RawRecord> records) {
    int at = 0;
    while (at < length) {
      at =
          switch (state) {
            case BEGIN -> begin(bytes, at);
            case DIGITS -> digits(bytes, at);
            case SPACE -> space(bytes, at);
            case COUNTED -> counted(bytes, at, length, records);
            case LINE -> line(bytes, at, length, records);
          };
    }
  }

  private int begin(byte[] bytes, int at) {
    byte octet = bytes[at];
    if (octet == '\n' || octet == '\r' || octet == 0) {
      return at + 1;
    }
    message.reset();
    cut = false;
    announced = 0;
    state = octet >= '1' && octet <= '9' ? State.DIGITS : State.LINE;
    return at;
  }

  private int digits(byte[] bytes, int at) {
    byte octet = bytes[at];
    if (octet >= '0' && octet <= '9' && message.size() < COUNT_DIGITS) {
      announced = announced * 10 + octet - '0';
      message.write(octet);
      return at + 1;
    }
    if (octet == ' ') {
      message.write(octet);
      state = State.SPACE;
      return at + 1;
    }
    state = State.LINE;
    return at;
  }

  private int space(byte[] bytes, int at) {
    if (bytes[at] == '<') {
      message.reset();
      state = State.COUNTED;
    } else {
      // It was no count but the beginning of a line, such as a year.
      state = State.LINE;
    }
    return at;
  }

  private int counted(byte[] bytes, int at, int length, Consumer<Envelope.RawRecord> records) {
    int take = Math.min(announced, length - at);
    keep(bytes, at, take);
    announced -= take;
    if (announced == 0) {
      emit(records);
    }
    return at + take;
  }

  private int line(byte[] bytes, int at, int length, Consumer<Envelope.RawRecord> records) {
    int end = at;
    while (end < length && bytes[end] != '\n') {
      end++;
    }
    keep(bytes, at, end - at);
    if (end < length) {
      emit(records);
      return end + 1;
    }
    return end;
  }

  private void keep(byte[] bytes, int at, int count) {
    int room = Math.min(count, limit - message.size());
    message.write(bytes, at, room);
    cut |= room < count;
  }

  private void emit(Consumer<Envelope.RawRecord> records) {
    state = State.BEGIN;
    byte[] bytes = trimmed(message.toByteArray());
    message.reset();
    if (bytes.length > 0) {
      records.accept(new Envelope.RawRecord(bytes, "", "", cut));
    }
  }

  /// A message without what some senders put at its end: line ends and zeros.
  static byte[] trimmed(byte[] bytes) {
    int end = bytes.length;
    while (end > 0 && (bytes[end - 1] == '\n' || bytes[end - 1] == '\r' || bytes[end - 1] == 0)) {
      end--;
    }
    return end == bytes.length ? bytes : Arrays.copyOf(bytes, end);
  }

  /// The stream has ended: what has begun is a message too; one of a count that was not reached is
  /// marked as cut.
  void end(Consumer<Envelope.RawRecord> records) {
    if (state != State.BEGIN) {
      cut |= state == State.COUNTED;
      emit(records);
    }
  }
}
