// SPDX-License-Identifier: Apache-2.0
package dev.shirube.engine;

import dev.shirube.event.Event;
import dev.shirube.event.FieldNames;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Numbers the places that values come from: a column is a source's name together with a catalogue
/// field. For one thread.
final class Columns {
  private final Snapshot snapshot;
  private @Nullable FieldNames names;
  private int[] byName = new int[64];
  private int[] unnamed = new int[64];
  private int[] field = new int[64];
  private int[] next = new int[64];
  private final List<List<Integer>> ruleFields = new ArrayList<>();
  private Snapshot.@Nullable TermLane[] terms = new Snapshot.@Nullable TermLane[64];
  private int count;

  Columns(Snapshot snapshot) {
    this.snapshot = snapshot;
  }

  /// Prepares for the names of an event's batch.
  ///
  /// @return whether they are others than before: all numbers given so far are void then
  boolean use(FieldNames current) {
    if (current == names) {
      return false;
    }
    names = current;
    Arrays.fill(byName, 0);
    Arrays.fill(unnamed, 0);
    ruleFields.clear();
    count = 0;
    return true;
  }

  /// How many columns there are; numbers run from 0 to one less.
  int count() {
    return count;
  }

  /// The column of an entry.
  int of(Event event, int entry) {
    int name = event.name(entry);
    int catalogue = event.field(entry);
    if (name == FieldNames.NONE) {
      if (catalogue >= unnamed.length) {
        unnamed = Arrays.copyOf(unnamed, catalogue * 2);
      }
      if (unnamed[catalogue] == 0) {
        unnamed[catalogue] = add(event, entry, 0);
      }
      return unnamed[catalogue] - 1;
    }
    if (name >= byName.length) {
      byName = Arrays.copyOf(byName, name * 2);
    }
    for (int at = byName[name]; at != 0; at = next[at - 1]) {
      if (field[at - 1] == catalogue) {
        return at - 1;
      }
    }
    byName[name] = add(event, entry, byName[name]);
    return byName[name] - 1;
  }

  private int add(Event event, int entry, int after) {
    if (count == field.length) {
      field = Arrays.copyOf(field, count * 2);
      next = Arrays.copyOf(next, count * 2);
      terms = Arrays.copyOf(terms, count * 2);
    }
    field[count] = event.field(entry);
    next[count] = after;
    terms[count] = snapshot.termLane(event.field(entry));
    ruleFields.add(snapshot.fields(event.nameText(entry), event.field(entry)));
    return ++count;
  }

  /// The numbers of the rules' fields that a column's values belong to.
  List<Integer> ruleFields(int column) {
    return ruleFields.get(column);
  }

  /// The catalogue field of a column.
  int catalogueField(int column) {
    return field[column];
  }

  /// What log sources ask of a column's values; null for nothing.
  Snapshot.@Nullable TermLane terms(int column) {
    return terms[column];
  }
}
