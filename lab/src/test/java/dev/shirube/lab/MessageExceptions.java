// SPDX-License-Identifier: Apache-2.0
package dev.shirube.lab;

import java.util.Map;
import java.util.Set;

/// Literals that look like texts for people, or like their ids, and are not; each with its reason.
final class MessageExceptions {
  /// Literals that begin like an id of a message.
  static final Set<String> NOT_IDS = Set.of();

  /// Files whose literals are data, with the reason.
  private static final Map<String, String> DATA_FILES =
      Map.of(
          "eventlogs/EventViewerCsvFormat.java", "a column's heading in Event Viewer",
          "eventlogs/MessageText.java", "how PowerShell's own message begins",
          "textlogs/AuditNames.java", "names of the kernel's record types, one after another",
          "textlogs/ZeekFormat.java", "names and types of Zeek's columns",
          "tune/Prescription.java", "the name of a Windows log");

  private MessageExceptions() {}

  static boolean mayHold(JavaFile file) {
    return DATA_FILES.keySet().stream().anyMatch(name -> file.path().endsWith("/" + name));
  }
}
