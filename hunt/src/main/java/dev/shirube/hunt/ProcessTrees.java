// SPDX-License-Identifier: Apache-2.0
package dev.shirube.hunt;

import dev.shirube.event.Event;
import dev.shirube.event.EventClass;
import dev.shirube.event.Field;
import dev.shirube.event.FieldCatalogue;
import dev.shirube.event.ProcessKey;
import dev.shirube.match.Glob;
import dev.shirube.query.Column;
import dev.shirube.query.Predicate;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Finds who started whom: for some processes, those above them up to the first, and all below
/// them. Bounded in depth and number; what is left out is counted.
final class ProcessTrees {
  /// Most processes of one answer.
  static final int MOST = 2_000;

  // A process is made, and then starts a program: two events.
  private static final int MOST_EVENTS = 2 * MOST;
  private static final int MOST_LEVELS = 32;
  private static final int MOST_CHILDREN = 200;
  private static final Field KEY = FieldCatalogue.require("process.uid");
  private static final Field ACTOR = FieldCatalogue.require("actor.process.uid");
  private static final Field PARENT = FieldCatalogue.require("process.parent_process.uid");
  private static final Field PARENT_FILE =
      FieldCatalogue.require("process.parent_process.file.path");

  /// OCSF's activity "Launch" of process_activity.
  private static final long LAUNCH = 1;

  private static final Predicate PROCESSES =
      new Predicate.Like(
          Column.Head.CLASS, Glob.literal(EventClass.PROCESS_ACTIVITY.word()), false);
  private static final Predicate LAUNCHES =
      new Predicate.Compare(Column.Head.ACTIVITY, Predicate.Comparison.EQUAL, LAUNCH);

  // Not every process starts a program, and some were there before anybody looked.
  private static final Predicate BEGINS =
      new Predicate.Or(
          List.of(
              LAUNCHES,
              new Predicate.OneOf(
                  new Column.Catalogue(FieldCatalogue.require("activity_name")),
                  Set.of("fork", "running"))));

  private final Finder finder;
  private final Map<ProcessKey, Known> known = new LinkedHashMap<>();

  /// Looks into the recording.
  @FunctionalInterface
  interface Finder {
    /// Hands on wanted events, oldest first, each good until the taker returns.
    void find(Predicate wanted, long limit, Taker taker) throws IOException;
  }

  /// Takes events.
  @FunctionalInterface
  interface Taker {
    void take(Event event);
  }

  /// What is known of a process.
  private static final class Known {
    private final ProcessKey key;
    private final Set<ProcessKey> children = new LinkedHashSet<>();
    private @Nullable Event start;
    private @Nullable ProcessKey parent;
    private String name = "";

    Known(ProcessKey key) {
      this.key = key;
    }

    long time() {
      Event event = start;
      return event == null ? Long.MAX_VALUE : event.time();
    }
  }

  ProcessTrees(Finder finder) {
    this.finder = finder;
  }

  /// The processes an event tells of itself: the one that started, or the one that acted.
  static List<ProcessKey> keysOf(Event event) {
    List<ProcessKey> keys = new ArrayList<>();
    for (Field field : List.of(KEY, ACTOR)) {
      ProcessKey key = key(event, field);
      if (key != null && keys.isEmpty()) {
        keys.add(key);
      }
    }
    return keys;
  }

  /// The event that tells of a process's start; empty if the recording has none.
  static Optional<Event> startOf(ProcessKey key, Finder finder) throws IOException {
    List<Event> found = new ArrayList<>();
    Predicate one = one(KEY, List.of(key));
    finder.find(with(one, LAUNCHES), 1, event -> found.add(event.keep()));
    if (found.isEmpty()) {
      finder.find(with(one, BEGINS), 1, event -> found.add(event.keep()));
    }
    return found.stream().findFirst();
  }

  private static @Nullable ProcessKey key(Event event, Field field) {
    String text = event.text(field);
    if (text == null) {
      return null;
    }
    try {
      return ProcessKey.parse(text);
    } catch (IllegalArgumentException _) {
      return null;
    }
  }

