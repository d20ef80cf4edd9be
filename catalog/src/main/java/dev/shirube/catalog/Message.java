// SPDX-License-Identifier: Apache-2.0
package dev.shirube.catalog;

import java.util.Arrays;
import java.util.List;

/// Something to be said to a person: the id of a text in content/messages and the facts it names.
/// Rendered for each reader in that reader's language by {@link Messages}.
///
/// @param id such as evtx.chunk.damaged
/// @param arguments the facts, in the order of the text's {0}, {1} …
public record Message(String id, List<String> arguments) {
  public Message {
    arguments = List.copyOf(arguments);
  }

  /// A message; each argument is shown as its own text.
  public static Message of(String id, Object... arguments) {
    return new Message(id, Arrays.stream(arguments).map(String::valueOf).toList());
  }
}
