// SPDX-License-Identifier: Apache-2.0
package dev.shirube.sensor;

import dev.shirube.event.EntryFlag;
import dev.shirube.event.EventBatch;
import dev.shirube.event.EventClass;
import dev.shirube.event.FieldCatalogue;
import dev.shirube.event.FieldNames;
import dev.shirube.event.ProcessKey;
import dev.shirube.event.TimeSource;
import dev.shirube.event.ValueType;
import java.nio.charset.StandardCharsets;

/// Writes events into a batch in the catalogue's words, one value after another, without an object
/// for any of them. Every event tells its host by itself.
public final class SensorEvent {
  /// The number of a field of the catalogue; for constants.
  public static int field(String path) {
    return FieldCatalogue.require(path).id();
  }

  private static final int HOST_NAME = field("device.hostname");
  private static final int HOST_ID = field("device.uid");
  private static final int SYSTEM = field("device.os.type");
  private static final int LONGEST_NUMBER = 20;
  private static final byte[] TRUE = "true".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] FALSE = "false".getBytes(StandardCharsets.US_ASCII);

  private final EventBatch batch;
  private final byte[] hostName;
  private final byte[] hostId;
  private final byte[] system = "linux".getBytes(StandardCharsets.US_ASCII);
  private final byte[] digits = new byte[LONGEST_NUMBER];
  private final int source;
  private boolean cut;

  /// A writer of one sensor's events.
  ///
  /// @param sensor the sensor's name; every event's source is shirube.agent.NAME
  public SensorEvent(EventBatch batch, HostIdentity host, String sensor) {
    this.batch = batch;
    hostName = host.name().getBytes(StandardCharsets.UTF_8);
    hostId = host.id().getBytes(StandardCharsets.UTF_8);
    source = batch.names().intern("shirube.agent." + sensor);
  }

  /// The batch that is written into.
  public EventBatch batch() {
    return batch;
  }

  /// Begins an event after the last one.
  ///
  /// @param activity OCSF's activity_id of the class
  /// @param nanos when it happened, nanoseconds since 1970 UTC
  public SensorEvent begin(EventClass eventClass, int activity, long nanos) {
    int event = batch.beginEvent();
    batch.setClass(event, eventClass, activity);
    batch.setTime(event, nanos, TimeSource.SENSOR, 0);
    batch.setSource(event, source);
    cut = false;
    put(HOST_NAME, hostName, 0, hostName.length);
    put(HOST_ID, hostId, 0, hostId.length);
    return put(SYSTEM, system, 0, system.length);
  }

  /// Takes back the event begun last.
  public void drop() {
    batch.dropLastEvent();
  }

  /// Whether a value of the event begun last was cut.
  public boolean wasCut() {
    return cut;
  }

  /// Adds a text; nothing if it is empty.
  public SensorEvent put(int field, String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    return put(field, utf8, 0, utf8.length);
  }

  /// Adds a text of a field given by its path; nothing if it is empty.
  public SensorEvent put(String path, String value) {
    return put(field(path), value);
  }

  /// Adds a text given in UTF-8, or in whatever bytes the kernel had; nothing if it is empty.
  public SensorEvent put(int field, byte[] bytes, int offset, int length) {
    if (length > 0) {
      int at = batch.appendBytes(bytes, offset, length);
      entry(field, ValueType.TEXT, at, length);
    }
    return this;
  }

  /// Adds a text that was cut at its end.
  public SensorEvent putCut(int field, byte[] bytes, int offset, int length) {
    int at = batch.appendBytes(bytes, offset, length);
    batch.addFlags(entry(field, ValueType.TEXT, at, length), EntryFlag.TRUNCATED);
    cut = true;
    return this;
  }

  /// Adds one text of several under the same field; an empty one, too.
  ///
  /// @param element which of them it is, 1 for the first
  /// @return its entry
  public int putElement(int field, int element, byte[] bytes, int offset, int length) {
    int at = batch.appendBytes(bytes, offset, length);
    int entry = entry(field, ValueType.TEXT, at, length);
    batch.setElement(entry, element);
    return entry;
  }

  /// Tells that the end of a text is missing.
  ///
  /// @param entry of the event begun last
  public void cut(int entry) {
    batch.addFlags(entry, EntryFlag.TRUNCATED);
    cut = true;
  }

  /// Adds a whole number.
  public SensorEvent put(int field, long value) {
    return number(field, ValueType.INTEGER, value);
  }

  /// Adds a time.
  ///
  /// @param nanos nanoseconds since 1970 UTC
  public SensorEvent putTime(int field, long nanos) {
    return number(field, ValueType.TIME, nanos);
  }

  /// Adds a truth value.
  public SensorEvent put(int field, boolean value) {
    byte[] word = value ? TRUE : FALSE;
    int at = batch.appendBytes(word, 0, word.length);
    entry(field, ValueType.BOOLEAN, at, word.length);
    return this;
  }

  /// Adds the key of a process.
  public SensorEvent put(int field, ProcessKey key) {
    int at = batch.reserve(ProcessKey.BYTES);
    byte[] buffer = batch.buffer();
    for (int index = 0; index < Long.BYTES; index++) {
      int shift = Long.SIZE - Byte.SIZE * (index + 1);
      buffer[at + index] = (byte) (key.high() >>> shift);
      buffer[at + Long.BYTES + index] = (byte) (key.low() >>> shift);
    }
    batch.commit(ProcessKey.BYTES);
    entry(field, ValueType.PROCESS_KEY, at, ProcessKey.BYTES);
    return this;
  }

  private SensorEvent number(int field, ValueType type, long value) {
    int from = LONGEST_NUMBER;
    long rest = value;
    do {
      digits[--from] = (byte) ('0' + Math.abs(rest % 10));
      rest /= 10;
    } while (rest != 0);
    if (value < 0) {
      digits[--from] = '-';
    }
    int at = batch.appendBytes(digits, from, LONGEST_NUMBER - from);
    entry(field, type, at, LONGEST_NUMBER - from);
    return this;
  }

  private int entry(int field, ValueType type, int at, int length) {
    int entry = batch.addSpan(FieldNames.NONE, type, at, length);
    batch.setField(entry, field);
    return entry;
  }
}
