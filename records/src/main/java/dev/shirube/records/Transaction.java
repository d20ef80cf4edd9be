// SPDX-License-Identifier: Apache-2.0
package dev.shirube.records;

import dev.shirube.event.TenantId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What can be done with rows, all of it or nothing. Each call names the tenant whose rows it is
/// about; no statement is made without one.
///
/// Every method throws {@link IllegalArgumentException} if the tenant is not of the transaction's
/// scope, or if a column is not of the table or not of its type: those are faults of the caller;
/// and {@link RecordsFault} if the database cannot do it.
public interface Transaction {
  /// The rows that are meant.
  List<Row> rows(TenantId tenant, Find find);

  /// The first row that is meant; null if there is none.
  default @Nullable Row row(TenantId tenant, Find find) {
    List<Row> rows = rows(tenant, find.first(1));
    return rows.isEmpty() ? null : rows.getFirst();
  }

  /// How many rows are meant; limit and order do not count.
  long count(TenantId tenant, Find find);

  /// Adds a row, which must have a value for every column.
  ///
  /// @throws RecordsFault of kind CONFLICT if its key is there already
  void insert(TenantId tenant, Table table, Row row);

  /// Gives the rows that are meant new values; limit and order must not be set.
  ///
  /// @return how many rows there were
  int update(TenantId tenant, Find find, Row values);

  /// Deletes the rows that are meant; limit and order must not be set.
  ///
  /// @return how many rows there were
  int delete(TenantId tenant, Find find);

  /// What one transaction does. It may be run again from the start when another one came between,
  /// so it changes nothing but rows.
  @FunctionalInterface
  interface Work<T> {
    /// Does it.
    T run(Transaction transaction);
  }
}
