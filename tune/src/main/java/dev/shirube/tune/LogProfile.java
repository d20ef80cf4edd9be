// SPDX-License-Identifier: Apache-2.0
package dev.shirube.tune;

import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.Field;
import dev.shirube.event.FieldCatalogue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// Which sorts of events some logs hold, by host. Memory is bounded: sorts beyond the limit are
/// counted and not kept.
final class LogProfile {
  private static final int MOST_SORTS = 20_000;
  private static final Field CODE = FieldCatalogue.require("metadata.event_code");
  private static final Field CHANNEL = FieldCatalogue.require("metadata.log_name");
  private static final Field PROVIDER = FieldCatalogue.require("metadata.log_provider");
  private static final Field HOST = FieldCatalogue.require("device.hostname");
  private static final Field SYSTEM = FieldCatalogue.require("device.os.type");

  private final Map<LogSort.Key, LogSort> current = new HashMap<>();
  private final List<LogSort> closed = new ArrayList<>();
  private final Event cursor = new Event();
  private long events;
  private long beyond;

  /// Learns from every event of a batch.
  void accept(EventBatch batch) {
    for (int index = 0; index < batch.count(); index++) {
      learn(cursor.on(batch, index));
    }
  }

  private void learn(Event event) {
    events++;
    LogSort.Key key = key(event);
    LogSort sort = current.get(key);
    if (sort != null && !sort.shares(event.batch().names())) {
      closed.addAll(current.values());
      current.clear();
      sort = null;
    }
    if (sort == null) {
      if (current.size() + closed.size() >= MOST_SORTS) {
        beyond++;
        return;
      }
      sort = new LogSort(key, event);
      current.put(key, sort);
    }
    sort.add(event);
  }

  private static LogSort.Key key(Event event) {
    return new LogSort.Key(
        host(event),
        event.source(),
        text(event, CHANNEL),
        text(event, PROVIDER),
        text(event, CODE),
        event.eventClass(),
        event.activity());
  }

  private static String host(Event event) {
    String name = text(event, HOST).toUpperCase(Locale.ROOT);
    int dot = name.indexOf('.');
    boolean address = !name.isEmpty() && name.chars().allMatch(c -> c == '.' || c <= '9');
    return dot > 0 && !address ? name.substring(0, dot) : name;
  }

  private static String text(Event event, Field field) {
    String text = event.text(field);
    return text == null ? "" : text;
  }

  /// Whether the sort's events are of a Windows host.
  static boolean isWindows(LogSort sort) {
    return "windows".equalsIgnoreCase(text(sort.example(), SYSTEM));
  }

  /// The sorts of each host, hosts in the order of their names.
  Map<String, List<LogSort>> byHost() {
    Map<String, List<LogSort>> hosts = new TreeMap<>();
    sorts().forEach(s -> hosts.computeIfAbsent(s.key().host(), _ -> new ArrayList<>()).add(s));
    return hosts;
  }

  /// Every sort.
  Collection<LogSort> sorts() {
    List<LogSort> all = new ArrayList<>(closed);
    all.addAll(current.values());
    return all;
  }

  long events() {
    return events;
  }

  /// Events whose sort was not kept because there were too many.
  long beyond() {
    return beyond;
  }
}
