// SPDX-License-Identifier: Apache-2.0
package dev.shirube.store;

import dev.shirube.event.TenantId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// The deeds of a tenant and what follows from them: the chain, the inventory, the manifest, and
/// the files that belong to nothing any more. Any thread may call.
final class Ledger {
  private final TenantId tenant;
  private final Folder folder;
  private final Chain chain;
  private final Inventory inventory;
  private final Set<Long> leftovers;
  private final Set<Long> beingWritten = new TreeSet<>();
  private final Set<Long> retired = new TreeSet<>();
  private long nextNumber;
  private boolean stale;

  Ledger(TenantId tenant, Folder folder, Manifest.Loaded loaded, Manifest.Compared compared) {
    this.tenant = tenant;
    this.folder = folder;
    chain = new Chain(folder, tenant, loaded.mark(), loaded.sure());
    inventory = loaded.inventory();
    leftovers = new TreeSet<>(compared.leftovers());
    nextNumber = compared.next();
    stale = !loaded.sure() && loaded.mark().count() > 0;
  }

  /// Sees what deeds did, in the moment in which they are done.
  @FunctionalInterface
  interface Watcher {
    /// Sees what was done.
    ///
    /// @param gone parts that are live no longer
    void done(Inventory inventory, List<PartFacts> gone);
  }

  /// Reads what deeds made, and keeps nothing of it.
  @FunctionalInterface
  interface Reader<T> {
    T read(Inventory inventory, Manifest manifest) throws IOException;
  }

  synchronized <T> T read(Reader<T> reader) throws IOException {
    return reader.read(inventory, manifest());
  }

  /// Makes the folder with an empty chain and a manifest, if nothing was ever done in it: a part
  /// that lies there without them was not left by us.
  synchronized void prepare() throws IOException {
    if (chain.mark().length() == 0) {
      folder.make();
      chain.begin();
      manifest().write(folder, tenant);
    }
  }

  /// Whether any deed was ever done.
  synchronized boolean isBegun() {
    return chain.mark().count() > 0;
  }

  /// How far the chain has come, surely.
  synchronized Chain.Mark mark() throws IOException {
    chain.secure();
    return chain.mark();
  }

  /// A number for a part that is about to be written.
  synchronized long reserve() {
    long number = nextNumber++;
    beingWritten.add(number);
    return number;
  }

  /// Gives up a part: its file is deleted when it is sure that no deed names it.
  synchronized void abandon(long number) {
    beingWritten.remove(number);
    leftovers.add(number);
  }

  /// Does deeds: when this returns they are durable; when it throws they are not done, and the
  /// parts written for them are given up.
  synchronized void commit(List<Deed> deeds, List<PartFacts> written, Watcher watcher)
      throws IOException {
    try {
      prepare();
      chain.append(deeds);
    } catch (IOException e) {
      written.forEach(part -> abandon(part.number()));
      throw e;
    }
    List<PartFacts> all = new ArrayList<>();
    for (Deed deed : deeds) {
      List<PartFacts> gone = inventory.apply(deed);
      all.addAll(gone);
      if (!(deed instanceof Deed.Quarantined)) {
        gone.forEach(part -> leftovers.add(part.number()));
      }
    }
    all.forEach(part -> retired.add(part.number()));
    written.forEach(part -> beingWritten.remove(part.number()));
    watcher.done(inventory, all);
    stale = true;
    settle();
  }

  /// Tells that nobody reads a part any more that is live no longer.
  synchronized void freed(long number) {
    retired.remove(number);
  }

  /// Writes the manifest and deletes what belongs to nothing. The deeds are done whether that works
  /// or not; what did not work is tried again at the next occasion.
  ///
  /// @return whether anything was done
  synchronized boolean settle() {
    boolean did = false;
    try {
      chain.secure();
      did = sweep();
      if (stale && chain.isSure() && chain.mark().length() > 0) {
        manifest().write(folder, tenant);
        stale = false;
        did = true;
      }
    } catch (IOException e) {
      stale = true;
    }
    return did;
  }

  private Manifest manifest() {
    Set<Long> unneeded = new TreeSet<>(leftovers);
    unneeded.addAll(beingWritten);
    return new Manifest(chain.mark(), inventory, unneeded);
  }

  private boolean sweep() throws IOException {
    Set<Long> free = new TreeSet<>(leftovers);
    free.removeAll(retired);
    if (!chain.isSure() || free.isEmpty()) {
      return false;
    }
    for (long number : free) {
      folder.drop(PartFacts.file(number));
    }
    folder.disk().syncFolder(folder.path());
    leftovers.removeAll(free);
    stale = true;
    return true;
  }

  synchronized void close() {
    chain.close();
  }
}
