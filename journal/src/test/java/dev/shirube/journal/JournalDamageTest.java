// SPDX-License-Identifier: Apache-2.0
package dev.shirube.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Media that grow old: any byte of a file may be wrong.
class JournalDamageTest {
  private static final Path FOLDER = JournalTest.FOLDER;
  private static final int ENTRIES = 12;

  private static byte[] entry(int number) {
    byte[] bytes = new byte[40 + number * 7];
    Arrays.fill(bytes, (byte) number);
    return bytes;
  }

  /// A journal of one file; the entries by their offsets.
  private static NavigableMap<Long, Integer> made(Disk disk) throws IOException {
    NavigableMap<Long, Integer> offsets = new TreeMap<>();
    try (Journal journal = Journal.open(disk, FOLDER, JournalTest.SMALL)) {
      for (int number = 0; number < ENTRIES; number += 2) {
        Ticket first = Objects.requireNonNull(journal.append(entry(number)));
        Ticket second = Objects.requireNonNull(journal.append(entry(number + 1)));
        journal.commit();
        offsets.put(first.offset(), number);
        offsets.put(second.offset(), number + 1);
      }
    }
    return offsets;
  }

  @Test
  void aFlippedByteCostsItsEntryAloneAndIsTold() throws IOException {
    SimulatedDisk sample = new SimulatedDisk(0);
    made(sample);
    int length = sample.bytes(FOLDER.resolve(sample.list(FOLDER).getFirst())).length;
    assertThat(length).isGreaterThan(1_000);
    int heads = 0;
    for (int at = 0; at < length; at++) {
      for (int mask : new int[] {1, 0x80, 0xff}) {
        SimulatedDisk disk = new SimulatedDisk(at);
        NavigableMap<Long, Integer> offsets = made(disk);
        disk.flip(FOLDER.resolve(disk.list(FOLDER).getFirst()), at, mask);
        Map.Entry<Long, Integer> hit = offsets.floorEntry((long) at);
        try (Journal journal = Journal.open(disk, FOLDER, JournalTest.SMALL)) {
          List<Integer> expected = new ArrayList<>(offsets.values());
          if (hit == null) {
            heads++;
          } else {
            expected.removeIf(hit.getValue()::equals);
          }
          assertThat(read(journal)).as("byte " + at).isEqualTo(expected);
          assertThat(journal.status().told()).as("byte " + at).hasSize(1);
          assertThat(disk.list(FOLDER.resolve("damaged"))).hasSize(hit == null ? 0 : 1);
          journal.append(entry(ENTRIES));
          journal.commit();
          expected.add(ENTRIES);
          assertThat(read(journal)).as("byte " + at).isEqualTo(expected);
        }
      }
    }
    assertThat(heads).isEqualTo(3 * JournalFile.HEAD);
  }

  private static List<Integer> read(Journal journal) throws IOException {
    List<Integer> numbers = new ArrayList<>();
    try (Cursor cursor = journal.read(0)) {
      Found found = cursor.poll();
      while (found != null) {
        if (found instanceof Found.Entry entry) {
          int number = entry.bytes()[0];
          if (!Arrays.equals(entry.bytes(), entry(number))) {
            throw new AssertionError("entry " + number + " came back changed");
          }
          numbers.add(number);
        }
        found = cursor.poll();
      }
    }
    return numbers;
  }

  @Test
  void filesThatAreNoJournalAtAllNeverStopIt() throws IOException {
    for (long seed = 0; seed < 500; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      SimulatedDisk disk = new SimulatedDisk(seed);
      made(disk);
      Path file = FOLDER.resolve(disk.list(FOLDER).getFirst());
      byte[] bytes = disk.bytes(file);
      int edits = 1 + random.nextInt(60);
      for (int edit = 0; edit < edits; edit++) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length * 2));
      disk.delete(file);
      try (Disk.Writing writing = disk.append(file)) {
        writing.write(ByteBuffer.wrap(bytes));
      }
      try (Journal journal = Journal.open(disk, FOLDER, JournalTest.SMALL)) {
        List<Integer> before = read(journal);
        journal.append(entry(ENTRIES));
        journal.commit();
        before.add(ENTRIES);
        assertThat(read(journal)).as("seed " + seed).isEqualTo(before);
        assertThat(before).isSorted();
      } catch (JournalException e) {
        assertThat(e.problem().what().id()).as("seed " + seed).isEqualTo("none");
      }
    }
  }

  @Test
  void damageOfALastCommitIsTornAndOfAnEarlierOneIsDamaged() throws IOException {
    SimulatedDisk disk = new SimulatedDisk(3);
    NavigableMap<Long, Integer> offsets = made(disk);
    Path file = FOLDER.resolve(disk.list(FOLDER).getFirst());
    List<Long> places = List.copyOf(offsets.keySet());
    disk.flip(file, places.get(4) + 20, 1);
    disk.flip(file, places.get(10) + 20, 1);
    try (Journal journal = Journal.open(disk, FOLDER, JournalTest.SMALL);
        Cursor cursor = journal.read(0)) {
      List<Found.Gap> gaps = new ArrayList<>();
      Found found = cursor.poll();
      while (found != null) {
        if (found instanceof Found.Gap gap) {
          gaps.add(gap);
        }
        found = cursor.poll();
      }
      assertThat(gaps)
          .containsExactly(
              new Found.Gap(places.get(4), places.get(5) - places.get(4), Found.Reason.DAMAGED),
              new Found.Gap(places.get(10), places.get(11) - places.get(10), Found.Reason.TORN));
      assertThat(journal.status().losses().damagedPlaces()).isEqualTo(2);
      byte[] copy =
          disk.bytes(
              FOLDER.resolve("damaged").resolve(disk.list(FOLDER.resolve("damaged")).getFirst()));
      assertThat(copy).hasSize((int) (places.get(5) - places.get(4)));
    }
  }
}
