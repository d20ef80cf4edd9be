// SPDX-License-Identifier: Apache-2.0
package dev.shirube.event;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Some events as one buffer of bytes and one tape of where each value lies in it. Readers append,
/// normalizing adds to the event appended last, and everything after reads through {@link Event}.
/// No object exists per event or per value.
///
/// A tape entry is {@value #STRIDE} numbers: the catalogue field (0 while the value is only raw),
/// the source's own name for it, offset, length, type with flags, the ordinal of the innermost
/// array element it came from (0 outside arrays), and the name that its reader gave it, which
/// renaming leaves alone. A batch belongs to one tenant and one thread at a time: to go on in
/// another thread, events are {@link #handOver handed over}. Threads that share out the events of a
/// batch among them, each reading its own, may read it at the same time.
public final class EventBatch {
  static final int STRIDE = 7;
  static final int HEADER = 11;

  private static final int FIRST_EVENTS = 64;
  private static final int MAX_BYTES = 1 << 30;

  private TenantId tenant;
  private FieldNames names;
  private byte[] bytes;
  private int used;
  private int[] tape;
  private int tapeUsed;
  private int[] start;
  private long[] header;
  private int count;
  private FieldNames.@Nullable Translation translation;

  public EventBatch(TenantId tenant, FieldNames names) {
    this(tenant, names, FIRST_EVENTS, 1 << 10);
  }

  private EventBatch(TenantId tenant, FieldNames names, int events, int tapeLength) {
    this.tenant = tenant;
    this.names = names;
    bytes = new byte[tapeLength * 16];
    tape = new int[tapeLength];
    start = new int[events];
    header = new long[events * HEADER];
  }

  public TenantId tenant() {
    return tenant;
  }

  /// The dictionary of source names that this batch's entries use.
  public FieldNames names() {
    return names;
  }

  /// How many events the batch holds.
  public int count() {
    return count;
  }

  /// How many bytes of values the batch holds: the measure of whether it is full enough.
  public int sizeBytes() {
    return used;
  }

  /// Forgets all events; the memory stays.
  public void clear() {
    used = 0;
    tapeUsed = 0;
    count = 0;
  }

  /// Hands all events over to another batch, for the thread that batch belongs to from then on.
  /// This one is empty then, and goes on with the other's memory and the same names. What the other
  /// held is gone.
  public void handOver(EventBatch to) {
    byte[] ownBytes = bytes;
    int[] ownTape = tape;
    int[] ownStart = start;
    long[] ownHeader = header;
    bytes = to.bytes;
    tape = to.tape;
    start = to.start;
    header = to.header;
    to.bytes = ownBytes;
    to.tape = ownTape;
    to.start = ownStart;
    to.header = ownHeader;
    to.tenant = tenant;
    to.names = names;
    to.translation = null;
    to.used = used;
    to.tapeUsed = tapeUsed;
    to.count = count;
    clear();
  }

  /// Begins a new event after the last one. Its time is 0 and its class BASE_EVENT until told.
  ///
  /// @return the index of the event
  public int beginEvent() {
    if (count == start.length) {
      start = Arrays.copyOf(start, count * 2);
      header = Arrays.copyOf(header, count * 2 * HEADER);
    }
    start[count] = tapeUsed;
    Arrays.fill(header, count * HEADER, (count + 1) * HEADER, 0);
    return count++;
  }

  /// Takes back the event begun last, as if it had never been begun.
  public void dropLastEvent() {
    count--;
    tapeUsed = start[count];
  }

  /// Appends bytes to the buffer without making a value of them.
  ///
  /// @return their offset
  public int appendBytes(byte[] source, int offset, int length) {
    int at = reserve(length);
    System.arraycopy(source, offset, bytes, at, length);
    used += length;
    return at;
  }

  /// Makes room for so many bytes at the end of the buffer and returns their offset; what is
  /// written there counts once {@link #commit} is called.
  public int reserve(int length) {
    if (length > bytes.length - used) {
      long wanted = Math.max((long) used + length, Math.min(2L * bytes.length, MAX_BYTES));
      if (wanted > MAX_BYTES) {
        throw new IllegalStateException("a batch cannot hold more than " + MAX_BYTES + " bytes");
      }
      bytes = Arrays.copyOf(bytes, (int) wanted);
    }
    return used;
  }

  /// Counts bytes that were written at the offset {@link #reserve} gave.
  public void commit(int length) {
    used += length;
  }

  /// The buffer itself; replaced when it grows, so never keep it over an append.
  public byte[] buffer() {
    return bytes;
  }

