// SPDX-License-Identifier: Apache-2.0
package dev.shirube.store;

import dev.shirube.catalog.Problem;
import dev.shirube.event.EventBatch;
import dev.shirube.event.EventId;
import dev.shirube.event.Gap;
import dev.shirube.event.TenantId;
import dev.shirube.journal.Disk;
import dev.shirube.query.Column;
import dev.shirube.segments.Segment;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The recording: the events of all tenants, each in a folder of its own. What is appended is
/// visible at once, and durable once it is sealed; until then the journal has it. Any thread may
/// call; one tenant never sees or waits for another's events.
public final class EventStore implements AutoCloseable {
  private final Folder folder;
  private final StoreSettings settings;
  private final SegmentFormat format;
  private final List<Problem> problems;
  private final Map<String, Recording> recordings = new TreeMap<>();
  private final Object sealing = new Object();
  private volatile Manifest.Sealed sealed;
  private int turn;

  private EventStore(
      Folder folder,
      StoreSettings settings,
      SegmentFormat format,
      Manifest.Sealed sealed,
      List<Problem> problems) {
    this.folder = folder;
    this.settings = settings;
    this.format = format;
    this.sealed = sealed;
    this.problems = problems;
  }

  /// Opens a store, making it if there is none. Reads what was sealed, not the events themselves.
  ///
  /// @throws StoreException if it is of a newer format, or a restore into it was not finished
  public static EventStore open(Disk disk, Path path, StoreSettings settings) throws IOException {
    return open(new Folder(disk, path), settings, SegmentFormat.columns());
  }

  static EventStore open(Folder folder, StoreSettings settings, SegmentFormat format)
      throws IOException {
    folder.make();
    if (folder.has(Backup.UNFINISHED)) {
      throw StoreException.of("store.backup.unfinished", folder.path());
    }
    List<Problem> problems = new ArrayList<>();
    Manifest.Sealed sealed = Manifest.Sealed.load(folder, problems);
    EventStore store = new EventStore(folder, settings, format, sealed, problems);
    for (String tenant : sealed.tenants().keySet()) {
      store.recording(new TenantId(tenant));
    }
    return store;
  }

  private Recording recording(TenantId tenant) throws IOException {
    synchronized (recordings) {
      Recording known = recordings.get(tenant.value());
      if (known == null) {
        Folder own = folder.of(tenant);
        Manifest.Loaded loaded = Manifest.load(own, tenant, sealed.tenants().get(tenant.value()));
        known = new Recording(tenant, own, format, settings, loaded);
        recordings.put(tenant.value(), known);
      }
      return known;
    }
  }

  private List<Recording> all() {
    synchronized (recordings) {
      return List.copyOf(recordings.values());
    }
  }

  /// The tenants that have a recording.
  public List<TenantId> tenants() {
    return all().stream().filter(Recording::isBegun).map(Recording::tenant).toList();
  }

  /// What was found wrong at the start: files that are damaged, missing or not ours.
  public List<Problem> problems() {
    List<Problem> found = new ArrayList<>(problems);
    all().forEach(recording -> found.addAll(recording.problems()));
    return found;
  }

  // Appending

  /// Takes copies of events; they are visible when this returns. An event whose id is there already
  /// is not taken again, however long ago it came.
  ///
  /// @return which events of the batch were new
  /// @throws StoreException store.head.full if there is no room for open events; none was taken,
  ///   and sealing makes room
  /// @throws IOException if the disk did not tell whether ids are there already; none was taken
  public BitSet append(EventBatch batch) throws IOException {
    return recording(batch.tenant()).append(batch);
  }

  /// Why it is time to seal.
  public enum Due {
    NOT_YET,
    ROWS,
    BYTES,
    TIME
  }

  /// Whether it is time to seal: for how much is open, beside what was frozen already.
  ///
  /// @param sinceNanos how many nanoseconds ago everything was sealed
  public Due due(long sinceNanos) {
    long rows = 0;
    long bytes = 0;
    long open = 0;
    for (Recording recording : all()) {
      rows += recording.unfrozenRows();
      bytes += recording.unfrozenBytes();
      open += recording.openRows();
    }
    StoreSettings.Tuning tuning = settings.tuning();
    if (rows >= tuning.sealRows()) {
      return Due.ROWS;
    }
    if (bytes >= tuning.sealBytes()) {
      return Due.BYTES;
    }
    return open > 0 && sinceNanos >= tuning.sealNanos() ? Due.TIME : Due.NOT_YET;
  }

