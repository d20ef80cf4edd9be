// SPDX-License-Identifier: Apache-2.0
package dev.shirube.doors;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/// Cuts a stream into the frames of RELP: transaction number, space, command, space, length, then,
/// unless it is 0, a space and so many bytes, and a line end. Of data that is too long the head is
/// kept. Memory follows what came, never what was announced.
final class RelpFrames {
  private static final int DIGITS = 9;
  private static final int COMMAND = 32;

  private final int limit;
  private final ByteArrayOutputStream data = new ByteArrayOutputStream();
  private final StringBuilder command = new StringBuilder();
  private State state = State.NUMBER;
  private int number;
  private int digits;
  private int left;
  private boolean cut;

  private enum State {
    NUMBER,
    COMMAND,
    LENGTH,
    DATA,
    END
  }

  /// A frame.
  ///
  /// @param cut whether the end of the data was passed over
  record Frame(int number, String command, byte[] data, boolean cut) {
    /// The frame of an answer.
    static byte[] of(int number, String command, String text) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      String head = number + " " + command + " " + bytes.length;
      return (head + (bytes.length > 0 ? " " + text : "") + "\n").getBytes(StandardCharsets.UTF_8);
    }
  }

  /// @param limit the longest data, in bytes
  RelpFrames(int limit) {
    this.limit = limit;
  }

  /// Whether a frame has begun and not ended.
  boolean isWithin() {
    return state != State.NUMBER || digits > 0;
  }

  /// Takes what came.
  ///
  /// @throws IOException when it is no RELP; the rest of the stream cannot be understood
  void feed(byte[] bytes, int length, Consumer<Frame> frames) throws IOException {
    int at = 0;
    while (at < length) {
      if (state == State.DATA) {
        at += data(bytes, at, length);
      } else {
        head(bytes[at], frames);
        at++;
      }
    }
  }

  private int data(byte[] bytes, int at, int length) {
    int take = Math.min(left, length - at);
    int room = Math.min(take, limit - data.size());
    data.write(bytes, at, room);
    cut |= room < take;
    left -= take;
    if (left == 0) {
      state = State.END;
    }
    return take;
  }

  private void head(byte octet, Consumer<Frame> frames) throws IOException {
    switch (state) {
      case NUMBER -> number(octet);
      case COMMAND -> command(octet);
      case LENGTH -> length(octet, frames);
      case END -> {
        if (octet != '\n') {
          throw new IOException("relp: no line end behind the data");
        }
        emit(frames);
      }
      case DATA -> throw new IllegalStateException("data is taken in pieces");
    }
  }

  private void number(byte octet) throws IOException {
    if (octet == ' ' && digits > 0) {
      state = State.COMMAND;
    } else {
      number = number * 10 + digit(octet);
    }
  }

  private int digit(byte octet) throws IOException {
    if (octet < '0' || octet > '9' || ++digits > DIGITS) {
      throw new IOException("relp: no number");
    }
    return octet - '0';
  }

  private void command(byte octet) throws IOException {
    boolean letter = (octet >= 'a' && octet <= 'z') || (octet >= 'A' && octet <= 'Z');
    if (letter && command.length() < COMMAND) {
      command.append((char) octet);
    } else if (octet == ' ' && !command.isEmpty()) {
      state = State.LENGTH;
      digits = 0;
    } else {
      throw new IOException("relp: no command");
    }
  }

  private void length(byte octet, Consumer<Frame> frames) throws IOException {
    if (octet == ' ' && digits > 0) {
      state = left > 0 ? State.DATA : State.END;
    } else if (octet == '\n' && digits > 0 && left == 0) {
      emit(frames);
    } else {
      left = left * 10 + digit(octet);
    }
  }

  private void emit(Consumer<Frame> frames) {
    Frame frame = new Frame(number, command.toString(), data.toByteArray(), cut);
    state = State.NUMBER;
    number = 0;
    digits = 0;
    left = 0;
    cut = false;
    command.setLength(0);
    data.reset();
    frames.accept(frame);
  }
}
