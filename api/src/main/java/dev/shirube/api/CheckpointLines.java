// SPDX-License-Identifier: Apache-2.0
package dev.shirube.api;

import dev.shirube.event.TenantId;
import dev.shirube.store.Signed.Checkpoint;
import java.util.Arrays;
import java.util.StringTokenizer;
import org.jspecify.annotations.Nullable;

/// Checkpoints as lines of text, as they are kept and sent: tenant, count, hash, time in
/// nanoseconds since 1970 UTC, key and signature, with single blanks between.
public final class CheckpointLines {
  private static final int PARTS = 6;

  private CheckpointLines() {}

  /// A checkpoint as a line, without its end.
  public static String line(Checkpoint checkpoint) {
    return String.join(
        " ",
        checkpoint.tenant().value(),
        Long.toString(checkpoint.count()),
        checkpoint.hash(),
        Long.toString(checkpoint.atNanos()),
        checkpoint.key(),
        checkpoint.signature());
  }

  /// The checkpoint of a line.
  ///
  /// @return null if the line is none, or one of another tenant
  public static @Nullable Checkpoint read(TenantId tenant, String line) {
    StringTokenizer tokens = new StringTokenizer(line.strip(), " ");
    String[] parts = new String[tokens.countTokens()];
    Arrays.setAll(parts, _ -> tokens.nextToken());
    if (parts.length != PARTS || !parts[0].equals(tenant.value())) {
      return null;
    }
    try {
      return new Checkpoint(
          tenant, Long.parseLong(parts[1]), parts[2], Long.parseLong(parts[3]), parts[4], parts[5]);
    } catch (NumberFormatException _) {
      return null;
    }
  }
}
