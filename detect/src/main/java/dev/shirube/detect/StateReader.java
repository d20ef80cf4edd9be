// SPDX-License-Identifier: Apache-2.0
package dev.shirube.detect;

import dev.shirube.event.Digests;
import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.EventClass;
import dev.shirube.event.EventId;
import dev.shirube.event.FieldCatalogue;
import dev.shirube.event.FieldNames;
import dev.shirube.event.TenantId;
import dev.shirube.event.TimeSource;
import dev.shirube.event.ValueType;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads the state of correlations as {@link StateWriter} writes it. Everything that cannot be is
/// {@link Damaged}, the end of the file, or an illegal argument of the types it is made of.
final class StateReader {
  private static final int DIGEST = 32;
  private static final byte[] MISSING = {};
  private static final int LONGEST = 1 << 30;

  /// The file cannot be what was written.
  static final class Damaged extends IOException {
    Damaged(String what) {
      super(what);
    }
  }

  /// The file is of a newer version of the product, or encrypted.
  static final class Newer extends IOException {}

  private final InputStream in;
  private final MessageDigest digest = Digests.sha256();
  private final DataInputStream data;
  private final List<String> names = new ArrayList<>();
  private final List<Sign.Sighting> sightings = new ArrayList<>();
  private final FieldNames fields = new FieldNames();
  private final Map<TenantId, EventBatch> batches = new HashMap<>();

  StateReader(InputStream in) throws IOException {
    this.in = in instanceof BufferedInputStream ? in : new BufferedInputStream(in);
    data = new DataInputStream(new DigestInputStream(this.in, digest));
    if (!Arrays.equals(data.readNBytes(StateWriter.MAGIC.length), StateWriter.MAGIC)) {
      throw new Damaged("magic");
    }
    int format = count();
    int catalogue = count();
    int key = count();
    if (format > StateWriter.FORMAT || catalogue > FieldCatalogue.builtIn().version() || key != 0) {
      throw new Newer();
    }
  }

  long number() throws IOException {
    return data.readLong();
  }

  int count() throws IOException {
    int count = data.readInt();
    if (count < 0) {
      throw new Damaged("count");
    }
    return count;
  }

  private byte[] bytes(int length) throws IOException {
    byte[] bytes = length > LONGEST ? new byte[0] : data.readNBytes(length);
    if (bytes.length != length) {
      throw new EOFException();
    }
    return bytes;
  }

  /// How far the sources had come.
  void watermark(EventTime.Watermark watermark) throws IOException {
    watermark.tell(number());
    for (int left = count(); left > 0; left--) {
      watermark.restore(text(), number());
    }
  }

  String text() throws IOException {
    int length = count();
    if (length > LONGEST / 2) {
      throw new Damaged("text");
    }
    byte[] bytes = bytes(length * 2);
    char[] chars = new char[length];
    for (int index = 0; index < length; index++) {
      chars[index] = (char) ((bytes[2 * index] << 8) | (bytes[2 * index + 1] & 0xff));
    }
    return new String(chars);
  }

  String name() throws IOException {
    int number = data.readInt();
    if (number == -1) {
      names.add(text());
      return names.getLast();
    }
    return known(names, number);
  }

  private static <T> T known(List<T> all, int number) throws Damaged {
    if (number < 0 || number >= all.size()) {
      throw new Damaged("reference");
    }
    return all.get(number);
  }

  TenantId tenant() throws IOException {
    return new TenantId(name());
  }

  Sign sign() throws IOException {
    TenantId tenant = tenant();
    long nanos = number();
    long count = number();
    Map<String, List<String>> values = values();
    List<Sign.Sighting> members = new ArrayList<>();
    for (int left = count(); left > 0; left--) {
      members.add(sighting());
    }
    if (members.isEmpty() || members.size() > Finding.KEPT_EVENTS) {
      throw new Damaged("members");
    }
    return new Sign(tenant, nanos, members, count, values);
  }

  private Map<String, List<String>> values() throws IOException {
    Map<String, List<String>> values = new HashMap<>();
    for (int left = count(); left > 0; left--) {
      String name = name();
      List<String> texts = new ArrayList<>();
      for (int more = count(); more > 0; more--) {
        texts.add(text());
      }
      values.put(name, List.copyOf(texts));
    }
    return values;
  }

