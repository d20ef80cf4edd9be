// SPDX-License-Identifier: Apache-2.0
package dev.shirube.store;

import dev.shirube.catalog.Problem;
import dev.shirube.event.TenantId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Whether a tenant's recording is what its chain and the checkpoints kept elsewhere say.
///
/// @param tenant whose recording
/// @param entries how many entries of the chain were checked
/// @param events how many events its live parts hold
/// @param covered how many entries lie before the last good checkpoint; what is behind it could
///   have been cut off without a trace
/// @param uncovered the live parts that came after the last good checkpoint
/// @param faults everything that is not as it should be
public record Verification(
    TenantId tenant,
    long entries,
    long events,
    long covered,
    List<String> uncovered,
    List<Problem> faults) {
  public Verification {
    uncovered = List.copyOf(uncovered);
    faults = List.copyOf(faults);
  }

  /// How many entries lie behind the last good checkpoint.
  public long afterLastCheckpoint() {
    return entries - covered;
  }

  /// Whether everything is as it should be.
  public boolean isWhole() {
    return faults.isEmpty();
  }

  /// Checks a recording; it may go on being used meanwhile.
  ///
  /// @param store the folder above the tenant's
  static Verification of(
      Recording recording, Folder store, Collection<Signed.Checkpoint> checkpoints)
      throws IOException {
    return new Check(recording, store, checkpoints).run();
  }

  /// What a folder looked like at one moment.
  private record Seen(
      Chain.Mark mark, Set<Long> unneeded, List<String> names, byte @Nullable [] manifest) {}

  private static final class Check {
    private final Recording recording;
    private final Folder folder;
    private final Folder store;
    private final List<Signed.Checkpoint> checkpoints = new ArrayList<>();
    private final List<Problem> faults = new ArrayList<>();
    private final Map<Long, String> hashes = new TreeMap<>();
    private final Map<Long, Long> cameWith = new TreeMap<>();
    private final Inventory inventory;
    private final Set<Long> offsets = new HashSet<>();
    private long covered;

    Check(Recording recording, Folder store, Collection<Signed.Checkpoint> checkpoints) {
      this.recording = recording;
      this.store = store;
      folder = recording.folder();
      inventory = new Inventory(folder.file(Chain.FILE));
      for (Signed.Checkpoint checkpoint : checkpoints) {
        if (checkpoint.tenant().equals(recording.tenant())) {
          this.checkpoints.add(checkpoint);
        }
      }
    }

    Verification run() throws IOException {
      faults.addAll(recording.problems());
      Set<Long> asked = new HashSet<>();
      checkpoints.forEach(it -> asked.add(it.count()));
      List<Manifest.Sealed> witnesses = witnesses(asked);
      Manifest manifest;
      List<Part> held = recording.held(part -> true);
      try {
        Seen seen = recording.ledger().read(this::see);
        manifest = seen.manifest == null ? null : decode(seen.manifest);
        if (manifest != null) {
          asked.add(manifest.mark().count());
        }
        asked.add(seen.mark.count());
        long reached = follow(seen, asked, manifest);
        checkMarks(witnesses, seen, manifest);
        checkFiles(seen);
        return new Verification(
            recording.tenant(), reached, inventory.events(), covered, uncovered(), faults);
      } finally {
        held.forEach(Part::release);
      }
    }

    private Seen see(Inventory live, Manifest now) throws IOException {
      return new Seen(
          now.mark(),
          new TreeSet<>(now.leftovers()),
          folder.list(),
          folder.readWhole(Manifest.FILE));
    }

    private List<Manifest.Sealed> witnesses(Set<Long> asked) throws IOException {
      List<Manifest.Sealed> witnesses = new ArrayList<>();
      for (String name : List.of(Manifest.Sealed.FILE, Manifest.Sealed.COPY)) {
        try {
          Manifest.Sealed sealed = Manifest.Sealed.read(store, name);
          if (sealed != null) {
            witnesses.add(sealed);
            Manifest.Sealed.Witness mine = sealed.tenants().get(recording.tenant().value());
            asked.add(mine == null ? 0 : mine.count());
          }
        } catch (StoreException e) {
          faults.add(e.problem());
        }
      }
      return witnesses;
    }

    private @Nullable Manifest decode(byte[] bytes) {
      try {
        return Manifest.decode(bytes, recording.tenant(), folder.file(Manifest.FILE));
      } catch (StoreException e) {
        faults.add(e.problem());
        return null;
      }
    }

    private void tell(String id, Folder where, Object... facts) {
      faults.add(StoreException.problem(id, where.path().toString(), facts));
    }

    /// Does all deeds of the chain anew, and remembers the hashes that others know of.
    private long follow(Seen seen, Set<Long> asked, @Nullable Manifest manifest)
        throws IOException {
      if (seen.mark.length() == 0) {
        if (seen.mark.count() > 0) {
          tell("store.chain.gone", folder);
        }
        return 0;
      }
      if (seen.manifest == null) {
        tell("store.verify.manifest", folder);
      }
      Chain.Mark start;
      try {
        start = Chain.start(folder, recording.tenant());
      } catch (StoreException e) {
        faults.add(e.problem());
        return 0;
      }
      Chain.Walk walk =
          Chain.walk(
              folder,
              start,
              (behind, deed) ->
                  behind.count() <= seen.mark.count() && apply(behind, deed, asked, manifest));
      long reached = walk.end().count();
      if (reached < seen.mark.count()) {
        tell("store.verify.chain", folder, reached + 1, walk.end().length());
      } else if (!Arrays.equals(walk.end().hash(), seen.mark.hash())) {
        tell("store.verify.differs", folder, reached);
      }
      return reached;
    }

    private boolean apply(
        Chain.Mark behind, byte[] bytes, Set<Long> asked, @Nullable Manifest manifest)
        throws IOException {
      try {
        Deed deed = Deed.decode(bytes, folder.file(Chain.FILE));
        Set<Long> before = new HashSet<>();
        inventory.parts().forEach(part -> before.add(part.number()));
        inventory.apply(deed);
        for (PartFacts part : inventory.parts()) {
          if (!before.contains(part.number())) {
            cameWith.put(part.number(), behind.count());
          }
        }
        if (deed instanceof Deed.Added added) {
          offsets.add(added.journalOffset());
        }
        if (deed instanceof Deed.Buried buried
            && !buried.stone().isGenuine(recording.tenant(), recording.settings().signer())) {
          tell("store.verify.stone", folder, behind.count());
        }
      } catch (StoreException e) {
        faults.add(e.problem());
        return false;
      }
      if (asked.contains(behind.count())) {
        hashes.put(behind.count(), Codec.hex(behind.hash()));
      }
      if (manifest != null && manifest.mark().count() == behind.count()) {
        Codec.Encoder told = new Codec.Encoder();
        manifest.inventory().encode(told);
        Codec.Encoder made = new Codec.Encoder();
        inventory.encode(made);
        if (!Arrays.equals(told.toBytes(), made.toBytes())) {
          tell("store.verify.manifest", folder);
        }
      }
      return true;
    }

    private void checkMarks(
        List<Manifest.Sealed> witnesses, Seen seen, @Nullable Manifest manifest) {
      if (manifest != null && !agrees(manifest.mark().count(), Codec.hex(manifest.mark().hash()))) {
        tell("store.verify.manifest", folder);
      }
      // Before the second seal, a power cut may have left none of the two files, or one.
      if (witnesses.size() < 2 && offsets.size() > 1) {
        tell("store.verify.witness", store);
      }
      for (Manifest.Sealed sealed : witnesses) {
        Manifest.Sealed.Witness mine = sealed.tenants().get(recording.tenant().value());
        if (mine != null && !agrees(mine.count(), mine.hash())) {
          tell("store.verify.sealed", folder, mine.count());
        }
      }
      for (Signed.Checkpoint checkpoint : checkpoints) {
        if (!checkpoint.isGenuine(recording.settings().signer())) {
          tell("store.verify.signature", folder, checkpoint.count());
        } else if (!agrees(checkpoint.count(), checkpoint.hash())) {
          tell("store.verify.checkpoint", folder, checkpoint.count(), seen.mark.count());
        } else {
          covered = Math.max(covered, checkpoint.count());
        }
      }
    }

    private boolean agrees(long count, String hash) {
      return count == 0 || hash.equals(hashes.get(count));
    }

    private void checkFiles(Seen seen) throws IOException {
      Set<String> names = new HashSet<>(seen.names);
      for (PartFacts part : inventory.parts()) {
        if (!names.contains(part.file())) {
          tell("store.verify.missing", folder, part.file(), part.rows());
        } else if (!part.hash().equals(folder.hash(part.file(), () -> false))) {
          tell("store.verify.edited", folder, part.file(), part.rows());
        }
      }
      for (Inventory.Lost lost : inventory.lost()) {
        tell("store.verify.quarantined", folder, lost.part().file(), lost.why());
      }
      for (String name : store.list()) {
        if (!Manifest.Sealed.OWN_FILES.contains(name)) {
          tell("store.file.foreign", store.in(name));
        }
      }
      for (String name : seen.names) {
        if (!Manifest.isKnown(name, inventory, seen.unneeded)) {
          tell("store.file.foreign", folder.in(name));
        }
      }
    }

    private List<String> uncovered() {
      List<String> uncovered = new ArrayList<>();
      for (PartFacts part : inventory.parts()) {
        if (cameWith.getOrDefault(part.number(), 0L) > covered) {
          uncovered.add(part.file());
        }
      }
      return uncovered;
    }
  }
}
