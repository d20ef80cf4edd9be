// SPDX-License-Identifier: Apache-2.0
package dev.shirube.sigma;

import dev.shirube.catalog.Message;
import dev.shirube.catalog.Problem;

/// Stops the reading of one rule: it cannot be run as it is written.
final class Fault extends RuntimeException {
  private final transient Remark remark;

  private Fault(Remark remark) {
    super(remark.id(), null, false, false);
    this.remark = remark;
  }

  /// Something to be said about one line of a rule.
  ///
  /// @param id id of the text; that of the advice is the same with `.advice` behind it
  record Remark(int line, String id, Object... facts) {
    Problem in(String file) {
      return new Problem(file, line, Message.of(id, facts), Message.of(id + ".advice", facts));
    }
  }

  static Fault at(int line, String id, Object... facts) {
    return new Fault(new Remark(line, id, facts));
  }

  Problem in(String file) {
    return remark.in(file);
  }
}