  /// Adds a value of the last event whose bytes lie in the buffer already.
  ///
  /// @param name the source's name, from {@link #names()}
  /// @return the index of the entry within its event
  public int addSpan(int name, ValueType type, int offset, int length) {
    if (tapeUsed + STRIDE > tape.length) {
      tape = Arrays.copyOf(tape, tape.length * 2);
    }
    int at = tapeUsed;
    tape[at] = 0;
    tape[at + 1] = name;
    tape[at + 2] = offset;
    tape[at + 3] = length;
    tape[at + 4] = type.ordinal();
    tape[at + 5] = 0;
    tape[at + 6] = name;
    tapeUsed += STRIDE;
    return (at - start[count - 1]) / STRIDE;
  }

  /// Adds a value of the last event and copies its bytes.
  public int add(int name, ValueType type, byte[] source, int offset, int length) {
    int at = appendBytes(source, offset, length);
    return addSpan(name, type, at, length);
  }

  /// Adds a text value of the last event.
  public int addText(int name, String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    return add(name, ValueType.TEXT, utf8, 0, utf8.length);
  }

  /// Gives an entry of the last event its catalogue field.
  public void setField(int entry, int fieldId) {
    tape[lastEventEntry(entry)] = fieldId;
  }

  /// Renames an entry of the last event.
  public void setName(int entry, int name) {
    tape[lastEventEntry(entry) + 1] = name;
  }

  /// Gives an entry of the last event another span of the buffer: for a value whose end is known
  /// only after its parts were added.
  public void setSpan(int entry, int offset, int length) {
    int at = lastEventEntry(entry);
    tape[at + 2] = offset;
    tape[at + 3] = length;
  }

  /// Adds {@link EntryFlag} bits to an entry of the last event.
  public void addFlags(int entry, int flags) {
    tape[lastEventEntry(entry) + 4] |= flags << 8;
  }

  /// Gives an entry of the last event the name its reader gave it, where another was set since.
  public void setReaderName(int entry, int name) {
    tape[lastEventEntry(entry) + 6] = name;
  }

  /// Tells from which array element (1 is the first) an entry of the last event came.
  public void setElement(int entry, int element) {
    tape[lastEventEntry(entry) + 5] = element;
  }

  private int lastEventEntry(int entry) {
    return start[count - 1]
        + Objects.checkIndex(entry, (tapeUsed - start[count - 1]) / STRIDE) * STRIDE;
  }

  /// Sets when an event happened.
  ///
  /// @param nanos nanoseconds since 1970 UTC
  /// @param flags {@link TimeFlag} bits
  public void setTime(int event, long nanos, TimeSource source, int flags) {
    header[event * HEADER] = nanos;
    header[event * HEADER + 1] = source.ordinal() | flags << 8;
  }

  /// Sets when the event was received, in nanoseconds since 1970 UTC.
  public void setReceived(int event, long nanos) {
    header[event * HEADER + 2] = nanos;
  }

  /// Sets what happened.
  ///
  /// @param activity OCSF's activity_id of that class, 0 if unknown
  public void setClass(int event, EventClass eventClass, int activity) {
    header[event * HEADER + 3] = eventClass.ordinal() | (long) activity << 32;
  }

  /// Sets which source description the event was read by: a name from {@link #names()}.
  public void setSource(int event, int name) {
    header[event * HEADER + 4] = name;
  }

  /// Sets where in its input the record stood: a record number, or the ordinal of a line. What came
  /// through a door has its place in the journal: larger than that of all that came before.
  public void setPosition(int event, long position) {
    header[event * HEADER + 5] = position;
  }

  /// Sets the identity given on arrival.
  public void setId(int event, EventId id) {
    header[event * HEADER + 6] = id.high();
    header[event * HEADER + 7] = id.low();
    header[event * HEADER + 10] = 0;
  }

  /// Fixes the identity of an imported event as {@link #importedId} would give it now. It is worked
  /// out when somebody first asks for it: few do, and the digest costs more than reading.
  ///
  /// @param source what the record was read as: a name from {@link #names()}
  public void identify(int event, int source) {
    int entries = (tapeEnd(event) - start[event]) / STRIDE;
    header[event * HEADER + 10] = ((entries + 1L) << 32) | source;
  }

  /// The identity of an event; zeros if none was given.
  EventId id(int event) {
    long pending = header(event, 10);
    if (pending != 0) {
      int end = start[event] + ((int) (pending >>> 32) - 1) * STRIDE;
      setId(event, digest(event, end, names.text((int) pending)));
    }
    return new EventId(header(event, 6), header(event, 7));
  }

  /// Sets which input the record came from, as people find it: a name from {@link #names()}.
  public void setInput(int event, int name) {
    header[event * HEADER + 9] = name;
  }

  /// Tells where in the buffer the record stands as it was read, if the reader kept it.
  public void setRecord(int event, int offset, int length) {
    header[event * HEADER + 8] = (long) offset << 32 | length;
  }

