// SPDX-License-Identifier: Apache-2.0
package dev.shirube.installation;

import dev.shirube.catalog.Message;
import dev.shirube.catalog.Problem;
import dev.shirube.detect.Finding;
import dev.shirube.detect.Workers;
import dev.shirube.event.EventBatch;
import dev.shirube.event.FieldCatalogue;
import dev.shirube.event.TenantId;
import dev.shirube.gateway.EnvelopeException;
import dev.shirube.gateway.Inbox;
import dev.shirube.hunt.Hunter;
import dev.shirube.intake.AgentLanes;
import dev.shirube.intake.Checkpoints;
import dev.shirube.intake.EnvelopeReader;
import dev.shirube.intake.Follower;
import dev.shirube.intake.JournalInbox;
import dev.shirube.intake.LivePath;
import dev.shirube.journal.Committer;
import dev.shirube.journal.Found;
import dev.shirube.journal.Journal;
import dev.shirube.journal.JournalSettings;
import dev.shirube.query.Predicate;
import dev.shirube.query.TimeRange;
import dev.shirube.store.EventStore;
import dev.shirube.store.Question;
import dev.shirube.store.Retention;
import dev.shirube.store.Rows;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The recording at work: takes in what doors hand over, detects, keeps itself in order. One
/// process has it open at a time.
public final class Recorder implements Closeable {
  private static final long MOST_BEHIND = 256L << 20;
  private static final int KEPT_PROBLEMS = 100;
  private static final int WARM_EVENTS = 1_000;

  private final RecordingFolder folder;
  private final Journal journal;
  private final Committer committer;
  private final Detecting detecting;
  private final Workers workers;
  private final Checkpoints checkpoints;
  private final IntakeLoop intake;
  private final UpkeepLoop upkeep;
  private final JournalInbox inbox;
  private final AgentLanes agents = new AgentLanes();
  private final SourceCounts counts = new SourceCounts();
  private final Consumer<EventBatch> seen;
  private final AtomicLong findings = new AtomicLong();
  private final Deque<Problem> problems = new ArrayDeque<>();

  /// What a recorder is made of.
  ///
  /// @param path makes what reads and normalizes, and hands on what it has read
  /// @param detecting runs the rules, with empty memory
  /// @param retention how long events are kept
  /// @param now nanoseconds since 1970 UTC
  /// @param seen hears of all events that are taken in
  record Parts(
      RecordingFolder folder,
      BiFunction<EnvelopeReader.Batched, AgentLanes, EnvelopeReader> path,
      Detecting detecting,
      Retention retention,
      LongSupplier now,
      Consumer<EventBatch> seen) {}

  Recorder(Parts parts) throws IOException {
    seen = parts.seen();
    folder = parts.folder();
    detecting = parts.detecting();
    workers = detecting.workers();
    EventStore store = folder.store();
    checkpoints = new Checkpoints(folder.disk(), folder.data().state());
    if (store.sealedOffset() > 0 && !checkpoints.read(workers, store.sealedOffset())) {
      note(stateless("recorder.state.none", "recorder.state.none.advice"));
    }
    if (!checkpoints.read(agents, store.sealedOffset())) {
      note(stateless("recorder.agents.none", "recorder.agents.none.advice"));
    }
    JournalSettings settings =
        JournalSettings.of(FieldCatalogue.builtIn().version()).from(store.sealedOffset());
    journal = Journal.open(folder.disk(), folder.data().journal(), settings);
    committer = new Committer(journal, Committer.DELAY, Committer.GROUP_BYTES);
    LivePath path = LivePath.live(store, workers, parts.now(), new Heard(parts.now()));
    intake =
        new IntakeLoop(
            new IntakeLoop.Parts(
                journal,
                store,
                path,
                () -> parts.path().apply(path::take, agents),
                offset -> seal(path, offset),
                () -> warmUp(path),
                new Losses()));
    inbox = new JournalInbox(journal, settings, MOST_BEHIND, intake::takenIn);
    upkeep = new UpkeepLoop(folder, parts.retention(), parts.now(), this::note);
  }

  private Problem stateless(String what, String advice) {
    String state = folder.data().state().toString();
    return new Problem(state, 0, Message.of(what), Message.of(advice));
  }

