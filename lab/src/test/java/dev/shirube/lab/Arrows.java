// SPDX-License-Identifier: Apache-2.0
package dev.shirube.lab;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Who uses whom: arrows between names, and what the law says of them.
final class Arrows {
  private final Map<String, Set<String>> uses = new TreeMap<>();

  /// Adds a name that may use nothing.
  void name(String name) {
    targets(name);
  }

  private Set<String> targets(String name) {
    return uses.computeIfAbsent(name, key -> new TreeSet<>());
  }

  /// Adds an arrow; one to itself is none.
  void add(String from, String to) {
    name(from);
    name(to);
    if (!from.equals(to)) {
      targets(from).add(to);
    }
  }

  Set<String> names() {
    return uses.keySet();
  }

  /// Whom a name uses.
  Set<String> from(String name) {
    return uses.getOrDefault(name, Set.of());
  }

  int count() {
    return uses.values().stream().mapToInt(Collection::size).sum();
  }

  /// The arrows that point right in an order, or to a name that the order does not have.
  List<String> against(List<String> order) {
    List<String> wrong = new ArrayList<>();
    uses.forEach((from, targets) -> {
      for (String to : targets) {
        if (!order.contains(to) || order.indexOf(to) > order.indexOf(from)) {
          wrong.add(from + " -> " + to);
        }
      }
    });
    return wrong;
  }

  /// Every set of names that reach each other: Tarjan's strongly connected components above one.
  List<Set<String>> circles() {
    return new Tarjan().run();
  }

  /// The arrows that no longer way implies.
  Arrows reduced() {
    Arrows reduced = new Arrows();
    uses.keySet().forEach(reduced::name);
    uses.forEach((from, targets) -> {
      for (String to : targets) {
        if (targets.stream().noneMatch(over -> !over.equals(to) && reaches(over, to))) {
          reduced.add(from, to);
        }
      }
    });
    return reduced;
  }

  private boolean reaches(String from, String to) {
    Deque<String> open = new ArrayDeque<>(List.of(from));
    Set<String> seen = new TreeSet<>();
    while (!open.isEmpty()) {
      String name = open.pop();
      if (name.equals(to)) {
        return true;
      }
      if (seen.add(name)) {
        open.addAll(from(name));
      }
    }
    return false;
  }

  private final class Tarjan {
    private final Map<String, Integer> index = new HashMap<>();
    private final Map<String, Integer> low = new HashMap<>();
    private final Deque<String> stack = new ArrayDeque<>();
    private final Set<String> onStack = new TreeSet<>();
    private final List<Set<String>> circles = new ArrayList<>();

    List<Set<String>> run() {
      for (String name : uses.keySet()) {
        if (!index.containsKey(name)) {
          visit(name);
        }
      }
      return circles;
    }

    private void visit(String name) {
      int number = index.size();
      index.put(name, number);
      low.put(name, number);
      stack.push(name);
      onStack.add(name);
      for (String next : from(name)) {
        if (!index.containsKey(next)) {
          visit(next);
          low.merge(name, low.getOrDefault(next, 0), Math::min);
        } else if (onStack.contains(next)) {
          low.merge(name, index.getOrDefault(next, 0), Math::min);
        }
      }
      if (low.getOrDefault(name, 0) == number) {
        close(name);
      }
    }

    private void close(String name) {
      Set<String> circle = new TreeSet<>();
      String top;
      do {
        top = stack.pop();
        onStack.remove(top);
        circle.add(top);
      } while (!top.equals(name));
      if (circle.size() > 1) {
        circles.add(circle);
      }
    }
  }
}