  Sign.Sighting sighting() throws IOException {
    int number = data.readInt();
    if (number != -1) {
      return known(sightings, number);
    }
    TenantId tenant = tenant();
    long nanos = number();
    EventId id = new EventId(number(), number());
    Map<String, List<String>> values = values();
    Event copy = data.readBoolean() ? event(tenant) : null;
    sightings.add(new Sign.Sighting(tenant, nanos, id, values, copy));
    return sightings.getLast();
  }

  private Event event(TenantId tenant) throws IOException {
    EventBatch batch = batches.computeIfAbsent(tenant, each -> new EventBatch(each, fields));
    batch.clear();
    batch.beginEvent();
    batch.setTime(0, number(), constant(TimeSource.class), count());
    batch.setReceived(0, number());
    batch.setClass(0, EventClass.of(count()), count());
    batch.setSource(0, fields.intern(name()));
    batch.setInput(0, fields.intern(name()));
    batch.setPosition(0, number());
    batch.setId(0, new EventId(number(), number()));
    byte[] record = bytes(count());
    if (record.length > 0) {
      batch.setRecord(0, batch.appendBytes(record, 0, record.length), record.length);
    }
    for (int left = count(); left > 0; left--) {
      entry(batch);
    }
    return new Event().on(batch, 0).keep();
  }

  private void entry(EventBatch batch) throws IOException {
    int field = count();
    int name = fields.intern(name());
    ValueType type = constant(ValueType.class);
    int flags = count();
    int element = count();
    byte[] value = bytes(count());
    if (field > FieldCatalogue.builtIn().version() || flags > 0xffffff) {
      throw new Damaged("entry");
    }
    int entry = batch.add(name, type, value, 0, value.length);
    batch.setField(entry, field);
    batch.addFlags(entry, flags);
    batch.setElement(entry, element);
  }

  private <E extends Enum<E>> E constant(Class<E> type) throws IOException {
    return Enum.valueOf(type, name());
  }

  /// All that a correlation kept in mind.
  ///
  /// @param own the correlation of that id; null if there is none
  /// @return whether it goes on from there: it is the same as it was
  boolean correlator(@Nullable LiveCorrelator own, GroupTable table) throws IOException {
    boolean same = Arrays.equals(bytes(LiveCorrelator.NAME), own == null ? MISSING : own.name());
    LiveCorrelator live = same ? own : null;
    long done = number();
    for (int left = count(); left > 0; left--) {
      int reference = count();
      Sign sign = sign();
      if (live != null && reference >= live.references()) {
        throw new Damaged("reference");
      }
      if (live != null) {
        live.inputs().add(new LiveCorrelator.Input(sign, reference));
      }
    }
    groups(live, table);
    if (live != null) {
      live.goOn(done);
    }
    return same;
  }

  private void groups(@Nullable LiveCorrelator live, GroupTable table) throws IOException {
    for (int lots = count(); lots > 0; lots--) {
      TenantId tenant = tenant();
      for (int left = count(); left > 0; left--) {
        group(live, tenant, table);
      }
    }
  }

  private void group(@Nullable LiveCorrelator live, TenantId tenant, GroupTable table)
      throws IOException {
    long first = number();
    long second = number();
    long reported = number();
    int count = count();
    if (table.find(first, second) != 0 || (count == 0 && reported == GroupTable.NEVER)) {
      throw new Damaged("group");
    }
    Groups groups = live == null ? null : live.groups();
    int slot = groups == null ? 0 : groups.open(tenant, first, second, reported);
    for (; count > 0; count--) {
      MemberCells.Member member = new MemberCells.Member();
      member.time = number();
      member.idHigh = number();
      member.idLow = number();
      member.continued = data.readBoolean();
      String large = data.readBoolean() ? text() : "";
      member.value =
          large.isEmpty()
              ? number()
              : live == null ? 0 : live.amounts().spell(new BigDecimal(large));
      Sign kept = data.readBoolean() ? sign() : null;
      if (groups != null) {
        groups.restore(groups.lot(tenant), slot, member, kept);
      }
    }
    if (groups != null) {
      groups.lot(tenant).wheel.add(slot);
    }
  }

  /// Ends the reading: everything was as it was written.
  void end() throws IOException {
    byte[] own = digest.digest();
    if (!Arrays.equals(own, in.readNBytes(DIGEST)) || in.read() >= 0) {
      throw new Damaged("digest");
    }
  }
}
