// SPDX-License-Identifier: Apache-2.0
package dev.shirube.segments;

import dev.shirube.catalog.Message;
import dev.shirube.catalog.Problem;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// A segment file that cannot be read, or not to its end: not one, made by a later release, another
/// tenant's, or damaged. Nothing that was read from it before is wrong; what was asked for now has
/// no answer.
public final class UnreadableSegment extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  private UnreadableSegment(Problem problem, @Nullable Throwable cause) {
    super(problem.file() + ": " + problem.what(), cause);
    this.problem = problem;
  }

  /// Which file, what is wrong with it, and what to do.
  public Problem problem() {
    return problem;
  }

  /// Part of the file is not as it was written.
  ///
  /// @param offset where in the file
  static UnreadableSegment damaged(Path file, long offset, @Nullable Throwable cause) {
    return of(file, "segments.damaged", offset, cause);
  }

  /// The file was written by a later release, in a later version of the format.
  static UnreadableSegment newer(Path file, int version) {
    return of(file, "segments.newer", Integer.toUnsignedLong(version), null);
  }

  /// The file is encrypted with a key.
  static UnreadableSegment encrypted(Path file, long key) {
    return of(file, "segments.encrypted", key, null);
  }

  /// The file is no segment file, or was never finished.
  static UnreadableSegment foreign(Path file) {
    return of(file, "segments.foreign", "", null);
  }

  /// The file holds another tenant's events.
  static UnreadableSegment ofTenant(Path file, String tenant) {
    return of(file, "segments.tenant", tenant, null);
  }

  private static UnreadableSegment of(
      Path file, String id, Object fact, @Nullable Throwable cause) {
    Message what = Message.of(id, fact);
    Message advice = Message.of(id + ".advice", fact);
    return new UnreadableSegment(new Problem(file.toString(), 0, what, advice), cause);
  }
}
