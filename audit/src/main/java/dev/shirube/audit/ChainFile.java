// SPDX-License-Identifier: Apache-2.0
package dev.shirube.audit;

import dev.shirube.event.TenantId;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.List;

/// A chain as a file, so that it can be checked far from the server that wrote it: a heading
/// `shirube-chain 1 <tenant>`, then one line for each entry.
public final class ChainFile {
  private static final String BEGINNING = "shirube-chain 1 ";
  private static final int LONGEST_LINE = 100_000;

  private ChainFile() {}

  static String heading(TenantId tenant) {
    return BEGINNING + tenant.value() + "\n";
  }

  /// Looks at a whole file, whatever it holds, and holds it against checkpoints.
  ///
  /// @param tenant whose chain it must be
  /// @throws IOException if it cannot be read
  public static ChainCheck.Result verify(
      TenantId tenant, BufferedReader file, List<Checkpoint> checkpoints) throws IOException {
    ChainCheck check = new ChainCheck(tenant, checkpoints);
    String heading = line(file);
    if (!(BEGINNING + tenant.value()).equals(heading)) {
      check.takeUnreadable();
      return check.done();
    }
    for (String line = line(file); !line.isEmpty(); line = line(file)) {
      ChainEntry entry = ChainLine.parse(tenant, line);
      if (entry == null) {
        check.takeUnreadable();
      } else {
        check.take(entry);
      }
    }
    return check.done();
  }

  /// The next line without its end; empty at the end of the file. Of a line that is too long as
  /// much is kept as shows that it is no entry.
  private static String line(BufferedReader file) throws IOException {
    StringBuilder line = new StringBuilder();
    int c = file.read();
    while (c >= 0 && c != '\n') {
      if (line.length() < LONGEST_LINE) {
        line.append((char) c);
      }
      c = file.read();
    }
    // A line without content, or without an end, is none of ours; it must not look like the end.
    return line.isEmpty() && c == '\n' ? " " : line.toString();
  }
}
