// SPDX-License-Identifier: Apache-2.0
package dev.shirube.records;

import dev.shirube.event.TenantId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Writes the one subset of SQL that both databases understand. The tenant is part of every
/// statement, as the first parameter; values are parameters, and names come from {@link Table}
/// alone.
final class Statements {
  private Statements() {}

  /// A statement and its parameters, in order.
  record Statement(String sql, List<Object> parameters) {
    Statement {
      parameters = List.copyOf(parameters);
    }
  }

  static Statement select(TenantId tenant, Find find) {
    StringBuilder sql = new StringBuilder("SELECT ");
    List<String> names = find.table().columns().stream().map(Table.Column::name).toList();
    sql.append(String.join(", ", names)).append(" FROM ").append(find.table().name());
    List<Object> parameters = new ArrayList<>();
    where(sql, parameters, tenant, find);
    String separator = " ORDER BY ";
    for (String column : find.order()) {
      sql.append(separator).append(column).append(find.descending() ? " DESC" : " ASC");
      separator = ", ";
    }
    if (find.limit() < Integer.MAX_VALUE) {
      sql.append(" LIMIT ").append(find.limit());
    }
    return new Statement(sql.toString(), parameters);
  }

  static Statement count(TenantId tenant, Find find) {
    StringBuilder sql = new StringBuilder("SELECT COUNT(*) FROM ").append(find.table().name());
    List<Object> parameters = new ArrayList<>();
    where(sql, parameters, tenant, find);
    return new Statement(sql.toString(), parameters);
  }

  static Statement insert(TenantId tenant, Table table, Row row) {
    if (row.values().size() != table.columns().size()) {
      throw new IllegalArgumentException("not one value for each column of " + table.name());
    }
    StringBuilder sql = new StringBuilder("INSERT INTO ").append(table.name()).append(" (");
    StringBuilder marks = new StringBuilder(") VALUES (?");
    List<Object> parameters = new ArrayList<>();
    sql.append(Table.TENANT);
    parameters.add(tenant.value());
    for (Table.Column column : table.columns()) {
      sql.append(", ").append(column.name());
      marks.append(", ?");
      parameters.add(checked(table, column.name(), row.values().get(column.name())));
    }
    return new Statement(sql.append(marks).append(')').toString(), parameters);
  }

  static Statement update(TenantId tenant, Find find, Row values) {
    bare(find);
    if (values.values().isEmpty()) {
      throw new IllegalArgumentException("nothing to set in " + find.table().name());
    }
    StringBuilder sql = new StringBuilder("UPDATE ").append(find.table().name());
    List<Object> parameters = new ArrayList<>();
    String separator = " SET ";
    for (Map.Entry<String, Object> value : values.values().entrySet()) {
      parameters.add(checked(find.table(), value.getKey(), value.getValue()));
      sql.append(separator).append(value.getKey()).append(" = ?");
      separator = ", ";
    }
    where(sql, parameters, tenant, find);
    return new Statement(sql.toString(), parameters);
  }

  static Statement delete(TenantId tenant, Find find) {
    bare(find);
    StringBuilder sql = new StringBuilder("DELETE FROM ").append(find.table().name());
    List<Object> parameters = new ArrayList<>();
    where(sql, parameters, tenant, find);
    return new Statement(sql.toString(), parameters);
  }

  private static void bare(Find find) {
    if (find.limit() != Integer.MAX_VALUE || !find.order().isEmpty()) {
      throw new IllegalArgumentException("a limit or order where rows are changed");
    }
  }

  private static void where(
      StringBuilder sql, List<Object> parameters, TenantId tenant, Find find) {
    sql.append(" WHERE ").append(Table.TENANT).append(" = ?");
    parameters.add(tenant.value());
    for (Condition condition : find.conditions()) {
      sql.append(" AND ").append(condition.column());
      sql.append(' ').append(condition.comparison().sign()).append(" ?");
      parameters.add(checked(find.table(), condition.column(), condition.value()));
    }
  }

  /// A value that is of its column's type.
  private static Object checked(Table table, String column, @Nullable Object value) {
    boolean right =
        switch (table.column(column).type()) {
          case TEXT -> value instanceof String;
          case NUMBER -> value instanceof Long;
        };
    if (value == null || !right) {
      throw new IllegalArgumentException("not a value for " + table.name() + "." + column);
    }
    return value;
  }
}
