// SPDX-License-Identifier: Apache-2.0
package dev.shirube.normalize;

import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.TimeSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Runs descriptions: first the carriers that apply, then the one source, then what that source
/// does with this kind of event.
final class SourceNormalizer implements Normalizer {
  private static final int MAX_ROUNDS = 8;
  private static final BitSet NONE = new BitSet();

  private final List<Compiled> carriers = new ArrayList<>();
  private final List<Compiled> sources = new ArrayList<>();
  private final Condition.Choice carrierChoice = new Condition.Choice();
  private final Condition.Choice sourceChoice = new Condition.Choice();
  private final BitSet applied = new BitSet();
  private final Work work;
  private String kindName = "";
  private final Clocks clocks;
  private final JoinedParts joined = new JoinedParts();
  private final List<Compiled> unwrapped = new ArrayList<>();

  SourceNormalizer(List<SourceFile> files, Vocabulary vocabulary, ZoneId zone) {
    Map<String, SourceFile> byId = new HashMap<>();
    files.forEach(file -> byId.put(file.id(), file));
    List<SourceFile> ordered = new ArrayList<>(files);
    ordered.sort(Comparator.comparingInt(SourceFile::rank).reversed());
    for (SourceFile file : ordered) {
      switch (file.kind()) {
        case CARRIER -> add(carriers, carrierChoice, file, layers(file, byId), vocabulary);
        case SOURCE -> add(sources, sourceChoice, file, layers(file, byId), vocabulary);
        case BASE -> {}
      }
    }
    work = new Work(vocabulary);
    clocks = new Clocks(zone);
  }

  private static void add(
      List<Compiled> list,
      Condition.Choice choice,
      SourceFile file,
      List<SourceFile.Layer> layers,
      Vocabulary vocabulary) {
    file.recognize().forEach(conditions -> choice.add(list.size(), conditions));
    list.add(new Compiled(file, layers, vocabulary));
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
    private final Condition.Choice kinds = new Condition.Choice();

    Compiled(SourceFile file, List<SourceFile.Layer> layers, Vocabulary vocabulary) {
      this.file = file;
      this.layers = layers;
      this.vocabulary = vocabulary;
      plans = new @Nullable Plan[file.events().size() + 1];
      for (int kind = 0; kind < file.events().size(); kind++) {
        kinds.add(kind, file.events().get(kind).when());
      }
      early =
          file.events().stream()
              .flatMap(event -> event.when().stream())
              .anyMatch(condition -> condition.reference() < 0);
    }

    /// The index of the first kind of event that fits, or -1.
    int kind(Work work) {
      return kinds.first(work, NONE);
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
    int chosen = sourceChoice.first(work, NONE);
    if (chosen < 0) {
      unknown();
      return;
    }
    Compiled source = sources.get(chosen);
    if (!source.file.reshape().isEmpty()) {
      source.file.reshape().apply(work);
    }
    run(source);
  }

  private void unwrap() {
    applied.clear();
    unwrapped.clear();
    for (int round = 0; round < MAX_ROUNDS; round++) {
      int chosen = carrierChoice.first(work, applied);
      if (chosen < 0) {
        return;
      }
      Compiled carrier = carriers.get(chosen);
      applied.set(chosen);
      unwrapped.add(carrier);
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
    kindName = kind < 0 ? "" : source.file.events().get(kind).name();
    Plan plan = source.plan(kind);
    plan.map(work, true);
    mapCarriers(true);
    batch.setClass(event.index(), plan.eventClass(), plan.activity());
    batch.setSource(event.index(), batch.names().intern(source.file.id()));
    plan.extract(work);
    clocks.set(work, clocksOf(plan));
    plan.derive(work);
    for (int index = 0; index < unwrapped.size(); index++) {
      unwrapped.get(index).plan(-1).derive(work);
    }
    if (kind >= 0) {
      join(source.file.events().get(kind));
    }
  }

  private void mapCarriers(boolean copies) {
    for (int index = unwrapped.size() - 1; index >= 0; index--) {
      unwrapped.get(index).plan(-1).map(work, copies);
    }
  }

  /// The source's clocks, then those of the carriers, the innermost first.
  private List<Clocks.Clock> clocksOf(Plan plan) {
    boolean more = false;
    for (Compiled carrier : unwrapped) {
      more |= !carrier.plan(-1).clocks().isEmpty();
    }
    if (!more) {
      return plan.clocks();
    }
    List<Clocks.Clock> all = new ArrayList<>(plan.clocks());
    for (int index = unwrapped.size() - 1; index >= 0; index--) {
      all.addAll(unwrapped.get(index).plan(-1).clocks());
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
    for (Compiled carrier : unwrapped) {
      all.addAll(carrier.plan(-1).clocks());
    }
    if (all.isEmpty()) {
      event.batch().setTime(event.index(), event.received(), TimeSource.RECEIVED, 0);
    } else {
      clocks.set(work, all);
    }
  }

  /// What its description calls the kind of the event normalized last; empty if it names none.
  String kindName() {
    return kindName;
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
    for (int index = 0; index < sources.size(); index++) {
      SourceFile file = sources.get(index).file;
      boolean other = file.rank() == rank && !file.id().equals(chosen);
      if (other && sourceChoice.holds(work, index)) {
        rivals.add(file.id());
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
