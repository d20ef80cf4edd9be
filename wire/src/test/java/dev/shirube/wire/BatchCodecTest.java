// SPDX-License-Identifier: Apache-2.0
package dev.shirube.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shirube.event.EntryFlag;
import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.EventClass;
import dev.shirube.event.FieldNames;
import dev.shirube.event.TenantId;
import dev.shirube.event.TimeFlag;
import dev.shirube.event.TimeSource;
import dev.shirube.event.ValueType;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BatchCodecTest {
  private static EventBatch empty() {
    return new EventBatch(TenantId.LOCAL, new FieldNames());
  }

  /// All that an agent sends of an event, as text.
  static String told(EventBatch batch, int index) {
    Event event = new Event().on(batch, index);
    StringBuilder all = new StringBuilder();
    all.append(event.eventClass()).append(event.activity()).append('|').append(event.time());
    all.append(event.timeSource()).append(event.timeFlags()).append('|');
    all.append(event.source()).append('|').append(event.input());
    for (int entry = 0; entry < event.size(); entry++) {
      int from = event.offset(entry);
      all.append('\n').append(event.field(entry)).append(event.nameText(entry)).append('=');
      all.append(event.type(entry))
          .append(event.flags(entry))
          .append('[')
          .append(event.element(entry));
      all.append(']');
      all.append(HexFormat.of().formatHex(batch.buffer(), from, from + event.length(entry)));
    }
    return all.toString();
  }

  private static void same(EventBatch sent, EventBatch got) {
    assertThat(got.count()).isEqualTo(sent.count());
    for (int event = 0; event < sent.count(); event++) {
      assertThat(told(got, event)).as("event %d", event).isEqualTo(told(sent, event));
    }
  }

  @Test
  void comesBackAsItWas() throws WireException {
    HostLife life = new HostLife(7);
    for (int count = 0; count < 3000; count++) {
      life.next();
    }
    EventBatch got = empty();
    assertThat(BatchCodec.decode(BatchCodec.encode(life.batch()), got)).isEqualTo(3000);
    same(life.batch(), got);
  }

  @Test
  void anyValuesOfAnyTypesComeBack() throws WireException {
    for (long seed = 0; seed < 300; seed++) {
      EventBatch sent = strange(new SplittableRandom(seed));
      EventBatch got = empty();
      BatchCodec.decode(BatchCodec.encode(sent), got);
      same(sent, got);
    }
  }

  private static EventBatch strange(SplittableRandom random) {
    EventBatch batch = empty();
    int events = 1 + random.nextInt(40);
    for (int count = 0; count < events; count++) {
      int event = batch.beginEvent();
      EventClass eventClass = EventClass.values()[random.nextInt(EventClass.values().length)];
      batch.setClass(event, eventClass, random.nextInt(-3, 200));
      long time = random.nextLong(0, 7_258_118_400_000_000_000L);
      batch.setTime(event, time, TimeSource.values()[random.nextInt(5)], random.nextInt(16));
      batch.setSource(event, batch.names().intern("source" + random.nextInt(3)));
      batch.setInput(event, batch.names().intern(random.nextBoolean() ? "" : "in"));
      int size = random.nextInt(12);
      for (int entry = 0; entry < size; entry++) {
        add(batch, random);
      }
    }
    return batch;
  }

  private static void add(EventBatch batch, SplittableRandom random) {
    int name = batch.names().intern(random.nextInt(3) == 0 ? "n" + random.nextInt(5) : "");
    String[] whole = {"0", "7", "-7", "9223372036854775807", "-9223372036854775808", "1000"};
    int kind = random.nextInt(8);
    byte[] bytes = new byte[kind == 0 ? random.nextInt(5000) : 1 + random.nextInt(30)];
    random.nextBytes(bytes);
    byte[] digits = whole[random.nextInt(whole.length)].getBytes(StandardCharsets.US_ASCII);
    String[] odd = {"", "00", "-0", "+1", "1e3", "12345678901234567890", "-", "007", "true"};
    byte[] oddly = odd[random.nextInt(odd.length)].getBytes(StandardCharsets.US_ASCII);
    int entry =
        switch (kind) {
          case 0, 1 -> batch.add(name, ValueType.TEXT, bytes, 0, bytes.length);
          case 2 -> batch.add(name, ValueType.BINARY, bytes, 0, bytes.length);
          case 3 -> batch.add(name, ValueType.INTEGER, digits, 0, digits.length);
          case 4 -> batch.add(name, ValueType.TIME, digits, 0, digits.length);
          case 5 -> batch.add(name, ValueType.TEXT, oddly, 0, oddly.length);
          case 6 -> batch.add(name, ValueType.NULL, bytes, 0, 0);
          default -> batch.add(name, ValueType.TEXT_UTF16, bytes, 0, bytes.length & ~1);
        };
    batch.setField(entry, random.nextInt(0, 600));
    batch.addFlags(entry, random.nextInt(8) == 0 ? EntryFlag.TRUNCATED : 0);
    batch.setElement(entry, random.nextInt(3));
  }

  @Test
  void takesFewBytesAnEvent() throws WireException {
    StringBuilder line = new StringBuilder();
    double largest = 0;
    for (int events : new int[] {20, 100, 500, 4000}) {
      long bytes = 0;
      long count = 0;
      HostLife life = new HostLife(events);
      for (int frame = 0; frame < 20; frame++) {
        life.batch().clear();
        for (int event = 0; event < events; event++) {
          life.next();
        }
        Frame made =
            new Frame(
                "a-12345678", 1, Lane.ACTIVITY, 0, events, 0, BatchCodec.encode(life.batch()));
        bytes += made.encode().length;
        count += events;
      }
      largest = (double) bytes / count;
      line.append(" %d events a frame: %.1f;".formatted(events, largest));
    }
    System.out.println("limits: wire: bytes an event in frames:" + line);
    assertThat(largest).as("bytes an event in full frames").isLessThan(40);
  }

  @Test
  void whatWasPutDownBeforeACutIsReadable() throws WireException {
    HostLife life = new HostLife(3);
    try (BatchEncoder encoder = new BatchEncoder(1)) {
      int[] ends = new int[201];
      for (int event = 0; event < 200; event++) {
        life.next();
        assertThat(encoder.add(life.batch(), event)).isTrue();
        ends[event + 1] = encoder.size();
      }
      for (int whole = 0; whole <= 200; whole += 25) {
        EventBatch got = empty();
        int count = BatchCodec.decodeRow(Arrays.copyOf(encoder.bytes(), ends[whole]), got);
        assertThat(count).isEqualTo(whole);
        if (whole > 0) {
          assertThat(told(got, whole - 1)).isEqualTo(told(life.batch(), whole - 1));
        }
      }
    }
  }

  @Test
  void anEncoderServesManyRowsAndDictionaries() throws WireException {
    try (BatchEncoder encoder = new BatchEncoder(3)) {
      for (int row = 0; row < 40; row++) {
        EventBatch one = strange(new SplittableRandom(row));
        EventBatch two = strange(new SplittableRandom(row + 1000));
        EventBatch sent = empty();
        encoder.clear();
        for (EventBatch batch : new EventBatch[] {one, two, one}) {
          for (int event = 0; event < batch.count(); event++) {
            assertThat(encoder.add(batch, event)).isTrue();
            sent.append(batch, event);
          }
        }
        EventBatch got = empty();
        BatchCodec.decode(encoder.payload(), got);
        same(sent, got);
      }
    }
  }

  @Test
  void fullIsSaidBeforeItIsTooMuch() throws WireException {
    HostLife life = new HostLife(1);
    try (BatchEncoder encoder = new BatchEncoder(1)) {
      int taken = 0;
      life.next();
      while (encoder.add(life.batch(), life.batch().count() - 1)) {
        taken++;
        life.next();
      }
      EventBatch got = empty();
      assertThat(BatchCodec.decode(encoder.payload(), got)).isEqualTo(taken).isGreaterThan(5000);
      EventBatch large = empty();
      large.beginEvent();
      large.addText(FieldNames.NONE, "x".repeat(Protocol.MOST_RAW_BYTES));
      encoder.clear();
      assertThat(encoder.add(large, 0)).isFalse();
      assertThat(encoder.add(life.batch(), 0)).isTrue();
    }
  }

  @Test
  void whateverTheBytesItEndsAndTakesLittle() throws WireException {
    SplittableRandom random = new SplittableRandom(11);
    HostLife life = new HostLife(5);
    for (int count = 0; count < 60; count++) {
      life.next();
    }
    int refused = 0;
    int read = 0;
    try (BatchEncoder encoder = new BatchEncoder(1)) {
      for (int event = 0; event < 60; event++) {
        encoder.add(life.batch(), event);
      }
      byte[] row = Arrays.copyOf(encoder.bytes(), encoder.size());
      for (int turn = 0; turn < 30_000; turn++) {
        byte[] damaged = row.clone();
        int changes = 1 + random.nextInt(4);
        for (int change = 0; change < changes; change++) {
          damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
        }
        EventBatch got = empty();
        got.beginEvent();
        try {
          int count = BatchCodec.decodeRow(damaged, got);
          assertThat(got.count()).isEqualTo(count + 1);
          for (int event = 0; event < got.count(); event++) {
            texts(got, event);
          }
          read++;
        } catch (WireException e) {
          assertThat(got.count()).isEqualTo(1);
          refused++;
        }
      }
    }
    System.out.printf("proven: wire: 30000 damaged rows: %d refused, %d read%n", refused, read);
    assertThat(refused).isGreaterThan(1000);
    assertThat(read).isGreaterThan(1000);
  }

  private static void texts(EventBatch batch, int index) {
    Event event = new Event().on(batch, index);
    for (int entry = 0; entry < event.size(); entry++) {
      assertThat(event.text(entry)).isNotNull();
    }
  }

  @Test
  void aValueRepeatedWithoutEndIsRefused() {
    // One value of 60,000 bytes, and 3,000 events that repeat it.
    try (BatchEncoder encoder = new BatchEncoder(3)) {
      EventBatch batch = empty();
      int taken = 0;
      for (int event = 0; event < 3000; event++) {
        batch.beginEvent();
        batch.addText(FieldNames.NONE, "y".repeat(60_000));
        if (encoder.add(batch, event)) {
          taken++;
        }
      }
      assertThat((long) taken * 60_000).isLessThanOrEqualTo(BatchCodec.MOST_EXPANDED);
      byte[] row = new byte[encoder.size() + 3000 * 3];
      System.arraycopy(encoder.bytes(), 0, row, 0, encoder.size());
      for (int at = encoder.size(); at < row.length; at += 3) {
        row[at] = 1;
      }
      assertThatThrownBy(() -> BatchCodec.decodeRow(row, empty()))
          .isInstanceOf(WireException.class);
    }
  }

  @Test
  void typesThatTheirBytesDoNotKeepAreText() throws WireException {
    EventBatch sent = empty();
    int event = sent.beginEvent();
    sent.setTime(event, -5, TimeSource.SENSOR, 0);
    byte[] bytes = "12x".getBytes(StandardCharsets.US_ASCII);
    for (ValueType type : ValueType.values()) {
      sent.add(FieldNames.NONE, type, bytes, 0, 3);
    }
    sent.setField(0, 65_000);
    EventBatch got = empty();
    BatchCodec.decode(BatchCodec.encode(sent), got);
    Event read = new Event().on(got, 0);
    assertThat(read.time()).isZero();
    assertThat(read.timeFlags()).isEqualTo(TimeFlag.CLAMPED);
    assertThat(read.field(0)).isZero();
    assertThat(read.nameText(0)).isEqualTo("field:65000");
    assertThat(read.type(ValueType.NULL.ordinal())).isEqualTo(ValueType.TEXT);
    assertThat(read.type(ValueType.INTEGER.ordinal())).isEqualTo(ValueType.TEXT);
    assertThat(read.type(ValueType.TIME.ordinal())).isEqualTo(ValueType.TEXT);
    assertThat(read.type(ValueType.PROCESS_KEY.ordinal())).isEqualTo(ValueType.BINARY);
  }
}
