// SPDX-License-Identifier: Apache-2.0
package dev.shirube.textlogs;

import dev.shirube.containers.Limits;
import dev.shirube.containers.Utf8;
import dev.shirube.event.EntryFlag;
import dev.shirube.event.EventBatch;
import dev.shirube.event.ValueType;

/// A text on its way to becoming values of the last event: the bytes to look at, and where what is
/// found is written. The text is copied into the batch once; its values are spans of that copy.
final class Parts {
  /// The name of the text that a record is about.
  static final String MESSAGE = "message";

  /// Where everything stands for which the limit of fields leaves no name of its own.
  static final String REST = "_rest";

  /// The name of words that belong to no field.
  static final String WORDS = "_text";

  private static final int UNWRITTEN = -1;

  private final EventBatch batch;
  private final String prefix;
  private final int limit;
  private final byte[] text;
  private final int from;
  private final int to;
  private final boolean wellFormed;
  private int base = UNWRITTEN;
  private int element;
  private int count;

  /// A part of some bytes.
  record Text(byte[] bytes, int from, int to) {}

  /// @param prefix put before every name
  Parts(EventBatch batch, Text text, String prefix, Limits limits) {
    this.batch = batch;
    this.prefix = prefix;
    this.limit = limits.fields();
    this.text = text.bytes();
    this.from = text.from();
    this.to = text.to();
    this.wellFormed = Utf8.isValid(this.text, from, to - from);
  }

  byte[] bytes() {
    return text;
  }

  int from() {
    return from;
  }

  int to() {
    return to;
  }

  /// How many values were written.
  int count() {
    return count;
  }

  /// Whether only one more value may be written: the rest belongs into it.
  boolean isFull() {
    return count >= limit - 1;
  }

  /// Offset of the text's copy in the batch.
  int written() {
    if (base == UNWRITTEN) {
      base = batch.appendBytes(text, from, to - from);
    }
    return base;
  }

  /// The ordinal given to the values written from now on, 0 for none.
  void element(int ordinal) {
    element = ordinal;
  }

  /// Writes a part of the text as a value.
  void text(String name, int start, int end) {
    value(name, ValueType.TEXT, start, end);
  }

  /// Writes a part of the text as a whole number if it is one, else as text.
  void number(String name, int start, int end) {
    boolean digits = end > start && Ascii.digitsEnd(text, start, end) == end;
    value(name, digits ? ValueType.INTEGER : ValueType.TEXT, start, end);
  }

  /// Writes a part of the text as a value; a single hyphen means that there is none.
  void textOrNone(String name, int start, int end) {
    if (end == start + 1 && text[start] == '-') {
      none(name);
    } else {
      text(name, start, end);
    }
  }

  int value(String name, ValueType type, int start, int end) {
    int offset = written() + start - from;
    int entry = batch.addSpan(name(name), type, offset, end - start);
    boolean flawed = !wellFormed && !Utf8.isValid(text, start, end - start);
    return finish(entry, flawed ? EntryFlag.UNDECODABLE : 0);
  }

  /// Writes that a field is there without a value.
  void none(String name) {
    finish(batch.addSpan(name(name), ValueType.NULL, written(), 0), 0);
  }

  /// Writes a value whose escapes were resolved.
  void resolved(String name, ValueType type, byte[] value) {
    made(name, type, value, 0);
  }

  /// Writes a value that the text does not spell but means.
  void derived(String name, String value) {
    made(name, ValueType.TEXT, Ascii.bytes(value), EntryFlag.DERIVED);
  }

  /// Writes a value that the text does not spell but means.
  void derived(String name, byte[] value) {
    made(name, ValueType.TEXT, value, EntryFlag.DERIVED);
  }

  private void made(String name, ValueType type, byte[] value, int flags) {
    written();
    int entry = batch.add(name(name), type, value, 0, value.length);
    boolean flawed = type == ValueType.TEXT && !Utf8.isValid(value, 0, value.length);
    finish(entry, flags | (flawed ? EntryFlag.UNDECODABLE : 0));
  }

  /// Writes a part of the text as a value whose parts are written as values of their own too.
  void split(String name, int start, int end) {
    batch.addFlags(value(name, ValueType.TEXT, start, end), EntryFlag.SPLIT);
  }

  /// Writes what the limit of fields left over.
  void rest(int start, int end) {
    if (start < end) {
      batch.addFlags(value(REST, ValueType.TEXT, start, end), EntryFlag.TRUNCATED);
    }
  }

  private int name(String name) {
    return batch.names().intern(prefix.isEmpty() ? name : prefix + name);
  }

  private int finish(int entry, int flags) {
    count++;
    if (flags != 0) {
      batch.addFlags(entry, flags);
    }
    if (element != 0) {
      batch.setElement(entry, element);
    }
    return entry;
  }
}
