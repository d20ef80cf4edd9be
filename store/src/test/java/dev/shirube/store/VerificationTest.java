// SPDX-License-Identifier: Apache-2.0
package dev.shirube.store;

import static dev.shirube.store.Stores.ACME;
import static dev.shirube.store.Stores.NOON;
import static dev.shirube.store.Stores.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.journal.Disk;
import dev.shirube.journal.SimulatedDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Someone who may write to the disk edits, cuts, reorders, deletes and adds.
class VerificationTest {
  private static final int EDITS = 1000;

  private final Map<Path, byte[]> files = new TreeMap<>();
  private final List<Signed.Checkpoint> checkpoints = new ArrayList<>();

  /// A store with merged, deleted and fresh parts, and its files.
  @BeforeEach
  void make() throws IOException {
    SimulatedDisk disk = new SimulatedDisk(11);
    try (EventStore store = Stores.open(disk)) {
      for (int first = 0; first < 600; first += 50) {
        store.append(Stores.events(ACME, first, 50));
        store.seal(first + 50);
        store.upkeep();
        store.upkeep();
        if (first % 200 == 0) {
          checkpoints.add(store.checkpoint(ACME, NOON + first * SECOND));
        }
      }
      Retention retention = new Retention(SECOND, Long.MAX_VALUE);
      store.hold(ACME, Hold.of("case-1", "cited", java.util.Set.of(Stores.id(7))));
      assertThat(store.retain(ACME, retention, NOON + 3600 * SECOND)).isNotNull();
      store.upkeep();
      store.seal(601);
      checkpoints.add(store.checkpoint(ACME, NOON + 700 * SECOND));
      assertThat(store.size(ACME).parts()).isGreaterThan(2);
    }
    read(disk, Stores.FOLDER);
    read(disk, tenant());
  }

  private static Path tenant() {
    return Stores.FOLDER.resolve("tenant-acme");
  }

  private void read(Disk disk, Path folder) throws IOException {
    for (String name : disk.list(folder)) {
      try (Disk.Reading reading = disk.read(folder.resolve(name))) {
        ByteBuffer bytes = ByteBuffer.allocate((int) reading.size());
        reading.read(bytes, 0);
        files.put(folder.resolve(name), bytes.array());
      }
    }
  }

  private static SimulatedDisk disk(Map<Path, byte[]> files) throws IOException {
    SimulatedDisk disk = new SimulatedDisk(1);
    disk.makeFolder(tenant());
    for (Map.Entry<Path, byte[]> file : files.entrySet()) {
      try (Disk.Writing writing = disk.append(file.getKey())) {
        writing.write(ByteBuffer.wrap(file.getValue()));
      }
    }
    return disk;
  }

  private Verification verify(Map<Path, byte[]> changed) throws IOException {
    try (EventStore store = Stores.open(disk(changed))) {
      return store.verify(ACME, checkpoints);
    }
  }

  @Test
  void findsNothingInAStoreThatNobodyTouched() throws IOException {
    Verification whole = verify(files);
    assertThat(whole.faults()).isEmpty();
    assertThat(whole.isWhole()).isTrue();
    assertThat(whole.entries()).isGreaterThan(12);
    assertThat(whole.afterLastCheckpoint()).isZero();
    assertThat(whole.uncovered()).isEmpty();
    assertThat(files.keySet().toString()).contains("chain", "manifest", "sealed.copy", "part-");
  }

  @Test
  void findsEveryEditCutReorderAndDeletion() throws IOException {
    SplittableRandom random = new SplittableRandom(12);
    Map<String, Integer> kinds = new TreeMap<>();
    List<String> unseen = new ArrayList<>();
    for (int edit = 0; edit < EDITS; edit++) {
      Map<Path, byte[]> changed = new TreeMap<>(files);
      String what = change(changed, random);
      kinds.merge(what.substring(0, what.indexOf(' ')), 1, Integer::sum);
      if (verify(changed).isWhole()) {
        unseen.add(what);
      }
    }
    System.out.println("limits: edits of a store that were found, by kind: " + kinds);
    assertThat(unseen).isEmpty();
    assertThat(kinds).hasSize(8).allSatisfy((kind, count) -> assertThat(count).isPositive());
  }

  private static byte[] bytesOf(Map<Path, byte[]> files, Path file) {
    return Objects.requireNonNull(files.get(file));
  }

