// SPDX-License-Identifier: Apache-2.0
package dev.shirube.gateway;

import dev.shirube.catalog.Message;
import java.io.IOException;

/// Bytes are no envelope that can be read.
public final class EnvelopeException extends IOException {
  private static final long serialVersionUID = 1;

  private final transient Message what;

  EnvelopeException(String id, Object... facts) {
    this(Message.of(id, facts));
  }

  private EnvelopeException(Message what) {
    super(what.id() + " " + what.arguments());
    this.what = what;
  }

  /// What is wrong.
  public Message what() {
    return what;
  }
}
