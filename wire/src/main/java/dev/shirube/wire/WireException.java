// SPDX-License-Identifier: Apache-2.0
package dev.shirube.wire;

import java.io.IOException;
import java.util.List;

/// Bytes of the other side are not what the agent protocol says. The room knows no texts: it gives
/// the id of one, and its facts.
public final class WireException extends IOException {
  private static final long serialVersionUID = 1;

  private final String id;
  private final transient List<String> facts;

  public WireException(String id, Object... facts) {
    super(id + " " + List.of(facts));
    this.id = id;
    this.facts = List.of(facts).stream().map(String::valueOf).toList();
  }

  /// The id of the text that says what is wrong.
  public String id() {
    return id;
  }

  /// What the text names.
  public List<String> facts() {
    return facts;
  }
}
