// SPDX-License-Identifier: Apache-2.0
package dev.shirube.records;

import dev.shirube.records.RecordsFault.Kind;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/// What the two databases mean by their errors. PostgreSQL tells by SQLSTATE (its manual, appendix
/// A), SQLite by result codes (sqlite.org/rescode.html), of which the lowest eight bits are the
/// family.
final class Faults {
  private Faults() {}

  /// The fault that an exception of a driver, or of what stands between, means.
  static RecordsFault of(String subject, Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof RecordsFault fault) {
        return fault;
      }
      if (cause instanceof SQLiteException sqlite) {
        return new RecordsFault(ofSqlite(sqlite.getResultCode()), subject, text(sqlite), thrown);
      }
      if (cause instanceof SQLException sql && sql.getSQLState() != null) {
        return new RecordsFault(ofState(sql.getSQLState()), subject, text(sql), thrown);
      }
    }
    boolean waited = thrown instanceof java.sql.SQLTransientConnectionException;
    return new RecordsFault(waited ? Kind.BUSY : Kind.FAILED, subject, text(thrown), thrown);
  }

  /// Whether another transaction came between, so that the same one can be tried again.
  static boolean isOvertaken(Throwable thrown) {
    String state = state(thrown);
    return state.equals("40001") || state.equals("40P01");
  }

  /// Whether PostgreSQL found a key there already.
  static boolean isDouble(Throwable thrown) {
    return state(thrown).equals("23505");
  }

  private static String state(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql && sql.getSQLState() != null) {
        return sql.getSQLState();
      }
    }
    return "";
  }

  private static Kind ofSqlite(SQLiteErrorCode code) {
    return switch (code.code & 0xff) {
      case 5, 6 -> Kind.BUSY;
      case 8 -> Kind.READ_ONLY;
      case 11, 26 -> Kind.DAMAGED;
      case 13 -> Kind.FULL;
      case 14 -> Kind.UNREACHABLE;
      case 19 -> Kind.CONFLICT;
      default -> Kind.FAILED;
    };
  }

  private static Kind ofState(String state) {
    return switch (state) {
      case "23505", "40001", "40P01" -> Kind.CONFLICT;
      case "53100" -> Kind.FULL;
      case "53300", "55P03", "57014" -> Kind.BUSY;
      case "25006" -> Kind.READ_ONLY;
      case "XX001", "XX002" -> Kind.DAMAGED;
      default ->
          state.startsWith("08")
                  || state.startsWith("28")
                  || state.startsWith("57P")
                  || state.equals("3D000")
              ? Kind.UNREACHABLE
              : Kind.FAILED;
    };
  }

  private static String text(Throwable thrown) {
    String said = thrown.getMessage();
    return said == null ? thrown.getClass().getSimpleName() : said.strip();
  }
}
