// SPDX-License-Identifier: Apache-2.0
package dev.shirube.documents;

import dev.shirube.event.EventBatch;
import dev.shirube.event.ValueText;
import dev.shirube.event.ValueType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The fields of an object that wraps an array of records: each is repeated on every record. Nested
/// ones are kept as their JSON text.
final class JsonEnvelope {
  private static final int MAX_FIELDS = 100;
  private static final int MAX_BYTES = 1 << 16;

  private final List<Carried> carried = new ArrayList<>();
  private int size;
  private boolean complete;

  private record Carried(String name, ValueType type, byte[] value) {}

  /// Collects the fields of the object at a position.
  ///
  /// @param array where the array of records opens; it is passed over
  void collect(byte[] bytes, int from, int to, int array) {
    JsonCursor cursor = new JsonCursor();
    cursor.on(bytes, from + 1, to);
    boolean more = true;
    while (more) {
      int next = cursor.space();
      complete = next == '}';
      more = next == '"' && member(cursor, array);
      if (more && cursor.space() == ',') {
        cursor.at++;
      }
    }
  }

  private boolean member(JsonCursor cursor, int array) {
    if (cursor.string() != JsonCursor.Outcome.DONE) {
      return false;
    }
    int length = cursor.end - cursor.start;
    ValueType keyType = cursor.escaped ? ValueType.TEXT_JSON : ValueType.TEXT;
    String name = ValueText.of(keyType, cursor.bytes, cursor.start, length);
    if (cursor.space() != ':') {
      return false;
    }
    cursor.at++;
    int first = cursor.space();
    int start = cursor.at;
    if (first < 0 || cursor.skip() != JsonCursor.Outcome.DONE) {
      return false;
    }
    if (start != array) {
      boolean nested = first == '{' || first == '[';
      int from = nested ? start : cursor.start;
      int end = nested ? cursor.at : cursor.end;
      keep(
          name, nested ? ValueType.TEXT : cursor.type, Arrays.copyOfRange(cursor.bytes, from, end));
    }
    return true;
  }

  private void keep(String name, ValueType type, byte[] value) {
    if (carried.size() < MAX_FIELDS && size + value.length <= MAX_BYTES) {
      carried.add(new Carried(name, type, type == ValueType.NULL ? new byte[0] : value));
      size += value.length;
    } else {
      left++;
    }
  }

  private int left;

  /// Whether the object was seen to its end, so that no field stands behind the array unread.
  boolean complete() {
    return complete;
  }

  /// How many fields were too many or too large to be repeated.
  int left() {
    return left;
  }

  /// Adds the fields to the last event of a batch.
  void addTo(EventBatch batch) {
    for (Carried field : carried) {
      int name = batch.names().intern(field.name);
      batch.add(name, field.type, field.value, 0, field.value.length);
    }
  }
}
