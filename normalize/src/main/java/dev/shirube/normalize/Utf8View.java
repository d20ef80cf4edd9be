// SPDX-License-Identifier: Apache-2.0
package dev.shirube.normalize;

import dev.shirube.event.Event;
import dev.shirube.event.ValueType;
import java.nio.charset.StandardCharsets;

/// The text of one entry as UTF-8 bytes: where it lies in the batch if it is spelled so, else in a
/// buffer of its own. Moved from entry to entry; the batch must not grow while it is read.
final class Utf8View {
  private byte[] scratch = new byte[256];
  private byte[] bytes = scratch;
  private int offset;
  private int length;

  byte[] bytes() {
    return bytes;
  }

  int offset() {
    return offset;
  }

  int length() {
    return length;
  }

  /// Moves the view.
  Utf8View on(Event event, int entry) {
    bytes = event.batch().buffer();
    offset = event.offset(entry);
    length = event.length(entry);
    ValueType type = event.type(entry);
    if (type == ValueType.TEXT_UTF16) {
      narrow(event, entry);
    } else if (type == ValueType.BINARY || type == ValueType.PROCESS_KEY || escaped(type)) {
      take(event.text(entry));
    }
    return this;
  }

  private boolean escaped(ValueType type) {
    if (type != ValueType.TEXT_JSON) {
      return false;
    }
    for (int index = offset; index < offset + length; index++) {
      if (bytes[index] == '\\') {
        return true;
      }
    }
    return false;
  }

  private void narrow(Event event, int entry) {
    int chars = length / 2;
    if (scratch.length < chars) {
      scratch = new byte[Math.max(chars, scratch.length * 2)];
    }
    for (int index = 0; index < chars; index++) {
      byte low = bytes[offset + index * 2];
      if (low < 0 || bytes[offset + index * 2 + 1] != 0) {
        take(event.text(entry));
        return;
      }
      scratch[index] = low;
    }
    bytes = scratch;
    offset = 0;
    length = chars;
  }

  private void take(String text) {
    bytes = text.getBytes(StandardCharsets.UTF_8);
    offset = 0;
    length = bytes.length;
  }

  /// Whether the text contains some folded bytes at a place, ASCII letters without case.
  private boolean at(byte[] folded, int place) {
    for (int index = 0; index < folded.length; index++) {
      if (WordSet.lower(bytes[offset + place + index]) != folded[index]) {
        return false;
      }
    }
    return true;
  }

  boolean startsWith(byte[] folded) {
    return length >= folded.length && at(folded, 0);
  }

  boolean endsWith(byte[] folded) {
    return length >= folded.length && at(folded, length - folded.length);
  }

  boolean contains(byte[] folded) {
    for (int place = 0; place + folded.length <= length; place++) {
      if (at(folded, place)) {
        return true;
      }
    }
    return false;
  }
}
