// SPDX-License-Identifier: Apache-2.0
package dev.shirube.rings;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FanotifyEventsTest {
  private static final byte[] HANDLE = {1, 2, 3, 4, 5, 6, 7, 8};

  private static void info(ByteBuffer into, int type, String name) {
    byte[] text = name.getBytes(StandardCharsets.UTF_8);
    int length = (20 + HANDLE.length + text.length + 1 + 3) & ~3;
    int at = into.position();
    into.put(at, (byte) type).putShort(at + 2, (short) length).putLong(at + 4, 0x11L);
    into.putInt(at + 12, HANDLE.length).putInt(at + 16, 129);
    into.put(at + 20, HANDLE).put(at + 20 + HANDLE.length, text);
    into.position(at + length);
  }

  private static byte[] rename() {
    ByteBuffer bytes = ByteBuffer.allocate(256).order(ByteOrder.nativeOrder());
    event(bytes, Fanotify.RENAME, 10, "old", 12, "new");
    event(bytes, Fanotify.CREATE | Fanotify.ON_FOLDER, 2, "made", 1, "");
    event(bytes, Fanotify.ATTRIB, 2, ".", 0, "");
    byte[] whole = new byte[bytes.position()];
    bytes.get(0, whole);
    return whole;
  }

  private static void event(
      ByteBuffer bytes, long mask, int one, String name, int two, String other) {
    int at = bytes.position();
    bytes.put(at + 4, (byte) 3).putShort(at + 6, (short) 24).putLong(at + 8, mask);
    bytes.putInt(at + 16, -1).putInt(at + 20, 4711).position(at + 24);
    info(bytes, one, name);
    if (two > 0) {
      info(bytes, two, other);
    }
    bytes.putInt(at, bytes.position() - at);
  }

  private static String name(FanotifyEvents events, FanotifyEvents.Place place) {
    return new String(events.bytes(), place.nameAt(), place.nameLength(), StandardCharsets.UTF_8);
  }

  @Test
  void readsNamesAndHandles() {
    byte[] bytes = rename();
    FanotifyEvents events = new FanotifyEvents();
    events.reset(bytes, bytes.length);
    assertThat(events.next()).isTrue();
    assertThat(events.has(Fanotify.RENAME)).isTrue();
    assertThat(events.pid()).isEqualTo(4711);
    assertThat(name(events, events.place())).isEqualTo("old");
    assertThat(name(events, events.newPlace())).isEqualTo("new");
    assertThat(events.place().handleLength()).isEqualTo(8);
    assertThat(events.bytes()[events.place().handleAt()]).isEqualTo((byte) 1);
    assertThat(events.place().fileSystem()).isEqualTo(0x11);
    assertThat(events.next()).isTrue();
    assertThat(events.file().isKnown()).isTrue();
    assertThat(events.newPlace().isKnown()).isFalse();
    assertThat(events.has(Fanotify.CREATE | Fanotify.ON_FOLDER)).isTrue();
    assertThat(events.next()).isTrue();
    assertThat(events.place().nameLength()).isZero();
    assertThat(events.next()).isFalse();
    assertThat(events.isBroken()).isFalse();
  }

  @Test
  void staysWithinTheBytesWhateverTheyAre() {
    Random random = new Random(23);
    FanotifyEvents events = new FanotifyEvents();
    int seen = 0;
    int broken = 0;
    for (int round = 0; round < 50_000; round++) {
      byte[] bytes = rename();
      for (int change = random.nextInt(5); change > 0; change--) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      events.reset(bytes, random.nextInt(bytes.length + 20));
      while (events.next()) {
        seen++;
        for (FanotifyEvents.Place place :
            new FanotifyEvents.Place[] {events.place(), events.newPlace(), events.file()}) {
          if (place.isKnown()) {
            assertThat(place.nameAt() + place.nameLength()).isLessThanOrEqualTo(bytes.length);
            assertThat(place.handleAt() + place.handleLength()).isLessThanOrEqualTo(bytes.length);
          }
        }
      }
      broken += events.isBroken() ? 1 : 0;
    }
    assertThat(seen).isGreaterThan(20_000);
    assertThat(broken).isGreaterThan(1_000);
  }
}
