// SPDX-License-Identifier: Apache-2.0
package dev.shirube.textlogs;

import dev.shirube.containers.Limits;
import dev.shirube.containers.Sample;
import dev.shirube.event.EventBatch;

/// What a text format knows about one line of it.
interface LineParser {
  /// How many lines of a sample are looked at.
  int LOOK = 200;

  /// Whether a line is of this form.
  boolean fits(byte[] line, int from, int to);

  /// Writes the parts of a line.
  ///
  /// @return false, with nothing written, if the line is not of this form
  boolean parse(Parts parts);

  /// Whether a line goes on with the record of the line before.
  default boolean continues(byte[] line, int from, int to) {
    return false;
  }

  /// How many of a hundred lines at the front of a sample are of this form; 0 if it has none.
  default int percent(Sample sample) {
    byte[] head = Ascii.bytes(sample.text());
    int seen = 0;
    int fitting = 0;
    int at = 0;
    while (at < head.length && seen < LOOK) {
      int end = Ascii.indexOf(head, at, head.length, '\n');
      boolean whole = end >= 0;
      int to = Ascii.skipSpacesBack(head, at, whole ? end : head.length);
      if (to > at && (whole || sample.complete() || seen == 0)) {
        boolean counts = !continues(head, at, to);
        seen += counts ? 1 : 0;
        fitting += counts && fits(head, at, to) ? 1 : 0;
      }
      at = whole ? end + 1 : head.length;
    }
    return seen == 0 ? 0 : fitting * 100 / seen;
  }

  /// Writes the parts of a text inside a value; see {@link dev.shirube.containers.Splitter}.
  default boolean split(EventBatch batch, String text, String prefix, Limits limits) {
    byte[] bytes = Ascii.bytes(text);
    return parse(new Parts(batch, bytes, 0, bytes.length, prefix, limits));
  }
}
