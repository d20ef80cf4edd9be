// SPDX-License-Identifier: Apache-2.0
package dev.shirube.hunt;

import dev.shirube.event.Event;
import dev.shirube.event.ProcessKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A process, who started it, and what it started.
///
/// @param key its identity
/// @param start the event that tells of its start; null if the recording has none
/// @param name what is known of it without that: the program, as a process it started names it;
///   empty if nothing is
/// @param asked whether it is one of those asked for
/// @param children what it started, oldest first
/// @param more how many more children there are that are not shown
public record ProcessTree(
    ProcessKey key,
    @Nullable Event start,
    String name,
    boolean asked,
    List<ProcessTree> children,
    int more) {
  public ProcessTree {
    children = List.copyOf(children);
  }

  /// How many processes are shown, this one counted.
  public int size() {
    return 1 + children.stream().mapToInt(ProcessTree::size).sum();
  }
}
