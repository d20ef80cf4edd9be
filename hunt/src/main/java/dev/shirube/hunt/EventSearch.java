// SPDX-License-Identifier: Apache-2.0
package dev.shirube.hunt;

import dev.shirube.event.Event;
import dev.shirube.event.EventBatch;
import dev.shirube.event.Field;
import dev.shirube.event.FieldCatalogue;
import dev.shirube.intake.EventSink;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Finds events that have a text in one of their values, without regard to case.
public final class EventSearch implements EventSink {
  private final String wanted;
  private final @Nullable String name;
  private final @Nullable Field field;
  private final Hits hits;
  private final Event cursor = new Event();
  private long found;
  private boolean metField;

  /// Who takes what was found.
  @FunctionalInterface
  public interface Hits {
    /// Takes an event; the cursor is good until this returns.
    ///
    /// @param entry the first entry that has the text
    void found(Event event, int entry);
  }

  /// A search in all values, or in one field alone.
  ///
  /// @param fieldName the source's own name of the field or its path in the catalogue; null for all
  public EventSearch(String wanted, @Nullable String fieldName, Hits hits) {
    this.wanted = wanted.toLowerCase(Locale.ROOT);
    this.name = fieldName;
    this.field = fieldName == null ? null : FieldCatalogue.builtIn().find(fieldName);
    this.hits = hits;
  }

  @Override
  public void accept(EventBatch batch) {
    String asked = name;
    int nameId = asked == null ? -1 : batch.names().find(asked);
    for (int index = 0; index < batch.count(); index++) {
      cursor.on(batch, index);
      int entry = find(nameId);
      if (entry >= 0) {
        found++;
        hits.found(cursor, entry);
      }
    }
  }

  private int find(int nameId) {
    for (int entry = 0; entry < cursor.size(); entry++) {
      boolean asked =
          name == null
              || cursor.name(entry) == nameId
              || (field != null && cursor.field(entry) == field.id());
      metField |= asked;
      if (asked && cursor.text(entry).toLowerCase(Locale.ROOT).contains(wanted)) {
        return entry;
      }
    }
    return -1;
  }

  /// Whether any event had the field that was asked for.
  public boolean metField() {
    return metField;
  }

  /// How many events have been found.
  public long found() {
    return found;
  }
}
