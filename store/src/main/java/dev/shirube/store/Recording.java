// SPDX-License-Identifier: Apache-2.0
package dev.shirube.store;

import dev.shirube.catalog.Problem;
import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.EventId;
import dev.shirube.event.TenantId;
import dev.shirube.segments.Segment;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/// What one tenant has: open events in memory, parts in files, and the deeds that made them. Any
/// thread may call. Locks are taken in the order sealing or maintenance, deeds, this.
final class Recording {
  private static final String QUARANTINE = "quarantine";

  private final TenantId tenant;
  private final Folder folder;
  private final SegmentFormat format;
  private final StoreSettings settings;
  private final List<Problem> problems;

  private final Object appending = new Object();
  private final Object sealing = new Object();
  private final Object maintenance = new Object();

  private final Object deeds = new Object();
  private final Chain chain;
  private final Inventory inventory;
  private final Set<Long> leftovers;
  private final Set<Long> beingWritten = new TreeSet<>();
  private long nextNumber;
  private boolean stale;

  private final TreeMap<Long, Part> parts = new TreeMap<>();
  private final Set<Long> retired = new HashSet<>();
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
    chain = new Chain(folder, tenant, loaded.mark(), loaded.sure());
    inventory = loaded.inventory();
    head = new Head(tenant, format);
    stale = !loaded.sure() && loaded.mark().count() > 0;
    for (PartFacts facts : inventory.parts()) {
      parts.put(facts.number(), part(facts));
    }
    standing = List.copyOf(inventory.missing());
    Manifest.Compared compared = loaded.compare(folder);
    compared.damaged().forEach((number, why) -> at(number).damaged(why));
    leftovers = new TreeSet<>(compared.leftovers());
    nextNumber = compared.next();
    problems.addAll(compared.problems());
  }

  private Part at(long number) {
    return Objects.requireNonNull(parts.get(number));
  }

  private Part part(PartFacts facts) {
    return Part.inFile(facts, tenant, folder, format, this::freed);
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

  // Open events

  BitSet append(EventBatch batch) throws IOException {
    EventId[] ids = new EventId[batch.count()];
    Event event = new Event();
    for (int index = 0; index < ids.length; index++) {
      ids[index] = event.on(batch, index).id();
    }
    synchronized (appending) {
      Predicate<EventId> open;
      List<Part> files;
      synchronized (this) {
        admit(batch);
        open = head.ids();
        files = held(part -> true);
      }
      try {
        BitSet fresh = new BitSet(ids.length);
        fresh.set(0, ids.length);
        keep(fresh, ids, open.negate());
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

  private static void keep(BitSet which, EventId[] ids, Predicate<EventId> wanted) {
    for (int index = which.nextSetBit(0); index >= 0; index = which.nextSetBit(index + 1)) {
      if (!wanted.test(ids[index])) {
        which.clear(index);
      }
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
      keep(fresh, ids, id -> segment.rowOf(id) < 0);
    } catch (IOException e) {
      if (part.damage() == null) {
        throw e;
      }
    }
  }

  synchronized int openRows() {
    return head.rows();
  }

  synchronized long openBytes() {
    return head.bytes();
  }

  /// Writes all open events as parts.
  ///
  /// @return whether there were any
  boolean seal(long journalOffset) throws IOException {
    synchronized (sealing) {
      List<Part> open;
      synchronized (this) {
        open = head.freeze();
      }
      if (open.isEmpty()) {
        return false;
      }
      folder.make();
      List<PartFacts> written = write(open, Integer.MAX_VALUE);
      List<Deed> done = new ArrayList<>();
      written.forEach(part -> done.add(new Deed.Added(part, journalOffset)));
      commit(done, written, head::sealed);
      return true;
    }
  }

  /// Writes all rows of some parts as new ones.
  ///
  /// @param most how many new parts at most there may be
  List<PartFacts> write(List<Part> from, int most) throws IOException {
    RowMerge merge = new RowMerge(false);
    long rows = 0;
    for (Part part : from) {
      Segment segment = part.open();
      merge.add(segment, RowMerge.all(segment), part.sorted());
      rows += segment.rows();
    }
    List<PartFacts> written = new ArrayList<>();
    while (rows > 0) {
      boolean last = written.size() == most - 1;
      int count = (int) (last ? rows : Math.min(rows, settings.tuning().partRows()));
      try {
        written.add(write(merge, count));
      } catch (IOException | RuntimeException e) {
        abandon(written);
        throw e;
      }
      rows -= count;
    }
    return written;
  }

  /// Writes the next rows of a merge as a new part.
  PartFacts write(RowMerge merge, int rows) throws IOException {
    long number;
    synchronized (deeds) {
      number = nextNumber++;
      beingWritten.add(number);
    }
    try {
      return new PartWriter(tenant, folder, format).write(number, merge, rows);
    } catch (IOException | RuntimeException e) {
      abandon(number);
      throw e;
    }
  }

  /// Gives up parts that were written: their files are deleted when it is sure that no deed names
  /// them.
  void abandon(List<PartFacts> written) {
    written.forEach(part -> abandon(part.number()));
  }

  private void abandon(long number) {
    synchronized (deeds) {
      beingWritten.remove(number);
      leftovers.add(number);
    }
  }

  // Deeds

  /// Does deeds: when this returns they are durable and visible; when it throws they are not done,
  /// and the parts written for them are given up.
  ///
  /// @param alongside done in the same moment, as others see it
  void commit(List<Deed> done, List<PartFacts> written, Runnable alongside) throws IOException {
    synchronized (deeds) {
      try {
        chain.append(done);
      } catch (IOException e) {
        abandon(written);
        throw e;
      }
      synchronized (this) {
        for (Deed deed : done) {
          retire(inventory.apply(deed), !(deed instanceof Deed.Quarantined));
        }
        for (PartFacts facts : written) {
          parts.put(facts.number(), part(facts));
          beingWritten.remove(facts.number());
        }
        standing = List.copyOf(inventory.missing());
        alongside.run();
      }
      stale = true;
      settle();
    }
  }

  private void retire(List<PartFacts> gone, boolean delete) {
    for (PartFacts facts : gone) {
      Part part = parts.remove(facts.number());
      if (delete) {
        leftovers.add(facts.number());
      }
      if (part != null) {
        retired.add(facts.number());
        part.release();
      }
    }
  }

  private synchronized void freed(Part part) {
    retired.remove(part.facts().number());
  }

  /// Writes the manifest and deletes what belongs to nothing. The deeds are done whether that works
  /// or not; what did not work is tried again at the next occasion.
  ///
  /// @return whether anything was done
  private boolean settle() {
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
    synchronized (this) {
      free.removeAll(retired);
    }
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

  /// Moves damaged parts aside, and does what did not work before.
  ///
  /// @return how many parts were moved; -1 if there was nothing to do at all
  int tidy() throws IOException {
    synchronized (maintenance) {
      List<Part> damaged;
      synchronized (this) {
        damaged = parts.values().stream().filter(part -> part.damage() != null).toList();
      }
      for (Part part : damaged) {
        quarantine(part);
      }
      synchronized (deeds) {
        return settle() || !damaged.isEmpty() ? damaged.size() : -1;
      }
    }
  }

  private void quarantine(Part part) throws IOException {
    String name = part.facts().file();
    if (folder.has(name)) {
      Folder aside = folder.in(QUARANTINE);
      aside.make();
      folder.disk().move(folder.file(name), aside.file(name));
      folder.disk().syncFolder(aside.path());
      folder.disk().syncFolder(folder.path());
    }
    String why = String.valueOf(part.damage());
    commit(List.of(new Deed.Quarantined(part.facts().number(), why)), List.of(), () -> {});
  }

  // Looking

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

  /// What the deeds made, for reading under a lock that keeps it as it is.
  <T> T inventory(Reader<T> reader) throws IOException {
    synchronized (deeds) {
      return reader.read(inventory, manifest());
    }
  }

  /// Reads what the deeds made; keeps nothing of it.
  @FunctionalInterface
  interface Reader<T> {
    T read(Inventory inventory, Manifest manifest) throws IOException;
  }

  void close() {
    synchronized (deeds) {
      chain.close();
      synchronized (this) {
        parts.values().forEach(Part::release);
        parts.clear();
      }
    }
  }
}
