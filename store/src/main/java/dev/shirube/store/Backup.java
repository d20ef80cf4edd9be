// SPDX-License-Identifier: Apache-2.0
package dev.shirube.store;

import dev.shirube.event.TenantId;
import dev.shirube.journal.Disk;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Copies a whole store, while it is used, and back. A copy is a store itself: of what was sealed
/// when its turn came, no more and no less. Open events are not in it; they are in the journal
/// behind the sealed offset.
final class Backup {
  /// Lies in a folder as long as copying into it goes on.
  static final String UNFINISHED = "unfinished";

  private Backup() {}

  /// How much was copied.
  ///
  /// @param tenants how many tenants
  /// @param parts how many parts
  /// @param bytes how many bytes the parts have
  /// @param sealedOffset from where a journal has to go on
  record Copied(int tenants, int parts, long bytes, long sealedOffset) {}

  /// Copies recordings into an empty folder.
  ///
  /// @param offset the sealed offset, asked for before anything is copied
  static Copied copy(Collection<Recording> recordings, long offset, Folder target)
      throws IOException {
    begin(target);
    Map<String, Manifest.Sealed.Witness> witnesses = new TreeMap<>();
    long[] done = new long[2];
    for (Recording recording : recordings) {
      List<Part> parts = recording.held(part -> true);
      try {
        recording.ledger().mark();
        Snapshot snapshot = recording.ledger().read(Snapshot::of);
        if (snapshot.mark.length() > 0) {
          Folder to = target.of(recording.tenant());
          snapshot.copy(recording.tenant(), recording.folder(), to, done);
          witnesses.put(recording.tenant().value(), snapshot.witness());
        }
      } finally {
        parts.forEach(Part::release);
      }
    }
    end(target, new Manifest.Sealed(offset, witnesses));
    return new Copied(witnesses.size(), (int) done[0], done[1], offset);
  }

  /// Copies a backup into an empty folder, checking every part on the way.
  static Copied restore(Disk disk, Path from, Path folder) throws IOException {
    Folder source = new Folder(disk, from);
    Folder target = new Folder(disk, folder);
    if (source.has(UNFINISHED)) {
      throw StoreException.of("store.backup.unfinished", from);
    }
    Manifest.Sealed sealed = Manifest.Sealed.read(source, Manifest.Sealed.FILE);
    if (sealed == null) {
      throw StoreException.of("store.backup.none", from);
    }
    begin(target);
    long[] done = new long[2];
    for (String name : sealed.tenants().keySet()) {
      TenantId tenant = new TenantId(name);
      Folder own = source.of(tenant);
      Manifest manifest = Manifest.read(own, tenant);
      if (manifest == null) {
        throw Codec.damaged(own.file(Manifest.FILE));
      }
      Snapshot snapshot = Snapshot.of(manifest.inventory(), manifest);
      snapshot.copy(tenant, own, target.of(tenant), done);
    }
    end(target, sealed);
    return new Copied(sealed.tenants().size(), (int) done[0], done[1], sealed.offset());
  }

  private static void begin(Folder target) throws IOException {
    target.make();
    List<String> there = target.list();
    if (!there.isEmpty() && !Set.of(UNFINISHED).containsAll(there)) {
      throw StoreException.of("store.backup.target", target.path());
    }
    target.replace(UNFINISHED, new byte[0]);
  }

  private static void end(Folder target, Manifest.Sealed sealed) throws IOException {
    sealed.write(target);
    target.drop(UNFINISHED);
    target.disk().syncFolder(target.path());
  }

  /// What a tenant's recording consists of at one moment.
  private record Snapshot(Chain.Mark mark, byte[] inventory, List<PartFacts> parts) {
    static Snapshot of(Inventory inventory, Manifest manifest) {
      Codec.Encoder out = new Codec.Encoder();
      inventory.encode(out);
      return new Snapshot(manifest.mark(), out.toBytes(), List.copyOf(inventory.parts()));
    }

    Manifest.Sealed.Witness witness() {
      return new Manifest.Sealed.Witness(mark.count(), Codec.hex(mark.hash()));
    }

    void copy(TenantId tenant, Folder from, Folder to, long[] done) throws IOException {
      to.make();
      from.copy(Chain.FILE, mark.length(), to, Chain.FILE);
      for (PartFacts part : parts) {
        String hash = from.copy(part.file(), part.bytes(), to, part.file());
        if (!hash.equals(part.hash())) {
          throw StoreException.of("store.backup.damaged", from.file(part.file()));
        }
        done[0]++;
        done[1] += part.bytes();
      }
      copyQuarantine(from.quarantine(), to.quarantine());
      Path file = to.file(Manifest.FILE);
      Inventory same = Inventory.decode(new Codec.Decoder(inventory, file), file);
      new Manifest(mark, same, Set.of()).write(to, tenant);
    }

    private static void copyQuarantine(Folder from, Folder to) throws IOException {
      List<String> names = from.list();
      if (!names.isEmpty()) {
        to.make();
      }
      for (String name : names) {
        from.copy(name, from.disk().size(from.file(name)), to, name);
      }
      if (!names.isEmpty()) {
        to.disk().syncFolder(to.path());
      }
    }
  }
}
