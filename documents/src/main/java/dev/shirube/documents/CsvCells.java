// SPDX-License-Identifier: Apache-2.0
package dev.shirube.documents;

import dev.shirube.containers.Utf8;
import dev.shirube.event.EntryFlag;
import dev.shirube.event.EventBatch;
import dev.shirube.event.ValueType;

/// Writes the cells of a row onto the tape of a batch's last event: as spans of the row where it
/// stands in the buffer, or as copies where quotation marks were written twice.
final class CsvCells {
  private final CsvColumns columns;
  private final CsvRow row;
  private final int most;

  /// @param most cells that become values of their own
  CsvCells(CsvColumns columns, CsvRow row, int most) {
    this.columns = columns;
    this.row = row;
    this.most = most;
  }

  /// Adds the cells; those beyond the limit together as one value.
  ///
  /// @param shift what leads from a position in the bytes to the same in the batch's buffer
  /// @param cut whether the last cell goes on where the bytes end
  /// @return whether all cells became values of their own
  boolean add(EventBatch batch, byte[] bytes, int shift, boolean cut) {
    int cells = Math.min(row.count(), most);
    for (int cell = 0; cell < cells; cell++) {
      int entry = cell(batch, bytes, cell, shift);
      int length = row.end(cell) - row.start(cell);
      boolean valid = Utf8.isValid(bytes, row.start(cell), length);
      batch.addFlags(entry, valid ? 0 : EntryFlag.UNDECODABLE);
      batch.addFlags(entry, cut && cell == row.count() - 1 ? EntryFlag.TRUNCATED : 0);
    }
    if (cells < row.count()) {
      int start = row.start(cells);
      int rest = batch.names().intern(JsonTape.REST);
      int entry =
          batch.addSpan(rest, ValueType.TEXT, start + shift, row.end(row.count() - 1) - start);
      batch.addFlags(entry, cut ? EntryFlag.TRUNCATED : 0);
    }
    return cells == row.count();
  }

  private int cell(EventBatch batch, byte[] bytes, int cell, int shift) {
    int column = columns.id(cell, batch.names());
    int start = row.start(cell);
    if (row.isDoubled(cell)) {
      byte[] value = row.value(bytes, cell);
      return batch.add(column, ValueType.TEXT, value, 0, value.length);
    }
    return batch.addSpan(column, ValueType.TEXT, start + shift, row.end(cell) - start);
  }
}
