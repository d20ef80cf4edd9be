// SPDX-License-Identifier: Apache-2.0
package dev.shirube.store;

import dev.shirube.catalog.Problem;
import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.EventId;
import dev.shirube.event.Gap;
import dev.shirube.event.TenantId;
import dev.shirube.segments.Segment;
import dev.shirube.segments.UnreadableSegment;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;

/// What one tenant has: open events in memory, parts in files, and the deeds that made them. Any
/// thread may call. Locks are taken in this order: sealing or maintenance, the ledger, this, a
/// part.
final class Recording {
  private final TenantId tenant;
  private final Folder folder;
  private final SegmentFormat format;
  private final StoreSettings settings;
  private final List<Problem> problems;

  private final Object appending = new Object();
  private final Object sealing = new Object();
  private final Object maintenance = new Object();

  private final Ledger ledger;

  private final TreeMap<Long, Part> parts = new TreeMap<>();
  private final Head head;
  private List<Question.Missing> standing;
  private int looks;

  /// @param folder the tenant's
  /// @param loaded what the folder says
  Recording(
      TenantId tenant,
      Folder folder,
      SegmentFormat format,
      StoreSettings settings,
      Manifest.Loaded loaded)
      throws IOException {
    this.tenant = tenant;
    this.folder = folder;
    this.format = format;
    this.settings = settings;
    problems = new ArrayList<>(loaded.problems());
    head = new Head(tenant);
    for (PartFacts facts : loaded.inventory().parts()) {
      parts.put(facts.number(), part(facts));
    }
    standing = List.copyOf(loaded.inventory().missing());
    Manifest.Compared compared = loaded.compare(folder);
    compared.damaged().forEach((number, why) -> at(number).damaged(why));
    ledger = new Ledger(tenant, folder, loaded, compared);
    problems.addAll(compared.problems());
  }

  private Part at(long number) {
    return Objects.requireNonNull(parts.get(number));
  }

  private void freed(long number) {
    ledger.freed(number);
  }

  private Part part(PartFacts facts) {
    return Part.inFile(facts, tenant, folder, format, free -> freed(free.facts().number()));
  }

  TenantId tenant() {
    return tenant;
  }

  Folder folder() {
    return folder;
  }

  SegmentFormat format() {
    return format;
  }

  StoreSettings settings() {
    return settings;
  }

  /// What was found wrong at the start.
  List<Problem> problems() {
    return List.copyOf(problems);
  }

  /// Held while parts are merged, deleted or moved aside: no other thread takes parts away then.
  Object maintenance() {
    return maintenance;
  }

  BitSet append(EventBatch batch) throws IOException {
    EventId[] ids = new EventId[batch.count()];
    Event event = new Event();
    for (int index = 0; index < ids.length; index++) {
      ids[index] = event.on(batch, index).id();
    }
    synchronized (appending) {
      List<Segment> open;
      List<Part> files;
      synchronized (this) {
        admit(batch);
        open = head.open();
        files = held(part -> true);
      }
      try {
        BitSet fresh = new BitSet(ids.length);
        fresh.set(0, ids.length);
        open.forEach(segment -> segment.dropKnown(ids, fresh));
        for (Part part : files.reversed()) {
          dropKnown(part, ids, fresh);
        }
        synchronized (this) {
          head.add(batch, fresh);
        }
        return fresh;
      } finally {
        files.forEach(Part::release);
      }
    }
  }

  private void admit(EventBatch batch) throws StoreException {
    StoreSettings.Limits limits = settings.limits();
    if ((long) head.rows() + batch.count() > limits.openRows()
        || head.bytes() + batch.sizeBytes() > limits.openBytes()) {
      throw StoreException.of("store.head.full", folder.path(), head.rows(), tenant.value());
    }
  }

  /// A part that is damaged for good knows no ids; one that the disk did not give this time might,
  /// so that nothing can be appended.
  private static void dropKnown(Part part, EventId[] ids, BitSet fresh) throws IOException {
    if (fresh.isEmpty()) {
      return;
    }
    try {
      Segment segment = part.open();
      segment.dropKnown(ids, fresh);
    } catch (IOException e) {
      if (part.damage() == null) {
        throw e;
      }
    } catch (UnreadableSegment e) {
      part.damaged(e.problem().what().id());
    }
  }

  /// Whether anything was ever recorded.
  boolean isBegun() {
    return openRows() > 0 || ledger.isBegun();
  }

  synchronized int openRows() {
    return head.rows();
  }

  synchronized int unfrozenRows() {
    return head.unfrozenRows();
  }

  synchronized long unfrozenBytes() {
    return head.unfrozenBytes();
  }

  /// Closes what is open, to be sealed by {@link #seal}: later events do not belong to it.
  ///
  /// @return what to tell that
  synchronized long freeze() {
    return head.freeze();
  }

  /// Writes open events as parts.
  ///
  /// @param frozen up to where, as {@link #freeze} gave it
  /// @return whether there were any
  boolean seal(long frozen, long journalOffset) throws IOException {
    synchronized (sealing) {
      List<Part> open;
      synchronized (this) {
        open = head.closing(frozen);
      }
      if (open.isEmpty()) {
        return false;
      }
      ledger.prepare();
      List<PartFacts> written = write(open);
      List<Deed> done = new ArrayList<>();
      written.forEach(part -> done.add(new Deed.Added(part, journalOffset)));
      commit(done, written, () -> head.sealed(open.size()));
      return true;
    }
  }

  /// Writes all rows of some parts as new ones.
  List<PartFacts> write(List<Part> from) throws IOException {
    RowMerge merge = new RowMerge(tenant, false);
    for (Part part : from) {
      Segment segment = part.open();
      merge.add(segment, RowMerge.all(segment), part.sorted());
    }
    return write(merge, from);
  }

