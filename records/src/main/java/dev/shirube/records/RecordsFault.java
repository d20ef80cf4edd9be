// SPDX-License-Identifier: Apache-2.0
package dev.shirube.records;

import dev.shirube.catalog.Message;
import dev.shirube.catalog.Problem;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The database could not do what it was asked to; nothing of the transaction was kept.
public final class RecordsFault extends RuntimeException {
  private final Kind kind;
  private final transient Problem problem;

  /// What went wrong, as far as a caller can act on it.
  public enum Kind {
    /// The file cannot be opened, or the server cannot be reached or does not let us in.
    UNREACHABLE,
    /// Another program, or too many at once, hold it; trying again later may help.
    BUSY,
    /// A key is there already, or others came between too often.
    CONFLICT,
    /// No space is left.
    FULL,
    /// The content is damaged, or no database of ours.
    DAMAGED,
    /// A newer version of Shirube wrote it.
    NEWER,
    /// A table is not as it must be: changed by hand, or without its tenant.
    CHANGED,
    /// The file or folder cannot be written.
    READ_ONLY,
    /// Not possible with this kind of database.
    UNSUPPORTED,
    /// Anything else the database said.
    FAILED
  }

  /// @param subject the file or server
  /// @param fact what the database said
  RecordsFault(Kind kind, String subject, String fact, @Nullable Throwable cause) {
    super(kind + " " + subject + ": " + fact, cause);
    this.kind = kind;
    String id = "records." + kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    this.problem = new Problem(subject, 0, Message.of(id, fact), Message.of(id + ".advice", fact));
  }

  public Kind kind() {
    return kind;
  }

  /// The same for a person: which file or server, what is wrong, what to do.
  public Problem problem() {
    return problem;
  }
}