  /// The trees in which some processes stand, the oldest root first.
  List<ProcessTree> of(Collection<ProcessKey> asked) throws IOException {
    Set<ProcessKey> wanted = new LinkedHashSet<>(asked);
    starts(wanted);
    above(wanted);
    below(wanted);
    Set<ProcessKey> roots = new LinkedHashSet<>();
    for (ProcessKey key : wanted) {
      roots.add(rootOf(key));
    }
    return roots.stream()
        .map(this::known)
        .sorted(Comparator.comparingLong(Known::time))
        .map(root -> tree(root, wanted, new HashSet<>(), 0))
        .toList();
  }

  private Known known(ProcessKey key) {
    return known.computeIfAbsent(key, Known::new);
  }

  private void starts(Collection<ProcessKey> keys) throws IOException {
    keys.forEach(this::known);
    if (!keys.isEmpty()) {
      finder.find(with(one(KEY, keys), BEGINS), MOST_EVENTS, this::started);
    }
  }

  private static Predicate one(Field field, Collection<ProcessKey> keys) {
    Set<String> texts = keys.stream().map(ProcessKey::toString).collect(Collectors.toSet());
    return new Predicate.OneOf(new Column.Catalogue(field), texts);
  }

  private static Predicate with(Predicate one, Predicate activity) {
    return new Predicate.And(List.of(one, PROCESSES, activity));
  }

  private static boolean isLaunch(@Nullable Event event) {
    return event != null && event.activity() == LAUNCH;
  }

  private void started(Event event) {
    ProcessKey key = key(event, KEY);
    if (key == null || known.size() > MOST) {
      return;
    }
    Known process = known(key);
    if (process.start != null && (isLaunch(process.start) || !isLaunch(event))) {
      return;
    }
    process.start = event.keep();
    ProcessKey parent = key(event, PARENT);
    if (parent != null && !parent.equals(key)) {
      process.parent = parent;
      Known above = known(parent);
      above.children.add(key);
      String file = event.text(PARENT_FILE);
      if (file != null) {
        above.name = file;
      }
    }
  }

  private void above(Collection<ProcessKey> from) throws IOException {
    Set<ProcessKey> level = parents(from);
    for (int depth = 0; depth < MOST_LEVELS && !level.isEmpty(); depth++) {
      Set<ProcessKey> unseen = new LinkedHashSet<>(level);
      unseen.removeIf(key -> known(key).start != null);
      starts(unseen);
      level = parents(unseen);
    }
  }

  private Set<ProcessKey> parents(Collection<ProcessKey> keys) {
    Set<ProcessKey> parents = new LinkedHashSet<>();
    for (ProcessKey key : keys) {
      ProcessKey parent = known(key).parent;
      if (parent != null) {
        parents.add(parent);
      }
    }
    return parents;
  }

  private void below(Collection<ProcessKey> from) throws IOException {
    Set<ProcessKey> done = new HashSet<>();
    Set<ProcessKey> level = new LinkedHashSet<>(from);
    for (int depth = 0; depth < MOST_LEVELS && !level.isEmpty() && known.size() < MOST; depth++) {
      done.addAll(level);
      finder.find(with(one(PARENT, level), BEGINS), MOST_EVENTS, this::started);
      Set<ProcessKey> next = new LinkedHashSet<>();
      level.forEach(key -> next.addAll(known(key).children));
      next.removeAll(done);
      level = next;
    }
  }

  private ProcessKey rootOf(ProcessKey key) {
    ProcessKey root = key;
    Set<ProcessKey> passed = new HashSet<>();
    while (passed.add(root)) {
      ProcessKey parent = known(root).parent;
      if (parent == null) {
        return root;
      }
      root = parent;
    }
    return root;
  }

  private ProcessTree tree(
      Known process, Set<ProcessKey> asked, Set<ProcessKey> passed, int depth) {
    passed.add(process.key);
    List<Known> below =
        process.children.stream()
            .filter(key -> !passed.contains(key))
            .map(this::known)
            .sorted(Comparator.comparingLong(Known::time))
            .toList();
    List<ProcessTree> children = new ArrayList<>();
    for (Known child : below) {
      if (children.size() < MOST_CHILDREN && depth < 2 * MOST_LEVELS) {
        children.add(tree(child, asked, passed, depth + 1));
      }
    }
    return new ProcessTree(
        process.key,
        process.start,
        process.name,
        asked.contains(process.key),
        children,
        below.size() - children.size());
  }
}
