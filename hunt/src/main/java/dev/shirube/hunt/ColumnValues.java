// SPDX-License-Identifier: Apache-2.0
package dev.shirube.hunt;

import dev.shirube.event.Event;
import dev.shirube.event.Field;
import dev.shirube.event.ValueType;
import dev.shirube.match.Fold;
import dev.shirube.query.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/// What an event has under a column, as text in its source's spelling.
public final class ColumnValues {
  private ColumnValues() {}

  /// All values; none if the event has none.
  public static List<String> of(Event event, Column column) {
    return switch (column) {
      case Column.Head head -> List.of(head(event, head));
      case Column.Catalogue(Field field) ->
          values(event, entry -> event.field(entry) == field.id());
      case Column.Vendor(String name) -> {
        String folded = Fold.fold(name);
        yield values(event, entry -> Fold.fold(event.nameText(entry)).equals(folded));
      }
    };
  }

  /// Of entries, without those whose source said that they have no value.
  private static List<String> values(Event event, IntPredicate wanted) {
    List<String> values = new ArrayList<>();
    for (int entry = 0; entry < event.size(); entry++) {
      if (event.type(entry) != ValueType.NULL && wanted.test(entry)) {
        values.add(event.text(entry));
      }
    }
    return values;
  }

  private static String head(Event event, Column.Head head) {
    return switch (head) {
      case TIME -> Long.toString(event.time());
      case RECEIVED -> Long.toString(event.received());
      case CLASS -> event.eventClass().word();
      case ACTIVITY -> Integer.toString(event.activity());
      case SOURCE -> event.source();
      case INPUT -> event.input();
      case ID -> event.id().toString();
    };
  }
}
