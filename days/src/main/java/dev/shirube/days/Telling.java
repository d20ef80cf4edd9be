// SPDX-License-Identifier: Apache-2.0
package dev.shirube.days;

import dev.shirube.catalog.Message;
import java.util.List;

/// Who tells people what was measured, as it comes, and keeps it for a page.
public interface Telling {
  /// Says something that is not kept.
  void say(String id, Object... facts);

  /// A text in the language of whoever looks on.
  String words(Message message);

  /// Says something that is kept.
  void paragraph(String id, Object... facts);

  /// Shows a table, which is kept.
  ///
  /// @param rows of as many cells as there are heads
  void table(List<Message> heads, List<List<Message>> rows);
}
