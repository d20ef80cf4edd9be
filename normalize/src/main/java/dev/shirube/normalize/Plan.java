// SPDX-License-Identifier: Apache-2.0
package dev.shirube.normalize;

import dev.shirube.event.Event;
import dev.shirube.event.EventClass;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Everything that is done with one kind of event of one source, merged from its layers: the field
/// of each name is one array read away.
final class Plan {
  private final char[] fields;
  private final List<int[]> further = new ArrayList<>();
  private final List<Template.Extract> extracts = new ArrayList<>();
  private final List<Operation.Derivation> derive = new ArrayList<>();
  private List<Clocks.Clock> clocks = List.of();
  private EventClass eventClass = EventClass.BASE_EVENT;
  private int activity;

  /// @param layers the lowest first; later ones win
  /// @param names how many names the vocabulary has
  Plan(List<SourceFile.Layer> layers, int names) {
    Map<Integer, int[]> map = new HashMap<>();
    for (SourceFile.Layer layer : layers) {
      map.putAll(layer.map());
      extracts.addAll(layer.extracts());
      derive.addAll(layer.derive());
      clocks = layer.clocks().isEmpty() ? clocks : layer.clocks();
      EventClass own = layer.eventClass();
      if (own != null) {
        eventClass = own;
        activity = layer.activity();
      }
    }
    fields = new char[names];
    map.forEach(this::put);
  }

  private void put(int name, int[] ids) {
    if (ids.length == 0) {
      return;
    }
    fields[name] = (char) ids[0];
    if (ids.length > 1) {
      int[] rest = ids.clone();
      rest[0] = name;
      further.add(rest);
    }
  }

  /// Gives the values of the event at hand their fields, where they have none yet.
  ///
  /// @param copies whether values with several fields get their further ones
  void map(Work work, boolean copies) {
    Event event = work.event();
    ValueIndex values = work.index();
    int size = event.size();
    for (int entry = 0; entry < size; entry++) {
      int name = values.number(entry);
      if (name >= 0 && fields[name] != 0 && event.field(entry) == 0) {
        event.batch().setField(entry, fields[name]);
      }
    }
    for (int index = 0; copies && index < further.size(); index++) {
      addCopies(work, further.get(index), size);
    }
  }

  private static void addCopies(Work work, int[] more, int size) {
    int entry = work.index().first(more[0]);
    for (; entry >= 0 && entry < size; entry = work.index().next(entry)) {
      for (int index = 1; index < more.length; index++) {
        work.addCopy(new Work.Target(more[index], ""), entry);
      }
    }
  }

  void extract(Work work) {
    for (Template.Extract extract : extracts) {
      extract.run(work);
    }
  }

  void derive(Work work) {
    for (Operation.Derivation derivation : derive) {
      derivation.run(work);
    }
  }

  List<Clocks.Clock> clocks() {
    return clocks;
  }

  EventClass eventClass() {
    return eventClass;
  }

  int activity() {
    return activity;
  }
}
