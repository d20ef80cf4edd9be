// SPDX-License-Identifier: Apache-2.0
package dev.shirube.lab;

import java.util.Map;
import java.util.Set;

/// Literals that look like texts for people, or like their ids, and are not; each with its reason.
final class MessageExceptions {
  /// Literals that begin like an id of a message.
  static final Set<String> NOT_IDS = Set.of();

  /// Files whose literals are data, by the reason.
  private static final Map<String, String> DATA_FILES = Map.of();

  private MessageExceptions() {}

  static boolean mayHold(JavaFile file, JavaFile.Literal literal) {
    return DATA_FILES.containsKey(file.path());
  }
}