  private static String change(Map<Path, byte[]> files, SplittableRandom random) {
    List<Path> all = List.copyOf(files.keySet());
    Path file = all.get(random.nextInt(all.size()));
    byte[] bytes = bytesOf(files, file).clone();
    int at = random.nextInt(bytes.length);
    return switch (random.nextInt(7)) {
      case 0 -> {
        bytes[at] ^= (byte) (1 << random.nextInt(8));
        files.put(file, bytes);
        yield "flip " + file + " at " + at;
      }
      case 1 -> {
        files.put(file, Arrays.copyOf(bytes, at));
        yield "cut " + file + " at " + at;
      }
      case 2 -> {
        files.remove(file);
        yield "delete " + file;
      }
      case 3 -> {
        byte[] more = Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(64));
        random.nextBytes(Arrays.copyOf(more, 1));
        files.put(file, more);
        yield "lengthen " + file;
      }
      case 4 -> {
        String end = random.nextBoolean() ? ".seg" : ".seg.old";
        Path parts = random.nextInt(4) == 0 ? Stores.FOLDER : tenant();
        files.put(parts.resolve("part-00000000" + (60 + random.nextInt(3)) + end), bytes);
        yield "add beside " + file;
      }
      case 5 -> swap(files, random);
      default -> reorder(files, random);
    };
  }

  private static String swap(Map<Path, byte[]> files, SplittableRandom random) {
    List<Path> parts =
        files.keySet().stream().filter(it -> it.toString().endsWith(".seg")).toList();
    Path one = parts.get(random.nextInt(parts.size()));
    Path other = parts.get((parts.indexOf(one) + 1) % parts.size());
    byte[] bytes = bytesOf(files, one);
    files.put(one, bytesOf(files, other));
    files.put(other, bytes);
    return "swap " + one + " and " + other;
  }

  /// Puts two entries of the chain in each other's place, or leaves one out.
  private static String reorder(Map<Path, byte[]> files, SplittableRandom random) {
    Path chain = tenant().resolve(Chain.FILE);
    byte[] bytes = bytesOf(files, chain);
    List<byte[]> entries = new ArrayList<>();
    ByteBuffer in = ByteBuffer.wrap(bytes, Codec.HEAD_BYTES, bytes.length - Codec.HEAD_BYTES);
    while (in.hasRemaining()) {
      byte[] entry = new byte[4 + in.getInt(in.position()) + Codec.HASH_BYTES];
      in.get(entry);
      entries.add(entry);
    }
    int at = random.nextInt(entries.size() - 1);
    boolean omit = random.nextBoolean();
    byte[] moved = entries.remove(at);
    if (!omit) {
      entries.add(at + 1, moved);
    }
    ByteBuffer out = ByteBuffer.allocate(bytes.length - (omit ? moved.length : 0));
    out.put(bytes, 0, Codec.HEAD_BYTES);
    entries.forEach(out::put);
    files.put(chain, out.array());
    return (omit ? "omit " : "reorder ") + at;
  }

  @Test
  void onlyACheckpointShowsThatAWholeStoreWasTurnedBack() throws IOException {
    SimulatedDisk disk = new SimulatedDisk(13);
    List<Signed.Checkpoint> kept = new ArrayList<>();
    Map<Path, byte[]> before;
    try (EventStore store = Stores.open(disk)) {
      store.append(Stores.events(ACME, 0, 100));
      store.seal(1);
      files.clear();
      read(disk, Stores.FOLDER);
      read(disk, tenant());
      before = new TreeMap<>(files);
      kept.add(store.checkpoint(ACME, NOON));
      store.append(Stores.events(ACME, 100, 100));
      store.seal(2);
      Verification open = store.verify(ACME, kept);
      assertThat(open.isWhole()).isTrue();
      assertThat(open.afterLastCheckpoint()).isEqualTo(1);
      assertThat(open.uncovered()).containsExactly("part-0000000001.seg");
      kept.add(store.checkpoint(ACME, NOON + SECOND));
    }
    try (EventStore store = Stores.open(disk(before))) {
      assertThat(store.verify(ACME, kept.subList(0, 1)).isWhole()).isTrue();
      assertThat(store.verify(ACME, kept).faults())
          .extracting(fault -> fault.what().id())
          .containsExactly("store.verify.checkpoint");
    }
  }

  @Test
  void trustsNoCheckpointOfAnotherKey() throws IOException {
    Signed.Checkpoint good = checkpoints.getLast();
    Signed.Checkpoint forged =
        Signed.Checkpoint.signed(
            ACME, good.count(), new byte[Codec.HASH_BYTES], NOON, Stores.signer("other"));
    checkpoints.clear();
    checkpoints.add(forged);
    assertThat(verify(files).faults())
        .extracting(fault -> fault.what().id())
        .containsExactly("store.verify.signature");
    assertThat(verify(files).covered()).isZero();
  }
}