  long header(int event, int column) {
    return header[event * HEADER + column];
  }

  int[] tape() {
    return tape;
  }

  int tapeStart(int event) {
    return start[event];
  }

  int tapeEnd(int event) {
    return event + 1 < count ? start[event + 1] : tapeUsed;
  }

  /// A batch of its own with all these events, to be kept when this one is cleared. It shares the
  /// dictionary of names: no other thread may append to it.
  public EventBatch copy() {
    for (int event = 0; event < count; event++) {
      EventId _ = id(event);
    }
    EventBatch copy = new EventBatch(tenant, names, 1, STRIDE);
    copy.bytes = Arrays.copyOf(bytes, Math.max(1, used));
    copy.tape = Arrays.copyOf(tape, Math.max(STRIDE, tapeUsed));
    copy.start = Arrays.copyOf(start, Math.max(1, count));
    copy.header = Arrays.copyOf(header, Math.max(1, count) * HEADER);
    copy.used = used;
    copy.tapeUsed = tapeUsed;
    copy.count = count;
    return copy;
  }

  /// A batch of its own with nothing but this event, to be kept when the batch is cleared.
  public EventBatch extract(int event) {
    EventBatch single = new EventBatch(tenant, names, 1, tapeEnd(event) - start[event] + STRIDE);
    single.append(this, event);
    return single;
  }

  /// Appends a copy of an event of a batch of the same tenant, with everything it has: its entries
  /// in their order, its head, its identity, and its record if that was kept.
  ///
  /// @return the index of the event
  public int append(EventBatch from, int event) {
    if (!from.tenant.equals(tenant)) {
      throw new IllegalArgumentException("an event of " + from.tenant + " is none of " + tenant);
    }
    FieldNames.Translation known = FieldNames.Translation.of(translation, from.names, names);
    translation = known;
    EventId id = from.id(event);
    int copy = beginEvent();
    System.arraycopy(from.header, event * HEADER, header, copy * HEADER, HEADER);
    setId(copy, id);
    setSource(copy, known.name((int) from.header(event, 4)));
    setInput(copy, known.name((int) from.header(event, 9)));
    for (int at = from.start[event]; at < from.tapeEnd(event); at += STRIDE) {
      addSpan(known.name(from.tape[at + 1]), ValueType.NULL, used, from.tape[at + 3]);
      appendBytes(from.bytes, from.tape[at + 2], from.tape[at + 3]);
      int entry = tapeUsed - STRIDE;
      tape[entry] = from.tape[at];
      tape[entry + 4] = from.tape[at + 4];
      tape[entry + 5] = from.tape[at + 5];
      tape[entry + 6] = known.name(from.tape[at + 6]);
    }
    int length = (int) from.header(event, 8);
    if (length != 0) {
      setRecord(
          copy, appendBytes(from.bytes, (int) (from.header(event, 8) >>> 32), length), length);
    }
    return copy;
  }

  /// The identity of an imported event: from tenant, source, position and content (the names, types
  /// and bytes of all values). The same record read again gives the same id.
  ///
  /// @param source what the records were read as, such as evtx; not where the file lay
  public EventId importedId(int event, String source) {
    return digest(event, tapeEnd(event), source);
  }

  private EventId digest(int event, int end, String source) {
    MessageDigest digest = Digests.sha256();
    byte[] head =
        (tenant.value() + '\n' + source + '\n' + header(event, 5)).getBytes(StandardCharsets.UTF_8);
    Digests.update(digest, head, 0, head.length);
    for (int at = start[event]; at < end; at += STRIDE) {
      byte[] name = names.spelling(tape[at + 6]);
      Digests.update(digest, name, 0, name.length);
      digest.update((byte) tape[at + 4]);
      Digests.update(digest, bytes, tape[at + 2], tape[at + 3]);
    }
    byte[] hash = digest.digest();
    return new EventId(Digests.longAt(hash, 0), Digests.longAt(hash, 8));
  }

  /// A number that two records share if their {@link #importedId} is the same, and else as good as
  /// never, but for blanks between the parts of documents. Holds within one process.
  public long fingerprint(int event, int source) {
    long hash =
        Digests.Quick.mix(header(event, 5) ^ names.hash(source), tapeEnd(event) - start[event]);
    for (int at = start[event]; at < tapeEnd(event); at += STRIDE) {
      // The parts of a document follow it as entries: its bytes are among theirs or between them.
      boolean parts = ((tape[at + 4] >>> 8) & EntryFlag.SPLIT) != 0;
      long name = (names.hash(tape[at + 6]) + (tape[at + 4] & 0xff)) ^ hash;
      hash = Digests.Quick.of(bytes, tape[at + 2], parts ? 0 : tape[at + 3], name);
    }
    return hash;
  }
}