  /// Makes everything durable that was appended before. When it throws, nothing is lost: what was
  /// not made durable stays open, and the journal is still needed from the former offset.
  ///
  /// @param journalOffset from where the journal has to be read again after a crash
  public void seal(long journalOffset) throws IOException {
    synchronized (sealing) {
      freeze(journalOffset).seal();
    }
  }

  /// Closes what was appended before, to be made durable while more is appended.
  ///
  /// @param journalOffset from where the journal has to be read again after a crash, once it is
  public Frozen freeze(long journalOffset) {
    Map<Recording, Long> piles = new LinkedHashMap<>();
    all().forEach(recording -> piles.put(recording, recording.freeze()));
    return new Frozen(journalOffset, piles);
  }

  /// What was closed, to be sealed by any thread; later ones after it.
  public final class Frozen {
    private final long journalOffset;
    private final Map<Recording, Long> piles;

    private Frozen(long journalOffset, Map<Recording, Long> piles) {
      this.journalOffset = journalOffset;
      this.piles = piles;
    }

    /// Makes it durable. When it throws, nothing is lost: what was not made durable is tried again
    /// with what is frozen next, and the journal is still needed from the former offset.
    public void seal() throws IOException {
      synchronized (sealing) {
        if (journalOffset < sealed.offset()) {
          throw new IllegalArgumentException(
              "sealed up to " + sealed.offset() + " already, not only to " + journalOffset);
        }
        Map<String, Manifest.Sealed.Witness> witnesses = new TreeMap<>(sealed.tenants());
        IOException failure = null;
        for (Map.Entry<Recording, Long> pile : piles.entrySet()) {
          try {
            seal(pile.getKey(), pile.getValue(), witnesses);
          } catch (IOException e) {
            failure = failure == null ? e : failure;
          }
        }
        if (failure != null) {
          throw failure;
        }
        Manifest.Sealed now = new Manifest.Sealed(journalOffset, witnesses);
        if (!now.equals(sealed)) {
          now.write(folder);
          sealed = now;
        }
      }
    }

    private void seal(
        Recording recording, long frozen, Map<String, Manifest.Sealed.Witness> witnesses)
        throws IOException {
      recording.seal(frozen, journalOffset);
      Chain.Mark mark = recording.ledger().mark();
      if (mark.count() > 0) {
        String hash = Codec.hex(mark.hash());
        witnesses.put(recording.tenant().value(), new Manifest.Sealed.Witness(mark.count(), hash));
      }
    }
  }

  /// Makes everything durable that was appended before, without moving on in the journal: for what
  /// did not come through it, and to make room. Behind the sealed offset it is read again then.
  public void seal() throws IOException {
    synchronized (sealing) {
      seal(sealed.offset());
    }
  }

  /// From where the journal has to be read after a start; 0 if nothing was ever sealed.
  public long sealedOffset() {
    return sealed.offset();
  }

  // Looking

  /// Begins to look for events.
  ///
  /// @throws StoreException store.finds.many if the tenant looks as often as it may already
  public Rows find(TenantId tenant, Question question) throws IOException {
    return new Rows(tenant, question, recording(tenant).look(question));
  }

  /// Counts events; the question's limit and order do not matter.
  public Question.Answer count(TenantId tenant, Question question) throws IOException {
    return visit(tenant, question, (segment, rows) -> true);
  }

  /// Hands on all values of a column of the wanted events, in no order.
  public Question.Answer values(
      TenantId tenant, Question question, Column column, Segment.ValueSink sink)
      throws IOException {
    return visit(
        tenant,
        question,
        (segment, rows) -> {
          segment.values(column, rows, sink);
          return true;
        });
  }

  /// Shows the wanted rows of every segment: for whoever counts and groups. The question's limit
  /// and order do not matter; the segments are good until this returns.
  public Question.Answer visit(TenantId tenant, Question question, Question.Visitor visitor)
      throws IOException {
    try (Rows.Look look = recording(tenant).look(question)) {
      return look.visit(visitor);
    }
  }

  /// Looks up an event.
  public Question.Found event(TenantId tenant, EventId id) throws IOException {
    try (Rows.Look look = recording(tenant).look(Question.EVERYTHING)) {
      return look.event(tenant, id);
    }
  }

