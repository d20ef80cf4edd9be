// SPDX-License-Identifier: Apache-2.0
package dev.shirube.audit;

import dev.shirube.catalog.Message;
import dev.shirube.catalog.Problem;
import dev.shirube.catalog.Problems;
import dev.shirube.event.TenantId;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.StringTokenizer;
import org.jspecify.annotations.Nullable;

/// Where a tenant's chain stood at a moment. To be kept where this server cannot write: only it
/// shows that the end of a chain was cut off, or that all of it was made anew.
///
/// Written as one line: `shirube-checkpoint 1 <tenant> <count> <head> <time>`, with a time such as
/// 2026-11-29T07:00:00Z.
///
/// @param tenant whose chain
/// @param count how many entries it had
/// @param head the hash of the last of them, 64 hexadecimal digits
/// @param time when that was
public record Checkpoint(TenantId tenant, long count, String head, Instant time) {
  private static final String BEGINNING = "shirube-checkpoint 1 ";
  private static final int LONGEST_LINE = 300;

  /// The line for keeping.
  public String line() {
    return BEGINNING + tenant.value() + " " + count + " " + head + " " + time;
  }

  /// The checkpoints of some lines, in their order. Empty lines and those that begin with # are
  /// passed over; whatever else is no checkpoint is told as a problem with its line.
  ///
  /// @param file what the lines are from, for problems
  public static List<Checkpoint> read(String file, List<String> lines, Problems problems) {
    List<Checkpoint> read = new ArrayList<>();
    for (int index = 0; index < lines.size(); index++) {
      String line = lines.get(index).strip();
      if (!line.isEmpty() && line.charAt(0) != '#') {
        Checkpoint checkpoint = parse(line);
        if (checkpoint == null) {
          problems.tell(
              new Problem(
                  file,
                  index + 1,
                  Message.of("chain.checkpoint.form"),
                  Message.of("chain.checkpoint.form.advice")));
        } else {
          read.add(checkpoint);
        }
      }
    }
    return read;
  }

  private static @Nullable Checkpoint parse(String line) {
    StringTokenizer words = new StringTokenizer(line, " ");
    if (line.length() > LONGEST_LINE || !line.startsWith(BEGINNING) || words.countTokens() != 6) {
      return null;
    }
    words.nextToken();
    words.nextToken();
    try {
      TenantId tenant = new TenantId(words.nextToken());
      long count = Long.parseLong(words.nextToken());
      String head = words.nextToken();
      Instant time = Instant.parse(words.nextToken());
      return count >= 0 && isHash(head) ? new Checkpoint(tenant, count, head, time) : null;
    } catch (IllegalArgumentException | DateTimeException e) {
      return null;
    }
  }

  static boolean isHash(String text) {
    return text.length() == 64
        && text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
  }
}
