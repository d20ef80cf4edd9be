// SPDX-License-Identifier: Apache-2.0
package dev.shirube.store;

import static dev.shirube.store.Stores.ACME;
import static dev.shirube.store.Stores.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.shirube.event.Gap;
import dev.shirube.journal.SimulatedDisk;
import dev.shirube.query.TimeRange;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Hostile bytes where the store's small files are read: a clear fault, never anything else, and
/// memory only for what is there.
class StoreFuzzTest {
  private static final Path FILE = Path.of("file");
  private static final int ROUNDS = 20_000;

  private static List<Deed> deeds() {
    PartFacts part = new PartFacts(3, 10, 1000, 1, 2, 3, 4, "ab");
    Signed.Tombstone stone =
        new Signed.Tombstone(3, 10, 1, 2, 3, 4, "ab", Signed.Why.SIZE, 5, 6, "", "");
    return List.of(
        new Deed.Added(part, 77),
        new Deed.Merged(List.of(1L, 2L), List.of(part)),
        new Deed.Buried(stone.signed(ACME, Stores.signer("test")), List.of(part)),
        new Deed.Quarantined(3, "why"),
        new Deed.HoldPlaced(Hold.of("名前", "reason", Set.of(Stores.id(1), Stores.id(2)))),
        new Deed.HoldPlaced(Hold.of("b", "reason", new TimeRange(1, 2), "a:b")),
        new Deed.HoldReleased("b", "over"),
        new Deed.GapDeclared(new Gap("host", 1, 2, NOON, NOON)),
        new Deed.GapClosed(new Gap("host", 1, 2, NOON, NOON)));
  }

  @Test
  void deedsComeBackAsTheyWere() throws IOException {
    for (Deed deed : deeds()) {
      assertThat(Deed.decode(deed.encode(), FILE)).isEqualTo(deed);
    }
    assertThat(deeds()).hasSize(9);
  }

  @Test
  void hostileDeedsAreFaults() {
    SplittableRandom random = new SplittableRandom(41);
    int refused = 0;
    for (int round = 0; round < ROUNDS; round++) {
      byte[] bytes = spoil(deeds().get(random.nextInt(9)).encode(), random);
      try {
        assertThat(Deed.decode(bytes, FILE)).isNotNull();
      } catch (StoreException e) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(ROUNDS / 10);
  }

  private static byte[] spoil(byte[] bytes, SplittableRandom random) {
    byte[] spoiled =
        random.nextInt(3) == 0
            ? Arrays.copyOf(bytes, random.nextInt(bytes.length + 20))
            : bytes.clone();
    for (int times = random.nextInt(4); times >= 0 && spoiled.length > 0; times--) {
      int at = random.nextInt(spoiled.length);
      spoiled[at] = random.nextBoolean() ? (byte) random.nextInt() : (byte) 0xff;
    }
    return spoiled;
  }

  @Test
  void hostileManifestsAndMarksAreFaults() throws IOException {
    SplittableRandom random = new SplittableRandom(42);
    Inventory inventory = new Inventory(FILE);
    inventory.apply(new Deed.Added(new PartFacts(0, 10, 1000, 1, 2, 3, 4, "ab"), 1));
    Chain.Mark mark = new Chain.Mark(1, 200, new byte[Codec.HASH_BYTES]);
    byte[] whole = new Manifest(mark, inventory, Set.of(9L)).encode(ACME);
    assertThat(Manifest.decode(whole, ACME, FILE).leftovers()).containsExactly(9L);
    for (int round = 0; round < ROUNDS; round++) {
      byte[] spoiled = spoil(whole, random);
      boolean refused = false;
      try {
        Manifest.decode(spoiled, ACME, FILE);
      } catch (StoreException e) {
        refused = true;
      }
      assertThat(refused || Arrays.equals(whole, spoiled)).isTrue();
      Codec.Encoder out = new Codec.Encoder();
      inventory.encode(out);
      try {
        Inventory.decode(new Codec.Decoder(spoil(out.toBytes(), random), FILE), FILE);
      } catch (StoreException e) {
        assertThat(e.problem().file()).isEqualTo("file");
      }
    }
  }

  @Test
  void hostileFilesNeverKeepTheStoreFromOpening() throws IOException {
    SplittableRandom random = new SplittableRandom(43);
    int told = 0;
    for (int round = 0; round < 60; round++) {
      SimulatedDisk disk = new SimulatedDisk(round);
      try (EventStore store = Stores.open(disk)) {
        store.append(Stores.events(ACME, 0, 20));
        store.seal(1);
        store.append(Stores.events(ACME, 20, 20));
        store.seal(2);
      }
      Folder folder = new Folder(disk, Stores.FOLDER).of(ACME);
      List<String> names = List.of(Chain.FILE, Manifest.FILE, PartFacts.file(0));
      for (String name : names.subList(0, 1 + random.nextInt(3))) {
        byte[] bytes = disk.bytes(folder.file(name));
        folder.replace(name, spoil(bytes, random));
      }
      try (EventStore store = Stores.open(disk)) {
        told += store.problems().isEmpty() ? 0 : 1;
        assertThat(Stores.all(store, ACME)).isSubsetOf(Stores.inOrder(0, 40));
        store.append(Stores.events(ACME, 0, 60));
        store.seal(3);
        store.upkeep();
        assertThat(Stores.all(store, ACME)).containsAll(Stores.inOrder(0, 60));
      }
      try (EventStore store = Stores.open(disk)) {
        assertThat(Stores.all(store, ACME)).containsAll(Stores.inOrder(0, 60));
      }
    }
    assertThat(told).isGreaterThan(20);
  }
}
