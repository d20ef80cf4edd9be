// SPDX-License-Identifier: Apache-2.0
package dev.shirube.query;

import dev.shirube.catalog.Message;
import java.util.List;

/// Why a text is no question: where, what, and what to do.
///
/// @param position index in UTF-16 of the first character that is meant, 0 is the first
/// @param length how many characters are meant; 0 where something is missing
/// @param what what is wrong
/// @param advice what the reader can do about it
/// @param suggestions texts that could stand there instead, the likeliest first
public record QueryFault(
    int position, int length, Message what, Message advice, List<String> suggestions) {
  public QueryFault {
    suggestions = List.copyOf(suggestions);
  }

  /// Thrown inside the room where reading cannot go on.
  static final class Refusal extends Exception {
    private static final long serialVersionUID = 1;

    private final transient QueryFault fault;

    Refusal(QueryFault fault) {
      super(fault.what().id(), null, false, false);
      this.fault = fault;
    }

    QueryFault fault() {
      return fault;
    }
  }
}
