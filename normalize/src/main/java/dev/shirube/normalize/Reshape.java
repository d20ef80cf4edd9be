// SPDX-License-Identifier: Apache-2.0
package dev.shirube.normalize;

import dev.shirube.containers.Limits;
import dev.shirube.containers.Splitter;
import dev.shirube.event.EntryFlag;
import dev.shirube.event.Event;
import dev.shirube.event.FieldNames;
import dev.shirube.event.ValueType;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Brings what a carrier made of a record back to the record: renames values and takes documents
/// inside values apart. No value is changed.
final class Reshape {
  private static final int UNSEEN = 0;
  private static final int SAME = 1;
  private static final int SHIFT = 2;
  private static final String LEAF = "**";

  private final TreeMap<String, String> renames;
  private final List<Split> splits;
  private final List<Pairs> pairs;
  private final @Nullable MessageLabels labels;
  private int[] newName = new int[0];
  private @Nullable FieldNames names;

  Reshape(
      Map<String, String> renames,
      List<Split> splits,
      List<Pairs> pairs,
      @Nullable MessageLabels labels) {
    this.renames = new TreeMap<>(renames);
    this.splits = List.copyOf(splits);
    this.pairs = List.copyOf(pairs);
    this.labels = labels;
  }

  /// A document inside values.
  ///
  /// @param name of the values; with `open` the beginning of their names
  /// @param prefix of the parts' names; null for the value's name and a dot
  /// @param renamed whether the parts are renamed like the record's own values
  record Split(
      String name,
      boolean open,
      Splitter splitter,
      @Nullable String prefix,
      boolean renamed,
      List<Condition> when) {}

  /// Names and values told in pairs, matched by the array element they came from.
  record Pairs(String name, String value, String prefix) {}

  boolean isEmpty() {
    return renames.isEmpty() && splits.isEmpty() && pairs.isEmpty() && labels == null;
  }

  /// Reshapes the event at hand and has it looked at again.
  void apply(Work work) {
    if (!renames.isEmpty()) {
      rename(work.event(), 0);
      work.rescan();
    }
    for (Split split : splits) {
      if (Condition.allHold(split.when(), work)) {
        int size = work.event().size();
        split(work.event(), split);
        if (split.renamed()) {
          rename(work.event(), size);
        }
      }
    }
    for (Pairs pair : pairs) {
      pair(work.event(), pair);
    }
    MessageLabels table = labels;
    if (table != null) {
      table.apply(work.event());
    }
    if (!splits.isEmpty() || !pairs.isEmpty() || table != null) {
      work.rescan();
    }
  }

  private void rename(Event event, int from) {
    FieldNames current = event.batch().names();
    if (current != names) {
      names = current;
      Arrays.fill(newName, UNSEEN);
    }
    int size = event.size();
    for (int entry = from; entry < size; entry++) {
      int name = event.name(entry);
      if (name >= newName.length) {
        newName = Arrays.copyOf(newName, Math.max(name + 1, newName.length * 2));
      }
      if (newName[name] == UNSEEN) {
        newName[name] = find(current, name);
      }
      if (newName[name] != SAME) {
        event.batch().setName(entry, newName[name] - SHIFT);
      }
    }
  }

  private int find(FieldNames dictionary, int name) {
    String renamed = renamed(dictionary.text(name));
    return renamed == null ? SAME : dictionary.intern(renamed) + SHIFT;
  }

  /// The new name; null if it stays. The exact name wins, then the longest prefix.
  private @Nullable String renamed(String name) {
    String exact = renames.get(name);
    if (exact != null) {
      return exact;
    }
    for (int dot = name.lastIndexOf('.'); dot >= 0; dot = name.lastIndexOf('.', dot - 1)) {
      String prefix = renames.get(name.substring(0, dot + 1));
      if (prefix != null) {
        String rest = name.substring(dot + 1);
        return prefix.equals(LEAF) ? rest.substring(rest.lastIndexOf('.') + 1) : prefix + rest;
      }
      if (dot == 0) {
        break;
      }
    }
    return null;
  }

  private static void split(Event event, Split split) {
    int size = event.size();
    for (int entry = 0; entry < size; entry++) {
      boolean fits = event.length(entry) > 0 && (event.flags(entry) & EntryFlag.SPLIT) == 0;
      if (!fits) {
        continue;
      }
      String name = event.nameText(entry);
      if (split.open() ? !name.startsWith(split.name()) : !name.equals(split.name())) {
        continue;
      }
      String own = split.prefix();
      String prefix = own == null ? name + "." : own;
      if (split.splitter().split(event.batch(), event.text(entry), prefix, Limits.STANDARD)) {
        event.batch().addFlags(entry, EntryFlag.SPLIT);
      }
    }
    event.refresh();
  }

  private static void pair(Event event, Pairs pairs) {
    int nameId = event.batch().names().find(pairs.name());
    int valueId = event.batch().names().find(pairs.value());
    if (nameId < 0 || valueId < 0) {
      return;
    }
    int size = event.size();
    for (int entry = 0; entry < size; entry++) {
      if (event.name(entry) == nameId && event.length(entry) > 0) {
        addValues(event, entry, valueId, pairs.prefix());
      }
    }
    event.refresh();
  }

  /// Adds the values of one element under the name that the element tells.
  private static void addValues(Event event, int nameEntry, int valueId, String prefix) {
    int name = event.batch().names().intern(prefix + event.text(nameEntry));
    int size = event.size();
    for (int entry = 0; entry < size; entry++) {
      boolean same = event.name(entry) == valueId;
      if (same && event.element(entry) == event.element(nameEntry)) {
        ValueType type = event.type(entry);
        int added = event.batch().addSpan(name, type, event.offset(entry), event.length(entry));
        event.batch().addFlags(added, EntryFlag.DERIVED);
      }
    }
  }
}