  /// Writes some rows of a part as a new one.
  List<PartFacts> write(Part from, BitSet rows) throws IOException {
    RowMerge merge = new RowMerge(tenant, false);
    merge.add(from.open(), rows, from.sorted());
    return write(merge, List.of(from));
  }

  private List<PartFacts> write(RowMerge merge, List<Part> from) throws IOException {
    List<PartFacts> written = new ArrayList<>();
    try {
      while (!merge.isEmpty()) {
        written.add(write(merge));
      }
      return written;
    } catch (UnreadableSegment e) {
      abandon(written);
      from.stream()
          .filter(part -> part.isOpenAs(merge.segment()))
          .forEach(part -> part.damaged(e.problem().what().id()));
      throw StoreException.of(e.problem());
    } catch (IOException | RuntimeException e) {
      abandon(written);
      throw e;
    }
  }

  /// Writes the next rows of a merge as a new part.
  private PartFacts write(RowMerge merge) throws IOException {
    long number = ledger.reserve();
    try {
      int most = settings.tuning().partRows();
      return new PartWriter(tenant, folder, format).write(number, merge, most);
    } catch (IOException | RuntimeException e) {
      ledger.abandon(number);
      throw e;
    }
  }

  /// Gives up parts that were written: their files are deleted when it is sure that no deed names
  /// them.
  private void abandon(List<PartFacts> written) {
    written.forEach(part -> ledger.abandon(part.number()));
  }

  /// Does deeds: when this returns they are durable and visible; when it throws they are not done,
  /// and the parts written for them are given up.
  ///
  /// @param alongside done in the same moment, as others see it
  void commit(List<Deed> done, List<PartFacts> written, Runnable alongside) throws IOException {
    ledger.commit(
        done,
        written,
        (inventory, gone) -> {
          synchronized (this) {
            List<Part> free = new ArrayList<>();
            gone.forEach(part -> free.add(Objects.requireNonNull(parts.remove(part.number()))));
            written.forEach(part -> parts.put(part.number(), part(part)));
            standing = List.copyOf(inventory.missing());
            alongside.run();
            free.forEach(Part::release);
          }
        });
  }

  /// Moves damaged parts aside, and does what did not work before.
  ///
  /// @return how many parts were moved; -1 if there was nothing to do at all
  int tidy() throws IOException {
    synchronized (maintenance) {
      List<Part> damaged;
      synchronized (this) {
        damaged = parts.values().stream().filter(part -> part.damage() != null).toList();
      }
      int moved = 0;
      for (Part part : damaged) {
        if (isWhole(part.facts())) {
          part.healed();
        } else {
          quarantine(part);
          moved++;
        }
      }
      return ledger.settle() || moved > 0 ? moved : -1;
    }
  }

  /// Whether a part's file is as it was written, whatever went wrong before: a disk that was away
  /// for a while is no reason to move anything.
  private boolean isWhole(PartFacts part) throws IOException {
    if (!folder.has(part.file())) {
      return false;
    }
    for (int tries = 0; tries < 3; tries++) {
      try {
        return part.hash().equals(folder.hash(part.file(), () -> false));
      } catch (IOException e) {
        // What cannot be read of a medium now may be readable the next time.
      }
    }
    return false;
  }

  /// Writes gaps down, or strikes them out.
  ///
  /// @param known whether only those are meant that were declared, or only those that were not
  void mend(Collection<Gap> gaps, Function<Gap, Deed> deed, boolean known) throws IOException {
    synchronized (maintenance) {
      Set<Gap> declared = ledger.read((it, mark) -> Set.copyOf(it.gaps()));
      List<Deed> done = new ArrayList<>();
      for (Gap gap : new LinkedHashSet<>(gaps)) {
        if (declared.contains(gap) == known) {
          done.add(deed.apply(gap));
        }
      }
      if (!done.isEmpty()) {
        commit(done, List.of(), () -> {});
      }
    }
  }

  private void quarantine(Part part) throws IOException {
    String name = part.facts().file();
    if (folder.has(name)) {
      Folder aside = folder.quarantine();
      aside.make();
      folder.disk().move(folder.file(name), aside.file(name));
      folder.disk().syncFolder(aside.path());
      folder.disk().syncFolder(folder.path());
    }
    String why = String.valueOf(part.damage());
    commit(List.of(new Deed.Quarantined(part.facts().number(), why)), List.of(), () -> {});
  }

  /// Begins a look at what is visible now.
  Rows.Look look(Question question) throws StoreException {
    synchronized (this) {
      if (looks >= settings.limits().finds()) {
        throw StoreException.of("store.finds.many", folder.path(), looks, tenant.value());
      }
      looks++;
      List<Part> visible = held(part -> true);
      head.parts().forEach(Part::hold);
      visible.addAll(head.parts());
      return new Rows.Look(
          question, settings.limits().scannedRows(), visible, standing, this::looked);
    }
  }

  private synchronized void looked() {
    looks--;
  }

  /// Parts in files, held for the caller to release.
  synchronized List<Part> held(Predicate<PartFacts> wanted) {
    List<Part> held = new ArrayList<>();
    for (Part part : parts.values()) {
      if (wanted.test(part.facts())) {
        part.hold();
        held.add(part);
      }
    }
    return held;
  }

  Ledger ledger() {
    return ledger;
  }

  /// Lets go of everything. Who still looks may go on.
  void close() {
    ledger.close();
    List<Part> all;
    synchronized (this) {
      all = List.copyOf(parts.values());
      parts.clear();
    }
    all.forEach(Part::release);
  }
}