  /// Runs the rules over what came last before this start. That this cannot be is no reason not to
  /// record.
  private void warmUp(LivePath path) {
    try {
      warmUpOnNewest(path);
    } catch (IOException e) {
      String reason = String.valueOf(e.getMessage());
      note(
          new Problem(
              folder.data().store().toString(),
              0,
              Message.of("recorder.warm", reason),
              Message.of("recorder.warm.advice")));
    }
  }

  private void warmUpOnNewest(LivePath path) throws IOException {
    for (TenantId tenant : folder.store().tenants()) {
      Question newest =
          new Question(
              TimeRange.ALL, new Predicate.Everything(), Question.Order.NEWEST_FIRST, WARM_EVENTS);
      try (Rows rows = folder.store().find(tenant, newest)) {
        EventBatch sample = rows.next();
        if (sample != null) {
          path.warmUp(sample);
          return;
        }
      }
    }
  }

  private IntakeLoop.Sealing seal(LivePath path, long offset) throws IOException {
    path.settle();
    checkpoints.write(workers, agents, offset);
    detecting.taken().forEach(this::note);
    EventStore.Frozen frozen = folder.store().freeze(offset);
    return () -> {
      frozen.seal();
      checkpoints.keepOnly(offset);
      journal.release(offset);
    };
  }

  /// Hears what happens on the way.
  private final class Heard implements LivePath.Heard {
    private final LongSupplier now;

    Heard(LongSupplier now) {
      this.now = now;
    }

    @Override
    public void found(Finding finding) {
      findings.incrementAndGet();
    }

    @Override
    public void stored(EventBatch batch, int fresh) {
      counts.add(batch, now.getAsLong());
      seen.accept(batch);
    }
  }

  private final class Losses implements Follower.Losses {
    @Override
    public void gap(Found.Gap gap) {
      tell("recorder.journal.gap", gap.offset(), gap.length());
    }

    @Override
    public void unreadable(Found.Entry entry, EnvelopeException why) {
      tell("recorder.journal.unreadable", entry.offset(), entry.bytes().length);
    }

    private void tell(String id, Object... facts) {
      note(
          new Problem(
              folder.data().journal().toString(),
              0,
              Message.of(id, facts),
              Message.of(id + ".advice", facts)));
    }
  }

  private void note(Problem problem) {
    synchronized (problems) {
      problems.add(problem);
      if (problems.size() > KEPT_PROBLEMS) {
        problems.remove();
      }
    }
  }

  /// Where doors hand in what they receive.
  public Inbox inbox() {
    return inbox;
  }

  /// The recording itself.
  public EventStore store() {
    return folder.store();
  }

  /// Answers questions of one tenant.
  public Hunter hunter(TenantId tenant) {
    return new Hunter(folder.store(), tenant);
  }

  /// Who hears of all events that are taken in.
  Consumer<EventBatch> seen() {
    return seen;
  }

  /// What came from where.
  public SourceCounts counts() {
    return counts;
  }

  /// Which events of agents have come.
  public AgentLanes agents() {
    return agents;
  }

  /// How many findings were made since the start.
  public long findings() {
    return findings.get();
  }

  /// The last problems met: first those of the journal.
  public List<Problem> problems() {
    detecting.taken().forEach(this::note);
    List<Problem> all = new ArrayList<>(journal.status().told());
    synchronized (problems) {
      all.addAll(problems);
    }
    return all;
  }

  /// What keeps it from recording now; empty while nothing does.
  public List<Message> faults() {
    List<Message> faults = new ArrayList<>();
    @Nullable Message stuck = intake.fault();
    if (stuck != null) {
      faults.add(stuck);
    }
    if (!journal.status().writable()) {
      faults.add(Message.of("recorder.journal.failing", folder.data().journal()));
    }
    return faults;
  }

  /// Whether what had come before the start has been taken in.
  public boolean isCaughtUp() {
    return intake.isCaughtUp();
  }

  @Override
  public void close() throws IOException {
    try (folder;
        workers;
        intake;
        journal;
        committer;
        upkeep) {
      // Closed from the last to the first, each even if the disk fails one before it.
    }
  }
}
