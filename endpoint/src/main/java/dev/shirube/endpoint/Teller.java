// SPDX-License-Identifier: Apache-2.0
package dev.shirube.endpoint;

import dev.shirube.catalog.Message;
import dev.shirube.catalog.Problem;
import java.util.List;

/// Who tells a person what an agent says of itself.
public interface Teller {
  /// Says nothing: for a process that nobody watches.
  Teller NOBODY =
      new Teller() {
        @Override
        public void say(Tone tone, Message message) {}

        @Override
        public void note(List<Problem> problems) {}
      };

  /// How something is meant.
  enum Tone {
    TITLE,
    GOOD,
    PLAIN,
    QUIET
  }

  /// Says something.
  void say(Tone tone, Message message);

  /// Says what is wrong, beside the results.
  void note(List<Problem> problems);
}
