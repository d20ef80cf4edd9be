// SPDX-License-Identifier: Apache-2.0
package dev.shirube.textlogs;

import java.io.IOException;

/// Where lines come from, one after another; a line's bytes are good until the next is asked for.
interface LineSource {
  /// Moves to the next line; false at the end.
  boolean next() throws IOException;

  byte[] bytes();

  int from();

  int to();

  /// Which line of the entry it is, or where it begins; 1 is the first.
  long number();

  /// Whether the line was longer than the limit.
  boolean isCut();
}
