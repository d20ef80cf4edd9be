// SPDX-License-Identifier: Apache-2.0
package dev.shirube.textlogs;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/// The command line that the arguments of an event make, and the arguments that a command line is
/// made of.
final class AuditCommand {
  private final ByteArrayOutputStream line = new ByteArrayOutputStream(0);
  private final ByteArrayOutputStream pieces = new ByteArrayOutputStream(0);
  private final List<byte[]> words = new ArrayList<>();
  private String pieced = "";
  private boolean begun;

  /// Takes an argument of EXECVE. A long one comes in pieces, a2[0], a2[1] ….
  void argument(String field, byte[] value) {
    int bracket = field.indexOf('[');
    boolean continued = bracket > 0 && field.substring(0, bracket).equals(pieced);
    if (begun && !continued) {
      line.write(' ');
    }
    begun = true;
    line.writeBytes(value);
    if (bracket > 0) {
      pieced = field.substring(0, bracket);
      pieces.writeBytes(value);
    }
  }

  /// Takes a command line and cuts it into its arguments as a shell would.
  void line(byte[] text, int from, int to) {
    ByteArrayOutputStream word = new ByteArrayOutputStream();
    int quote = 0;
    boolean open = false;
    for (int at = from; at < to; at++) {
      int c = text[at];
      if (quote == 0 && Ascii.isSpace(c)) {
        if (open) {
          words.add(word.toByteArray());
          word.reset();
        }
        open = false;
      } else if (c == quote || (quote == 0 && (c == '"' || c == '\''))) {
        quote = quote == 0 ? c : 0;
        open = true;
      } else {
        word.write(c);
        open = true;
      }
    }
    if (open) {
      words.add(word.toByteArray());
    }
  }

  /// Writes what follows from what was taken: `cmdline` from arguments, `a0` … from a command line,
  /// an argument from its pieces.
  void write(Parts parts) {
    if (begun) {
      parts.derived("cmdline", line.toByteArray());
    }
    if (!pieced.isEmpty()) {
      parts.derived(pieced, pieces.toByteArray());
    }
    for (int index = 0; index < words.size() && !parts.isFull(); index++) {
      parts.derived("a" + index, words.get(index));
    }
  }

  /// A process title with spaces where zeros part its arguments.
  static byte[] spaced(byte[] title) {
    int end = title.length;
    while (end > 0 && title[end - 1] == 0) {
      end--;
    }
    byte[] spaced = java.util.Arrays.copyOf(title, end);
    for (int at = 0; at < end; at++) {
      spaced[at] = spaced[at] == 0 ? (byte) ' ' : spaced[at];
    }
    return spaced;
  }
}
