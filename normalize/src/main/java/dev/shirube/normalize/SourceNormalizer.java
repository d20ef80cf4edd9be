// SPDX-License-Identifier: Apache-2.0
package dev.shirube.normalize;

import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.TimeSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Runs descriptions: first the carriers that apply, then the one source, then what that source
/// does with this kind of event.
final class SourceNormalizer implements Normalizer {
  private static final int MAX_ROUNDS = 8;

  private final List<Compiled> carriers = new ArrayList<>();
  private final List<Compiled> sources = new ArrayList<>();
  private final Work work;
  private final Clocks clocks;
  private final JoinedParts joined = new JoinedParts();
  private final List<Compiled> applied = new ArrayList<>();

  SourceNormalizer(List<SourceFile> files, Vocabulary vocabulary, ZoneId zone) {
    Map<String, SourceFile> byId = new HashMap<>();
    files.forEach(file -> byId.put(file.id(), file));
    List<SourceFile> ordered = new ArrayList<>(files);
    ordered.sort(Comparator.comparingInt(SourceFile::rank).reversed());
    for (SourceFile file : ordered) {
      switch (file.kind()) {
        case CARRIER -> carriers.add(new Compiled(file, layers(file, byId), vocabulary));
        case SOURCE -> sources.add(new Compiled(file, layers(file, byId), vocabulary));
        case BASE -> {}
      }
    }
    work = new Work(vocabulary);
    clocks = new Clocks(zone);
  }

  /// The layers a description stands on, the lowest first, its own last.
  private static List<SourceFile.Layer> layers(SourceFile file, Map<String, SourceFile> byId) {
    List<SourceFile.Layer> layers = new ArrayList<>();
    SourceFile current = file;
    for (int depth = 0; current != null && depth < MAX_ROUNDS; depth++) {
      layers.addFirst(current.common());
      String base = current.base();
      current = base == null ? null : byId.get(base);
    }
    return layers;
  }

  /// A description with its plans, made when first needed.
  private static final class Compiled {
    private final SourceFile file;
    private final List<SourceFile.Layer> layers;
    private final Vocabulary vocabulary;
    private final @Nullable Plan[] plans;
    private final boolean early;

    Compiled(SourceFile file, List<SourceFile.Layer> layers, Vocabulary vocabulary) {
      this.file = file;
      this.layers = layers;
      this.vocabulary = vocabulary;
      plans = new @Nullable Plan[file.events().size() + 1];
      early =
          file.events().stream()
              .flatMap(event -> event.when().stream())
              .anyMatch(condition -> condition.reference() < 0);
    }

    boolean recognizes(Work work) {
      List<List<Condition>> alternatives = file.recognize();
      for (int index = 0; index < alternatives.size(); index++) {
        if (Condition.allHold(alternatives.get(index), work)) {
          return true;
        }
      }
      return false;
    }

    /// The index of the first kind of event that fits, or -1.
    int kind(Work work) {
      List<SourceFile.EventKind> events = file.events();
      for (int index = 0; index < events.size(); index++) {
        if (Condition.allHold(events.get(index).when(), work)) {
          return index;
        }
      }
      return -1;
    }

    Plan plan(int kind) {
      Plan known = plans[kind + 1];
      if (known == null) {
        List<SourceFile.Layer> all = new ArrayList<>(layers);
        if (kind >= 0) {
          all.add(file.events().get(kind).layer());
        }
        known = new Plan(all, vocabulary.size());
        plans[kind + 1] = known;
      }
      return known;
    }
  }

  @Override
  public void normalize(EventBatch batch) {
    work.begin(batch);
    unwrap();
    Compiled source = first(sources);
    if (source == null) {
      unknown();
      return;
    }
    if (!source.file.reshape().isEmpty()) {
      source.file.reshape().apply(work);
    }
    run(source);
  }

  private @Nullable Compiled first(List<Compiled> candidates) {
    for (int index = 0; index < candidates.size(); index++) {
      if (candidates.get(index).recognizes(work)) {
        return candidates.get(index);
      }
    }
    return null;
  }

  private void unwrap() {
    applied.clear();
    for (int round = 0; round < MAX_ROUNDS; round++) {
      Compiled carrier = null;
      for (int index = 0; index < carriers.size() && carrier == null; index++) {
        Compiled candidate = carriers.get(index);
        carrier = !applied.contains(candidate) && candidate.recognizes(work) ? candidate : null;
      }
      if (carrier == null) {
        return;
      }
      applied.add(carrier);
      carrier.file.reshape().apply(work);
    }
  }

  private void run(Compiled source) {
    Event event = work.event();
    EventBatch batch = event.batch();
    if (source.early) {
      source.plan(-1).map(work, false);
      mapCarriers(false);
    }
    int kind = source.kind(work);
    Plan plan = source.plan(kind);
    plan.map(work, true);
    mapCarriers(true);
    batch.setClass(event.index(), plan.eventClass(), plan.activity());
    batch.setSource(event.index(), batch.names().intern(source.file.id()));
    plan.extract(work);
    clocks.set(work, clocksOf(plan));
    plan.derive(work);
    for (int index = 0; index < applied.size(); index++) {
      applied.get(index).plan(-1).derive(work);
    }
    if (kind >= 0) {
      join(source.file.events().get(kind));
    }
  }

  private void mapCarriers(boolean copies) {
    for (int index = applied.size() - 1; index >= 0; index--) {
      applied.get(index).plan(-1).map(work, copies);
    }
  }

  /// The source's clocks, then those of the carriers, the innermost first.
  private List<Clocks.Clock> clocksOf(Plan plan) {
    boolean more = false;
    for (Compiled carrier : applied) {
      more |= !carrier.plan(-1).clocks().isEmpty();
    }
    if (!more) {
      return plan.clocks();
    }
    List<Clocks.Clock> all = new ArrayList<>(plan.clocks());
    for (int index = applied.size() - 1; index >= 0; index--) {
      all.addAll(applied.get(index).plan(-1).clocks());
    }
    return all;
  }

  private void join(SourceFile.EventKind kind) {
    JoinedParts.Join join = kind.join();
    if (join != null) {
      String host = work.event().text(Clocks.HOST);
      joined.take(work, join, host == null ? "" : host);
    }
  }

  /// No description fits: only the carriers' part is done.
  private void unknown() {
    Event event = work.event();
    mapCarriers(true);
    List<Clocks.Clock> all = new ArrayList<>();
    for (Compiled carrier : applied) {
      all.addAll(carrier.plan(-1).clocks());
    }
    if (all.isEmpty()) {
      event.batch().setTime(event.index(), event.received(), TimeSource.RECEIVED, 0);
    } else {
      clocks.set(work, all);
    }
  }

  /// Other sources of the same rank that would take the event normalized last as well: which of
  /// them is asked first is then an accident.
  List<String> rivals() {
    List<String> rivals = new ArrayList<>();
    String chosen = work.event().source();
    int rank = -1;
    for (Compiled source : sources) {
      rank = source.file.id().equals(chosen) ? source.file.rank() : rank;
    }
    for (Compiled source : sources) {
      boolean other = source.file.rank() == rank && !source.file.id().equals(chosen);
      if (other && source.recognizes(work)) {
        rivals.add(source.file.id());
      }
    }
    return rivals;
  }

  @Override
  public boolean appendJoined(EventBatch batch) {
    return joined.append(batch);
  }

  @Override
  public void finish() {
    joined.finish();
  }
}
