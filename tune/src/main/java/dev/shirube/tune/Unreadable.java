// SPDX-License-Identifier: Apache-2.0
package dev.shirube.tune;

import dev.shirube.catalog.Message;
import dev.shirube.catalog.Problem;

/// Stops the reading of the tests in a rule file.
final class Unreadable extends RuntimeException {
  private final int line;
  private final transient Message what;
  private final transient Message advice;

  Unreadable(int line, String id, Object... facts) {
    super(id, null, false, false);
    this.line = line;
    what = Message.of(id, facts);
    advice = Message.of(id + ".advice", facts);
  }

  Problem in(String file) {
    return new Problem(file, line, what, advice);
  }
}
