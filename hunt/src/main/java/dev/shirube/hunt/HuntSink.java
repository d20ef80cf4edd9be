// SPDX-License-Identifier: Apache-2.0
package dev.shirube.hunt;

import dev.shirube.event.Event;
import java.util.List;

/// Takes an answer, piece by piece, as it is found.
public interface HuntSink {
  /// What the rows will have. Called once, before any row; not at all if the answer is events or
  /// trees.
  void headings(List<Row.Heading> headings);

  /// A row.
  void row(Row row);

  /// An event, good until this returns.
  void event(Event event);

  /// A tree of processes.
  void tree(ProcessTree tree);

  /// Whether nobody wants the rest.
  boolean isCancelled();
}