  /// How much a tenant has.
  ///
  /// @param events sealed events
  /// @param openEvents events not sealed yet
  /// @param parts how many parts the sealed ones are in
  /// @param bytes how long the parts are together
  /// @param quarantined how many parts were moved aside as damaged
  public record Size(long events, long openEvents, int parts, long bytes, int quarantined) {}

  /// How much a tenant has.
  public Size size(TenantId tenant) throws IOException {
    Recording recording = recording(tenant);
    int open = recording.openRows();
    return recording
        .ledger()
        .read((it, mark) -> {
          long bytes = it.parts().stream().mapToLong(PartFacts::bytes).sum();
          return new Size(it.events(), open, it.parts().size(), bytes, it.lost().size());
        });
  }

  // Keeping

  /// Does one bounded step of what the store does for itself, for the tenant whose turn it is.
  public Upkeep.Step upkeep() throws IOException {
    List<Recording> all = all();
    for (int tried = 0; tried < all.size(); tried++) {
      turn = (turn + 1) % all.size();
      Upkeep.Step step = Upkeep.step(all.get(turn));
      if (step.kind() != Upkeep.Kind.NOTHING) {
        return step;
      }
    }
    return new Upkeep.Step(Upkeep.Kind.NOTHING, TenantId.LOCAL, 0, 0);
  }

  /// Deletes one part that is not to be kept any longer, but for what is held.
  ///
  /// @param nowNanos what time it is, nanoseconds since 1970 UTC
  /// @return what stays of it; null if there is nothing to delete
  public Signed.@Nullable Tombstone retain(TenantId tenant, Retention retention, long nowNanos)
      throws IOException {
    return retention.step(recording(tenant), nowNanos);
  }

  /// Holds events back from retention. A hold of the same name is replaced.
  public void hold(TenantId tenant, Hold hold) throws IOException {
    recording(tenant).commit(List.of(new Deed.HoldPlaced(hold)), List.of(), () -> {});
  }

  /// Releases a hold.
  ///
  /// @throws StoreException store.hold.unknown if there is none of that name
  public void release(TenantId tenant, String hold, String why) throws IOException {
    if (holds(tenant).stream().noneMatch(it -> it.name().equals(hold))) {
      throw StoreException.of("store.hold.unknown", folder.path(), hold);
    }
    recording(tenant).commit(List.of(new Deed.HoldReleased(hold, why)), List.of(), () -> {});
  }

  /// What is held, by name.
  public List<Hold> holds(TenantId tenant) throws IOException {
    return recording(tenant).ledger().read((it, mark) -> List.copyOf(it.holds().values()));
  }

  /// Declares that events never arrived; every answer about that time names it.
  public void declare(TenantId tenant, Collection<Gap> gaps) throws IOException {
    recording(tenant).mend(gaps, Deed.GapDeclared::new, false);
  }

  /// Takes declared gaps back, since their events came late. Others are passed over.
  public void close(TenantId tenant, Collection<Gap> gaps) throws IOException {
    recording(tenant).mend(gaps, Deed.GapClosed::new, true);
  }

  // Proving

  /// How far a tenant's chain has come, to be kept elsewhere.
  ///
  /// @param nowNanos what time it is, nanoseconds since 1970 UTC
  public Signed.Checkpoint checkpoint(TenantId tenant, long nowNanos) throws IOException {
    Chain.Mark mark = recording(tenant).ledger().mark();
    return Signed.Checkpoint.signed(tenant, mark.count(), mark.hash(), nowNanos, settings.signer());
  }

  /// Checks every file of a tenant against its chain, and the chain against checkpoints.
  public Verification verify(TenantId tenant, Collection<Signed.Checkpoint> checkpoints)
      throws IOException {
    return Verification.of(recording(tenant), folder, checkpoints);
  }

  /// Copies what is sealed into an empty folder of the same disk, while the store goes on.
  ///
  /// @return from where a journal has to go on behind the copy
  public long backup(Path target) throws IOException {
    Folder to = new Folder(folder.disk(), target);
    return Backup.copy(all(), sealed.offset(), to).sealedOffset();
  }

  /// Makes a store of a backup, in an empty folder. Every part is checked on the way.
  ///
  /// @return from where a journal has to go on behind it
  public static long restore(Disk disk, Path backup, Path folder) throws IOException {
    return Backup.restore(disk, backup, folder).sealedOffset();
  }

  /// Lets go of all files. Open events are forgotten: the journal has them.
  @Override
  public void close() {
    all().forEach(Recording::close);
  }
}
