// SPDX-License-Identifier: Apache-2.0
package dev.shirube.containers;

import dev.shirube.event.EventBatch;

/// Reads a document that stands inside a value, such as JSON in a column or CEF in a syslog
/// message.
public interface Splitter {
  /// Short lower-case name by which source descriptions ask for it, such as json or cef.
  String name();

  /// Appends the parts of a text to the last event as raw entries whose names begin with a prefix.
  ///
  /// @param prefix put before every name; ends in a dot or is empty
  /// @return false, with nothing appended, if the text is no such document
  boolean split(EventBatch batch, String text, String prefix, Limits limits);
}
